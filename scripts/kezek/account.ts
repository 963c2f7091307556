import type { Sql } from '../../src/lib/server/store/connect.ts';
import { findUserByName, type UserWithPassword } from '../../src/lib/server/store/users.ts';

/** The account of a name, in whatever case. Throws where there is none. */
export async function accountOf(sql: Sql, username: string): Promise<UserWithPassword> {
	const user = await findUserByName(sql, username);
	if (!user) throw new Error(`no account "${username}"`);
	return user;
}

/** Flag of commands whose change has a reason: the audit trail keeps it. */
export const REASON = { value: 'TEXT', help: 'why, for the audit trail' } as const;
