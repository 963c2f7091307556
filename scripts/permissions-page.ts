// Writes docs/permissions.md from domain/permission.ts and domain/doors.ts; tests/doors.test.ts compares the two.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { DOORS, type Door, type OtherAsks } from '../src/lib/domain/doors.ts';
import {
	canEverywhere,
	canInRegion,
	canSomewhere,
	CONFIRMATIONS,
	PERMISSIONS,
	ROLES,
	type Permission,
	type Principal,
} from '../src/lib/domain/permission.ts';

const FILE = join(import.meta.dirname, '../docs/permissions.md');

const ASKS: Record<OtherAsks, string> = {
	nothing: 'nothing: open to all',
	session: 'any complete sign-in, for one’s own things',
	sign_in: 'a sign-in that stands at this step',
	draft: 'the permission of the draft, and to be concerned by it',
	link: 'a one-time link that was not used',
	scrape_token: 'the scrape token; without a proxy, loopback',
};
const REACH: Record<NonNullable<Door['reach']>, string> = {
	role: 'all of it',
	cut: 'their places only',
	object: 'an object of theirs; any other does not exist',
};
const BY: Record<Door['by'], string> = {
	session: 'session',
	key: 'feed key',
	either: 'session, or feed key with the right `read`',
};

/** The page as Markdown. */
export async function permissionsPage(): Promise<string> {
	const text = `# Who may do what

Written by \`node scripts/permissions-page.ts\` from \`src/lib/domain/permission.ts\` and \`src/lib/domain/doors.ts\`; do not edit. The use-case behind a door asks for its permission in its first line. What is in neither table does not exist: a test fails.

\`+\` everywhere · \`r\` in the regions of the account · \`c\` at the contact center only · \`o\` in the places of the key · \`-\` refused. \`S\`: shown first and confirmed by a one-time code · \`4\`: by a second person too, where there is one.

${table(
	['permission', ...ROLES, 'feed', 'confirmed'],
	PERMISSIONS.map((permission) => [
		`\`${permission}\``,
		...ROLES.map((role) => mark(permission, { kind: 'user', userId: '', role, regions: ['home'] })),
		mark(permission, { kind: 'feed', feedId: 0, rights: [], centers: [1], contactCenters: [1] }),
		confirmation(permission),
	]),
)}

## Doors

${DOORS.length} ways in: pages, the data of their layouts, form actions, endpoints and socket events.

${table(
	['door', 'asks', 'reaches', 'opened by'],
	DOORS.map((door) => [
		`${door.kind} ${nameOf(door)}`,
		door.asks in ASKS ? ASKS[door.asks as OtherAsks] : `\`${door.asks}\``,
		door.reach ? REACH[door.reach] : '',
		door.asks === 'nothing' || door.asks === 'scrape_token' ? '' : BY[door.by],
	]),
)}
`;
	return format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' });
}

function nameOf({ kind, at, does, use }: Door): string {
	const name = kind === 'endpoint' ? `${does} ${at}` : kind === 'action' ? `${at}?/${does}` : at;
	return `\`${name}\`${use === null ? '' : ` (${use})`}`;
}

function mark(permission: Permission, principal: Principal): string {
	if (!canSomewhere(principal, permission)) return '-';
	if (canEverywhere(principal, permission)) return '+';
	if (principal.kind === 'feed') return 'o';
	return canInRegion(principal, permission, 'home') ? 'r' : 'c';
}

function confirmation(permission: Permission): string {
	const needed = CONFIRMATIONS[permission];
	if (!needed) return '';
	return needed.second ? 'S 4' : 'S';
}

function table(head: string[], rows: string[][]): string {
	const lines = [head, head.map(() => '---'), ...rows];
	return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (import.meta.main) await writeFile(FILE, await permissionsPage());
