import { randomBytes } from 'node:crypto';
import type { Sql } from './connect.ts';

/** The role that the app connects as on the bundled server, apart from the owner who migrates. */
const APP_ROLE = 'kezek_app';

/** Credentials of a role. */
export interface RoleCredentials {
	user: string;
	password: string;
}

/**
 * Makes the bundled server's role for the app, gives it a new password and its rights on this database. Run by the owner
 * after the migrations, so that new tables are covered. The role can neither change the schema nor the audit trail.
 */
export async function prepareAppRole(owner: Sql): Promise<RoleCredentials> {
	// Letters, digits, dash and underscore only: `alter role` takes no parameters.
	const password = randomBytes(24).toString('base64url');
	await owner.driver.unsafe(`
		do $$ begin
			if not exists (select from pg_roles where rolname = '${APP_ROLE}') then
				create role ${APP_ROLE} login;
			end if;
		end $$;
		alter role ${APP_ROLE} with login password '${password}'`);
	await grantAppRights(owner, APP_ROLE);
	return { user: APP_ROLE, password };
}

/** Gives a role of an outside server the rights that the app needs, and no more. Run by the owner after the migrations. */
export async function grantAppRights(owner: Sql, role: string): Promise<void> {
	await owner`select grant_app_rights(${role})`;
}
