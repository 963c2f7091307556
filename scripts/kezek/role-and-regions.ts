import { ROLES, type Regions, type Role } from '../../src/lib/domain/permission.ts';
import type { Sql } from '../../src/lib/server/store/connect.ts';
import { readDirectory } from '../../src/lib/server/store/directory.ts';
import { listOf, UsageError } from './command.ts';

/** Roles that answer for the whole network unless told otherwise; the others must name their regions. */
const NATIONAL_ROLES: readonly Role[] = ['leadership', 'contact_supervisor', 'admin'];

/** Reads a role. Throws `UsageError`. */
export function readRole(text: string): Role {
	const role = ROLES.find((known) => known === text);
	if (!role) throw new UsageError(`--role must be one of ${ROLES.join(', ')}, not "${text}"`);
	return role;
}

/**
 * Reads the regions of an account: `all`, or ids that the directory knows. Throws `UsageError` for an unknown one, and
 * where a role must have them named.
 */
export async function readRegions(sql: Sql, text: string | null, role: Role): Promise<Regions> {
	if (text === null) {
		if (NATIONAL_ROLES.includes(role)) return 'all';
		throw new UsageError(
			`--regions is required for the role ${role}: "all", or ids as KZ-75,KZ-71`,
		);
	}
	if (text.trim() === 'all') return 'all';
	const wanted = listOf(text);
	const { places } = await readDirectory(sql);
	const known = places.filter(({ kind }) => kind === 'region').map(({ id }) => id);
	const unknown = wanted.filter((id) => !known.includes(id));
	if (wanted.length === 0 || unknown.length > 0) {
		const list = known.length > 0 ? known.sort().join(', ') : 'none yet, import a directory first';
		throw new UsageError(
			`no region ${unknown.map((id) => `"${id}"`).join(', ')}; there are: ${list}`,
		);
	}
	return wanted;
}
