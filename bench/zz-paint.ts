import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { KezekProcess } from '../tests/support/kezek-process.ts';
import { LIVE_BOARD } from '../src/lib/server/live/board.ts';
import { endApp, operationsNow, startBenchApp } from './app.ts';
import { launchChromium } from './browser.ts';
import { openBenchDatabase } from './database.ts';
import {
	installPaintWatch,
	overhearSockets,
	type PaintNotes,
	type PaintWatch,
} from './paint-watch.ts';
import { percentile, type Goal } from './pairs.ts';
import { acceptRaw, serverFrame } from './raw-socket.ts';
import { createEndings, type Subject } from './subject.ts';

/** Pushes of one measurement. */
const PUSHES = 33;
/** People in front of the building for calm, busy, crowded and critical (domain/load.ts): a level rises at once. */
const PEOPLE_OUTSIDE = [0, 8, 20, 50] as const;
const PAINTED_WITHIN_MS = 3000;
/** The board may fold a reading so long before the sender has its answer. */
const COMMIT_TO_ANSWER_MS = 50;

const pushToPaint: Goal = {
	id: 'G15',
	measured: 'push to paint: accepted → marker pixel, p99 − tick',
	yardstick: 'raw `ws` → text node, same browser',
	unit: 'ms',
	bound: 'at_most',
	floor: 4,
	aim: 2,
};

/** The built app with a page open on the map: a reading pushed over HTTP until its mark has other pixels. */
export const paintSubject: Subject = {
	goals: [pushToPaint],
	open: async () => {
		const endings = createEndings();
		try {
			const database = await openBenchDatabase();
			endings.add(() => database.close());
			const app = await startBenchApp(database.url);
			endings.add(() => endApp(app));
			const centers = await database.store
				.sql<Center>`select ordinal, id from center order by ordinal`;
			const line = await openLine();
			endings.add(() => line.close());
			const browser = await launchChromium();
			endings.add(() => browser.close());
			// The page's own policy would forbid the yardstick's connection.
			const context = await browser.newContext({
				bypassCSP: true,
				viewport: { width: 1280, height: 800 },
			});
			await context.addInitScript(overhearSockets);
			const page = await context.newPage(); (globalThis as any).benchPageHandle = page;
			const feeder = createFeeder(app, centers);
			await feeder.refresh();
			await openMap(page, app);
			await page.evaluate(installPaintWatch, line.url);
			let clockAheadMs = 0;
			return {
				contests: [
					{
						goal: pushToPaint,
						warmUp: 1,
						beforePair: async () => {
							await feeder.refresh();
							clockAheadMs = await operationsAheadMs(app);
							await after(2 * LIVE_BOARD.tickMs);
							await page.evaluate(() => {
								(globalThis as unknown as { benchPaint: PaintWatch }).benchPaint.forget();
							});
						},
						ours: async () => {
							const acceptedAt = new Map<number, number>();
							for (let push = 0; push < PUSHES; push++) {
								const { ordinal, at } = await feeder.raise();
								acceptedAt.set(ordinal, at);
							}
							return percentile(await delaysOf(page, acceptedAt, clockAheadMs), 0.99);
						},
						yardstick: async () => {
							const sent: number[] = [];
							for (let push = 0; push < PUSHES; push++) {
								await after(Math.random() * 60);
								sent.push(unixMs());
								line.send(String(push));
							}
							await after(200);
							const { texts } = await take(page);
							if (texts.length !== PUSHES) throw new Error(`${texts.length} texts were painted`);
							return percentile(
								texts.map((at, i) => at - (sent[i] ?? at)),
								0.99,
							);
						},
					},
				],
				close: () => endings.close(),
			};
		} catch (error) {
			await endings.close();
			throw error;
		}
	},
};

interface Center {
	ordinal: number;
	id: string;
}

function unixMs(): number {
	return performance.timeOrigin + performance.now();
}

async function openMap(page: Page, app: KezekProcess): Promise<void> {
	const account = app.demo.accounts.find(({ role }) => role === 'viewer');
	if (!account) throw new Error('the demo has no viewer');
	await page.goto(`${app.url}/login`);
	await page.locator('input[name="username"]').fill(account.username);
	await page.locator('input[name="password"]').fill(account.password);
	await page.locator('input[name="password"]').press('Enter');
	await page.waitForURL((address) => !address.pathname.startsWith('/login'));
	await page.locator('[data-connection="live"]').first().waitFor({ state: 'attached' });
	await page.locator('[data-painted-version]').first().waitFor({ state: 'attached' });
	await after(1000);
}

