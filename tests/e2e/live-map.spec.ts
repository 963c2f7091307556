// A reading pushed by HTTP moves its marker and its row on an already open page; a feed that falls silent turns late,
// stale, lost at its times and leaves the aggregates, which say so.
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

// Twenty times as fast: a feed of 30 s is late after 60 s (3 real seconds) and lost after 15 min (45 real seconds).
test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@20' } });

const CENTER = 'almaty-almaly';

/** Pixels of the map's canvases in the critical mark's color of the light theme. */
const criticalPixels = (page: Page) =>
	page.locator('[data-map-ready]').evaluate((map) => {
		let count = 0;
		for (const canvas of map.querySelectorAll('canvas')) {
			const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
			for (let i = 0; i < data.length; i += 4) {
				if (data[i] === 0x7e && data[i + 1] === 0x00 && data[i + 2] === 0x39 && data[i + 3] === 255)
					count++;
			}
		}
		return count;
	});

test('a pushed reading moves its row and its marker on an open page', async ({ kezek, page }) => {
	await kezek.login(page, 'duty_officer');
	await page.goto(`${kezek.url}/?scope=city:almaty`);
	const row = page.locator(`[data-center-id="${CENTER}"]`);
	await expect(row).toHaveAttribute('data-freshness', 'never');
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	const map = page.locator('[data-map-ready]');
	await expect(map).toBeVisible();

	await kezek.feed(CENTER, {
		queueLength: 4,
		bookedWaiting: 1,
		walkInWaiting: 3,
		windowsServing: 8,
		windowsOpen: 8,
		occupancy: 20,
		queueOutside: 0,
	});
	await expect(row).toHaveAttribute('data-level', 'calm');
	await expect(row).toHaveAttribute('data-freshness', 'fresh');
	expect(await criticalPixels(page)).toBe(0);

	await kezek.feed(CENTER, {
		queueLength: 60,
		bookedWaiting: 10,
		walkInWaiting: 50,
		windowsServing: 8,
		windowsOpen: 8,
		occupancy: 90,
		queueOutside: 120,
	});
	await expect(row).toHaveAttribute('data-level', 'critical');
	await expect.poll(() => criticalPixels(page)).toBeGreaterThan(50);
});

test('a silent feed turns late, stale and lost, and leaves the figures', async ({
	kezek,
	page,
}) => {
	await kezek.login(page, 'leadership');
	await page.goto(`${kezek.url}/?scope=city:almaty`);
	const row = page.locator(`[data-center-id="${CENTER}"]`);
	const cityOf = async () => {
		const answer = await page.request.get(`${kezek.url}/api/v1/board`);
		const board = (await answer.json()) as {
			aggregates: { id: string; kind: string; reporting: number; unknown: number }[];
		};
		return board.aggregates.find((place) => place.kind === 'city' && place.id === 'almaty');
	};
	await kezek.feed(CENTER, {
		queueLength: 5,
		walkInWaiting: 5,
		windowsServing: 6,
		windowsOpen: 6,
		occupancy: 15,
		queueOutside: 0,
	});
	await expect(row).toHaveAttribute('data-freshness', 'fresh');
	await expect.poll(async () => (await cityOf())?.reporting).toBe(1);

	await expect(row).toHaveAttribute('data-freshness', 'late', { timeout: 10_000 });
	await expect(row).toHaveAttribute('data-level', 'calm');
	await expect(row).toHaveAttribute('data-freshness', 'stale', { timeout: 15_000 });
	await expect(row).toHaveAttribute('data-level', 'unknown');
	await expect.poll(async () => (await cityOf())?.reporting).toBe(0);
	await expect(row).toHaveAttribute('data-freshness', 'lost', { timeout: 60_000 });
});
