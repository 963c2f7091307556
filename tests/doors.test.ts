// Nothing on disk leads in past domain/doors.ts, and nothing stands there that leads nowhere.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { permissionsPage } from '../scripts/permissions-page.ts';
import { DOORS, type Door } from '$lib/domain/doors.ts';
import { PERMISSIONS } from '$lib/domain/permission.ts';
import { aDirectory } from './support/board-builders.ts';
import { aLiveServer } from './support/live-server.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'fallback'];

interface RouteModule extends Record<string, unknown> {
	load?: unknown;
	actions?: Record<string, unknown>;
}
const servers = import.meta.glob<RouteModule>('../src/routes/**/+{page,layout}.server.ts');
const endpoints = import.meta.glob<RouteModule>('../src/routes/**/+server.ts');
const pages = Object.keys(import.meta.glob('../src/routes/**/+page.svelte'));

/** A route's address: its folder without groups. */
function addressOf(file: string): string {
	const folders = file
		.replace(/^.*\/src\/routes/, '')
		.split('/')
		.slice(0, -1);
	return `/${folders.filter((name) => name !== '' && !name.startsWith('(')).join('/')}`;
}

const nameOf = ({ kind, at, does }: Pick<Door, 'kind' | 'at' | 'does'>) =>
	[kind, at, does].filter((part) => part !== null).join(' ');
const listed = (...kinds: Door['kind'][]) =>
	[...new Set(DOORS.filter(({ kind }) => kinds.includes(kind)).map(nameOf))].sort();

describe('the table of the doors', () => {
	it('has every page, every layout with data and every form action, and no other', async () => {
		const found = new Set(
			pages.map((file) => nameOf({ kind: 'page', at: addressOf(file), does: null })),
		);
		for (const [file, open] of Object.entries(servers)) {
			const module = await open();
			const at = addressOf(file);
			const kind = file.endsWith('+page.server.ts') ? 'page' : 'layout';
			if (module.load) found.add(nameOf({ kind, at, does: null }));
			for (const does of Object.keys(module.actions ?? {})) {
				found.add(nameOf({ kind: 'action', at, does }));
			}
		}
		expect(listed('page', 'layout', 'action')).toEqual([...found].sort());
	});

	it('has every method of every endpoint, and no other', async () => {
		const found: string[] = [];
		for (const [file, open] of Object.entries(endpoints)) {
			for (const does of Object.keys(await open()).filter((name) => METHODS.includes(name))) {
				found.push(nameOf({ kind: 'endpoint', at: addressOf(file), does }));
			}
		}
		expect(listed('endpoint')).toEqual(found.sort());
	});

	it('has every socket event, and no other', async () => {
		const live = await aLiveServer({ directory: aDirectory([]), people: new Map() });
		const found = ['connect', ...live.gateway.eventNames()].map((at) => `event ${at}`);
		await live.stop();
		expect(listed('event')).toEqual(found.sort());
	});

	it('asks for every permission somewhere', () => {
		const asked = new Set<string>(DOORS.map(({ asks }) => asks));
		expect(PERMISSIONS.filter((permission) => !asked.has(permission))).toEqual([]);
	});

	it('is docs/permissions.md: `node scripts/permissions-page.ts` writes it', async () => {
		const file = join(import.meta.dirname, '../docs/permissions.md');
		expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(await permissionsPage());
	});
});
