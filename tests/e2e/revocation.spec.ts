// Nothing reaches a page whose person was ended, disabled or demoted: two seconds after it was done, wherever it was done.
import type { Browser } from '@playwright/test';
import { kezek as commandLine } from '../support/command-line.ts';
import { expect, test, type Kezek } from './fixtures.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' } });

/** A page that is live on the map, with the instants of the frames that reach it and of its end. */
async function anOpenPage(kezek: Kezek, browser: Browser, role: string) {
	const context = await browser.newContext();
	const page = await context.newPage();
	const heard = { frames: [] as number[], endedAt: null as number | null };
	page.on('websocket', (socket) => {
		socket.on('framereceived', ({ payload }) => {
			const text = String(payload);
			if (text.includes('auth:ended')) heard.endedAt ??= Date.now();
			else if (text.startsWith('42')) heard.frames.push(Date.now());
		});
	});
	await kezek.login(page, role);
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	return { context, page, heard };
}

/** Feeds until frames would have come for a while after the end; returns how late the last one came, ms. */
async function lastFrameAfter(
	kezek: Kezek,
	heard: { frames: number[]; endedAt: number | null },
	doneAt: number,
): Promise<number> {
	let queueLength = 0;
	await expect
		.poll(
			async () => {
				await kezek.feed('almaty-almaly', { queueLength: ++queueLength });
				return Date.now() - doneAt > 5000 && heard.endedAt !== null;
			},
			{ intervals: [200], timeout: 20_000 },
		)
		.toBe(true);
	return Math.max(0, ...heard.frames.map((at) => at - doneAt));
}

const ACTS: [string, string, (username: string) => string[]][] = [
	['disabled at the command line', 'viewer', (name) => ['user', 'disable', name]],
	['reset at the command line', 'leadership', (name) => ['user', 'reset', name]],
];

for (const [what, role, command] of ACTS) {
	test(`nothing comes two seconds after a person was ${what}`, async ({ kezek, browser }) => {
		const { context, page, heard } = await anOpenPage(kezek, browser, role);
		const { username } = kezek.app.demo.accounts.find((one) => one.role === role)!;
		const { code, err } = await commandLine(command(username), {
			env: { KEZEK_DATA_DIR: kezek.app.dataFolder },
		});
		expect(code, err).toBe(0);
		const late = await lastFrameAfter(kezek, heard, Date.now());
		test.info().annotations.push({ type: 'last frame after, ms', description: String(late) });
		expect(late).toBeLessThan(2000);
		expect((heard.endedAt ?? Infinity) - Date.now()).toBeLessThan(0);
		expect((await context.request.get(`${kezek.url}/api/v1/board`)).status()).toBe(401);
		await page.goto(kezek.url);
		await expect(page).toHaveURL(/\/login/);
		await context.close();
	});
}

test('nothing comes two seconds after an administrator ended a session', async ({
	kezek,
	browser,
}) => {
	const { context, heard } = await anOpenPage(kezek, browser, 'duty_officer');
	const admin = await (await browser.newContext()).newPage();
	await kezek.login(admin, 'admin');
	await admin.goto(`${kezek.url}/admin/people`);
	await admin.locator('tr[data-session-id]', { hasText: 'duty' }).getByRole('button').click();
	await expect(admin.locator('tr[data-session-id]', { hasText: 'duty' })).toHaveCount(0);
	expect(await lastFrameAfter(kezek, heard, Date.now())).toBeLessThan(2000);
	expect((await context.request.get(`${kezek.url}/api/v1/board`)).status()).toBe(401);
	await context.close();
});