function take(page: Page): Promise<PaintNotes> {
	return page.evaluate(() =>
		(globalThis as unknown as { benchPaint: PaintWatch }).benchPaint.take(),
	);
}

/**
 * From the answer of the door to the paint of the mark without the wait for the tick, ms: the wait is taken out reading by
 * reading, and at most one tick of it, so the 99th percentile of these is at least "p99 − tick" and does not hang on how
 * few pushes happen to fall just after a tick.
 */
async function delaysOf(
	page: Page,
	acceptedAt: ReadonlyMap<number, number>,
	clockAheadMs: number,
): Promise<number[]> {
	const delays = new Map<number, number>();
	const patience = unixMs() + PAINTED_WITHIN_MS;
	while (delays.size < acceptedAt.size) {
		if (unixMs() > patience) {
			throw new Error(`${acceptedAt.size} marks were pushed, ${delays.size} were painted`);
		}
		await after(50);
		for (const { at, frames } of (await take(page)).paints) {
			for (const { t, ordinals } of frames) {
				for (const ordinal of ordinals) {
					const accepted = acceptedAt.get(ordinal);
					if (accepted === undefined || delays.has(ordinal)) continue;
					const waited = t - clockAheadMs - accepted;
					if (waited < -COMMIT_TO_ANSWER_MS) continue; // an older change of the same row
					const tick = Math.min(Math.max(waited, 0), LIVE_BOARD.tickMs);
					delays.set(ordinal, at - accepted - tick);
				}
			}
		}
	}
	return [...delays.values()];
}

/** How far the app's operations clock is ahead of the Unix clock, ms: the quickest of some answers tells it best. */
async function operationsAheadMs(app: KezekProcess): Promise<number> {
	let best = { tookMs: Infinity, aheadMs: 0 };
	for (let attempt = 0; attempt < 10; attempt++) {
		const askedAt = unixMs();
		const now = await operationsNow(app);
		const tookMs = unixMs() - askedAt;
		if (tookMs < best.tookMs) best = { tookMs, aheadMs: now.getTime() - askedAt - tookMs / 2 };
	}
	return best.aheadMs;
}

/** Pushes readings of the demo's feed: every center calm at first, then one after the other a level higher. */
function createFeeder(app: KezekProcess, centers: readonly Center[]) {
	const levels = new Map(centers.map(({ id }) => [id, 0]));
	let raised = 0;
	let number = 0;

	const push = async (ids: readonly string[]): Promise<void> => {
		const at = (await operationsNow(app)).toISOString();
		const readings = ids.map((centerId) => ({
			id: `paint-${++number}`,
			centerId,
			at,
			queueOutside: PEOPLE_OUTSIDE[levels.get(centerId) ?? 0],
		}));
		const answer = await fetch(`${app.url}/api/v1/readings`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				authorization: `Bearer ${app.demo.feedKey}`,
			},
			body: JSON.stringify({ readings }),
		});
		if (answer.status !== 200) throw new Error(`the door answered ${answer.status}`);
	};

	return {
		/** Says of every center what was said before, so that none falls silent. */
		refresh: () => push([...levels.keys()]),
		/** Raises the next center's level; tells whose, and when the door answered. */
		raise: async (): Promise<{ ordinal: number; at: number }> => {
			const center = centers[raised % centers.length];
			const level = 1 + Math.floor(raised / centers.length);
			if (!center || level >= PEOPLE_OUTSIDE.length) throw new Error('every center is critical');
			raised += 1;
			levels.set(center.id, level);
			await push([center.id]);
			return { ordinal: center.ordinal, at: unixMs() };
		},
	};
}

/** A WebSocket server as bare as can be: it sends texts to the one page that connects. */
async function openLine(): Promise<{ url: string; send(text: string): void; close(): void }> {
	let peer: Duplex | null = null;
	const server = createServer();
	server.on('upgrade', (request, socket) => {
		acceptRaw(request, socket);
		socket.on('error', () => undefined);
		peer = socket;
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		send: (text) => void peer?.write(serverFrame(text)),
		close: () => {
			peer?.destroy();
			server.close();
		},
	};
}
