import { test as base, expect, type Page } from '@playwright/test';
import { pino } from 'pino';
import { DATABASES } from '../../src/lib/server/database.ts';
import { openStore } from '../../src/lib/server/store/connect.ts';
import { findEmbedded } from '../../src/lib/server/store/embedded.ts';
import { freePort, startKezek, type KezekProcess } from '../support/kezek-process.ts';
import { bundleTexts, dumpOf, leaksIn } from '../support/leaks.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/** One item of `POST /api/v1/readings`; what is not named is a calm, fresh center. */
export interface ReadingFields {
	id?: string;
	at?: string;
	[figure: string]: unknown;
}

/** How the door answered. */
interface Pushed {
	status: number;
	body: unknown;
}

/** What a journey needs: a running app of its own, people and feeds. */
export interface Kezek {
	/** Where pages are opened. */
	url: string;
	app: KezekProcess;
	/** The network between pages and the app, where the file asks for one that can be cut; feeds do not use it. */
	line: TcpProxy | null;
	/** The operations clock. */
	now: () => Promise<Date>;
	/** Pushes readings of one center as the demo's feed; resolves with status and body. */
	feed: (centerId: string, ...readings: ReadingFields[]) => Promise<Pushed>;
	/** Pushes readings of several centers in one request. */
	push: (readings: (ReadingFields & { centerId: string })[]) => Promise<Pushed>;
	/** Signs a page in as the first account of a role. */
	login: (page: Page, role: string) => Promise<void>;
}

let counter = 0;

/** What the database of an app holds, table by table. */
async function dumpOfApp(app: KezekProcess, env: Record<string, string>) {
	const name = env.KEZEK_CLOCK === undefined ? DATABASES.demo : DATABASES.exercise;
	const url = (await findEmbedded(app.dataFolder))?.url(name);
	if (url === undefined) throw new Error('the database of the app is gone');
	const store = openStore({ url, log: pino({ level: 'silent' }), max: 1 });
	try {
		return await dumpOf(store.sql);
	} finally {
		await store.close();
	}
}

/**
 * Playwright's `test` with a built Kezek per file; `env` of `test.use` sets its clock and feeder, `hasLine` puts a line
 * that can be cut between pages and app. At its end no secret of it may stand in its log, its database or the bundle.
 */
export const test = base.extend<
	object,
	{ env: Record<string, string>; hasLine: boolean; kezek: Kezek }
>({
	env: [{}, { option: true, scope: 'worker' }],
	hasLine: [false, { option: true, scope: 'worker' }],
	kezek: [
		async ({ env, hasLine }, use) => {
			const port = await freePort();
			const line = hasLine ? await startTcpProxy({ host: '127.0.0.1', port }) : null;
			const url = `http://127.0.0.1:${line?.port ?? port}`;
			const app = await startKezek({ port, env: { ORIGIN: url, ...env } });
			const { demo } = app;
			const secrets = [...app.secrets];
			const now = async () => {
				const clock = (await (await fetch(`${app.url}/api/v1/clock`)).json()) as { now: string };
				return new Date(clock.now);
			};
			const push: Kezek['push'] = async (readings) => {
				const at = (await now()).toISOString();
				const answer = await fetch(`${app.url}/api/v1/readings`, {
					method: 'POST',
					headers: { 'content-type': 'application/json', authorization: `Bearer ${demo.feedKey}` },
					body: JSON.stringify({
						readings: readings.map((fields) => ({ id: `e2e-${++counter}`, at, ...fields })),
					}),
				});
				return { status: answer.status, body: await answer.json() };
			};
			await use({
				url,
				app,
				line,
				now,
				push,
				feed: (centerId, ...readings) => push(readings.map((fields) => ({ centerId, ...fields }))),
				login: async (page, role) => {
					const account = demo.accounts.find((candidate) => candidate.role === role);
					if (!account) throw new Error(`no demo account with the role ${role}`);
					await page.goto(`${url}/login`);
					await page.locator('input[name="username"]').fill(account.username);
					await page.locator('input[name="password"]').fill(account.password);
					await page.locator('input[name="password"]').press('Enter');
					await page.waitForURL((address) => !address.pathname.startsWith('/login'));
					for (const { name, value } of await page.context().cookies()) {
						if (name === 'kezek')
							secrets.push(['the token of a session', value.split('.')[1] ?? '']);
					}
				},
			});
			const leaks = leaksIn([...(await dumpOfApp(app, env)), ...bundleTexts()], secrets);
			const code = await app.end();
			leaks.push(...leaksIn([['the log', app.output()]], secrets));
			await line?.close();
			app.clean();
			expect(leaks).toEqual([]);
			expect(code, `exit code; it printed:\n${app.output()}`).toBe(0);
		},
		{ scope: 'worker', timeout: 120_000 },
	],
});

export { expect };
