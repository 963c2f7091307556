// A browser that was away (cut off, frozen, asleep, hidden) while the feeds went on shows, once it is back and all is
// quiet, exactly what `GET /api/v1/board` says. Twenty times as fast, so that ten minutes of the network are half one;
// the page's own timers are moved along. With KEZEK_REAL_WAITS=1 every minute is a real one.
import type { Browser, Locator, Page } from '@playwright/test';
import { expect, test, type Kezek } from './fixtures.ts';
import { keepFeeding, shownBoard, shownBeside } from './live-comparison.ts';

const IS_REAL = process.env.KEZEK_REAL_WAITS === '1';
const SPEED = IS_REAL ? 1 : 20;

test.use({
	env: { KEZEK_CLOCK: `2026-11-20T09:30:00+05:00@${SPEED}` },
	hasLine: true,
	locale: 'en-US',
});
test.setTimeout(IS_REAL ? 900_000 : 120_000);

/**
 * Client and server agree within 3 s of quiet (realtime.md §1); two looks at the page take a moment too. Where a look takes
 * longer than all that, the last of three decides.
 */
const QUIET_MS = 5000;
const LOOKS_AT_LEAST = 3;
const RETURN = { timeout: 30_000 };

const connection = (page: Page): Locator => page.locator('[data-connection]');
const bar = (page: Page): Locator => page.locator('.bars');
const isLive = (page: Page) =>
	expect(connection(page)).toHaveAttribute('data-connection', 'live', RETURN);

/** Waits until so many seconds of the operations clock have passed. */
async function passed(kezek: Kezek, seconds: number): Promise<void> {
	const until = (await kezek.now()).getTime() + seconds * 1000;
	const longest = (seconds / SPEED) * 1000 + 20_000;
	await expect
		.poll(async () => (await kezek.now()).getTime(), { timeout: longest })
		.toBeGreaterThan(until);
}

/**
 * Every row shows, between two answers of the server that say the same of it, just that. Row by row, because at this speed
 * the ages of some turn at any moment.
 */
async function showsTheBoard(page: Page, kezek: Kezek): Promise<void> {
	const equal = new Set<string>();
	const until = Date.now() + QUIET_MS;
	let others: string[] = [];
	for (let looks = 1; looks <= LOOKS_AT_LEAST || Date.now() < until; looks++) {
		const { before, shown, after } = await shownBeside(page, kezek);
		const keys = Object.keys({ ...before, ...shown, ...after });
		for (const key of keys) {
			if (before[key] === shown[key] && shown[key] === after[key]) equal.add(key);
		}
		others = keys
			.filter((key) => !equal.has(key))
			.map((key) => `${key}: server ${before[key]}, page ${shown[key]}, server ${after[key]}`);
		if (others.length === 0) return;
	}
	expect(others).toEqual([]);
}

