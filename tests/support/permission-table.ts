import type { Permission, Role } from '../../src/lib/domain/permission.ts';

/** Who can be granted something: the roles of people, and a feed with its key. */
export const GRANTEES = [
	'viewer',
	'leadership',
	'regional_director',
	'duty_officer',
	'contact_supervisor',
	'admin',
	'feed',
] as const satisfies readonly (Role | 'feed')[];
/** A role, or a feed. */
export type Grantee = (typeof GRANTEES)[number];

/**
 * The matrix of reliability.md §5, copied by hand so that the code is not compared with itself; columns as in GRANTEES.
 * `+` everywhere · `r` own regions · `c` contact center only · `o` the key's own places · `-` refused.
 */
const TABLE = `
	board.view      r + r r + + o
	center.history  r + r r + + o
	contact.view    + + + + + + o
	regime.view     r + r r + + o
	regime.preview  - + r - - - -
	regime.request  - - r - - - -
	regime.approve  - + - - - - -
	regime.cancel   - + r - - - -
	regime.lift     - + r - - - -
	regime.emergency - + r - - - -
	regime.exempt   - - r - - - -
	feed.health     - + r r c + -
	reading.post    - - - - - - o
	audit.read      - + r - - + -
	audit.verify    - + - - - + -
	session.revoke  - - - - - + -
	user.manage     - - - - - + -
	user.reset      - - - - - + -
	key.manage      - - - - - + -
	place.manage    - - - - - + -
	center.thresholds  - - r - - - -
	contact.thresholds - - - - c - -
	incident.view   r + r r + + o
	incident.people - + r r c - -
	incident.acknowledge - - r r c - -
	incident.resolve - - r r c - -
	incident.cause  - - r r c - -
	alert.mute      - - r r c - -
	webhook.manage  - - - - - + -
`;

/** One cell of the table. */
export interface Cell {
	permission: Permission;
	who: Grantee;
	mark: string;
}

/** All cells, line by line. */
export const CELLS: readonly Cell[] = TABLE.trim()
	.split('\n')
	.flatMap((line) => {
		const [permission, ...marks] = line.trim().split(/\s+/) as [Permission, ...string[]];
		return GRANTEES.map((who, i) => ({ permission, who, mark: marks[i] ?? '?' }));
	});

/** The mark of one cell; `?` where the table has none. */
export function markOf(permission: string, who: Grantee): string {
	const cell = CELLS.find((one) => one.permission === permission && one.who === who);
	return cell?.mark ?? '?';
}