/** The processes that run pages: stopped, they are a computer asleep. */
async function renderers(browser: Browser): Promise<number[]> {
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
	return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** An open, live page of somebody who sees everything, over a feed that goes on. */
async function watching(page: Page, kezek: Kezek) {
	if (!kezek.line) throw new Error('these journeys need a line');
	if (!IS_REAL) await page.clock.install();
	await kezek.login(page, 'leadership');
	const feed = await keepFeeding(page, kezek);
	await page.goto(kezek.url);
	await isLive(page);
	await feed.reached(2);
	return { line: kezek.line, feed };
}

for (const away of [
	{ name: 'a second', seconds: SPEED },
	{ name: 'a minute', seconds: 60 },
	{ name: 'ten minutes', seconds: 600 },
]) {
	test(`cut off for ${away.name}, the page says so, keeps its picture and catches up`, async ({
		page,
		kezek,
	}) => {
		const { line, feed } = await watching(page, kezek);
		line.setMode('hang_up');
		await expect(connection(page)).toHaveAttribute('data-connection', 'reconnecting');
		await expect(bar(page).getByText(/^Reconnecting… data as of \d\d:\d\d:\d\d$/)).toBeVisible();
		const kept = await shownBoard(page);
		await feed.reached(3);
		await passed(kezek, away.seconds);
		if (away.seconds > SPEED) {
			if (!IS_REAL) await page.clock.fastForward(away.seconds * 1000);
			await expect(connection(page)).toHaveAttribute('data-connection', 'stale');
			await expect(bar(page).getByText(/^No connection since/)).toBeVisible();
			expect(await shownBoard(page)).toEqual(kept);
		}

		line.setMode('pass');
		const tryNow = page.getByRole('button', { name: 'Try now' });
		if (await tryNow.isVisible()) await tryNow.click();
		await isLive(page);
		await expect(bar(page).getByText(/^Connected\. Changes applied: [1-9]/)).toBeVisible();
		await feed.end();
		await showsTheBoard(page, kezek);
	});
}

test('a line that stood still for a second loses nothing', async ({ page, kezek }) => {
	const { line, feed } = await watching(page, kezek);
	line.setMode('frozen');
	await feed.reached(3);
	await passed(kezek, SPEED);
	line.setMode('pass');
	await feed.reached(2);
	await feed.end();
	await showsTheBoard(page, kezek);
	await expect(connection(page)).toHaveAttribute('data-connection', 'live');
});

test('asleep for an hour with its line, the page is stale at once and catches up', async ({
	page,
	kezek,
}) => {
	test.skip(IS_REAL, 'an hour of the page is a jump of its clock');
	const { line, feed } = await watching(page, kezek);
	line.setMode('silent');
	await feed.reached(3);
	await page.clock.fastForward('01:00:00');
	await expect(connection(page)).toHaveAttribute('data-connection', 'stale');
	line.setMode('hang_up');
	line.setMode('pass');
	await isLive(page);
	await feed.end();
	await showsTheBoard(page, kezek);
});

test('a computer that was stopped catches up', async ({ page, kezek, browser }) => {
	const { feed } = await watching(page, kezek);
	const pids = await renderers(browser);
	for (const pid of pids) process.kill(pid, 'SIGSTOP');
	try {
		// Longer than the server waits for a reader: it has stopped sending.
		await passed(kezek, IS_REAL ? 600 : 6 * SPEED);
	} finally {
		for (const pid of pids) process.kill(pid, 'SIGCONT');
	}
	await feed.reached(2);
	await feed.end();
	await isLive(page);
	await showsTheBoard(page, kezek);
});

test('a tab that the browser froze catches up', async ({ page, kezek }) => {
	const { feed } = await watching(page, kezek);
	const session = await page.context().newCDPSession(page);
	await session.send('Page.setWebLifecycleState', { state: 'frozen' });
	await passed(kezek, 6 * SPEED);
	await session.send('Page.setWebLifecycleState', { state: 'active' });
	await feed.reached(2);
	await feed.end();
	await isLive(page);
	await showsTheBoard(page, kezek);
});

test('a page hidden for over a minute leaves and returns with its cursors', async ({
	page,
	kezek,
}) => {
	const { feed } = await watching(page, kezek);
	const setHidden = (isHidden: boolean) =>
		page.evaluate((hidden) => {
			Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
			document.dispatchEvent(new Event('visibilitychange'));
		}, isHidden);
	await setHidden(true);
	if (IS_REAL) await passed(kezek, 61);
	else await page.clock.fastForward(61_000);
	await feed.reached(1);
	const left = await shownBoard(page);
	await feed.reached(3);
	expect(await shownBoard(page)).toEqual(left);

	await setHidden(false);
	await isLive(page);
	await expect.poll(() => shownBoard(page)).not.toEqual(left);
	await feed.end();
	await showsTheBoard(page, kezek);
});

test('cut off in the middle of a join, the page joins again', async ({ page, kezek }) => {
	const { line, feed } = await watching(page, kezek);
	line.setMode('frozen');
	await page.locator('[data-center-id="almaty-almaly"] a').click();
	await expect(page.locator('#center')).toBeVisible();
	line.setMode('hang_up');
	await expect(connection(page)).toHaveAttribute('data-connection', 'reconnecting');
	line.setMode('pass');
	await isLive(page);
	await feed.end();
	await showsTheBoard(page, kezek);
	await expect(page.locator('#center')).toBeVisible();
});
