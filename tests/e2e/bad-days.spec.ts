// Days on which everything is wrong at once: names that are code or far too long, a city of two thousand centers and one of
// none, a silent and a burning country, browsers without sockets and without scripts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { kezekProcess } from '../support/command-line.ts';
import { lastingProblems } from '../support/layout-settled.ts';
import { playPicture } from '../support/network-picture.ts';
import { watchPages } from '../support/page-watch.ts';
import { expect, test, type Kezek } from './fixtures.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@0.1' }, locale: 'kk' });

const HOSTILE = '<img src=x onerror=alert(1)>';
/** 200 letters, as long as a name may be, in words as long as Kazakh makes them. */
const LONG = 'Халыққа қызмет көрсету орталығының мамандандырылғандарының бөлімшесі '
	.repeat(3)
	.slice(0, 200)
	.trim();
const CROWD = 2000;

const HEAD =
	'kind,id,region,city,class,type,name_kk,name_ru,name_en,lat,lon,hall_m2,seats,windows,open,close,timezone';
const centerRow = (id: string, city: string, name: string, shift = 0) =>
	`center,${id},KZ-19,${city},city,ordinary,"${name}","${name}","${name}",${43.86 + shift},${77.06 + shift},200,40,8,09:00,18:00,Asia/Almaty`;

/** Adds places to the running network, as an operator does. */
async function importPlaces(kezek: Kezek, rows: readonly string[]): Promise<void> {
	const file = join(kezek.app.dataFolder, 'places.csv');
	writeFileSync(file, [HEAD, ...rows, ''].join('\n'));
	const { code, err } = await kezekProcess(['directory', 'import', file], {
		env: { KEZEK_DATA_DIR: kezek.app.dataFolder },
	});
	expect(err, 'what the import says').not.toContain('error');
	expect(code).toBe(0);
}

const rowOf = (page: Page, id: string) => page.locator(`[data-center-id="${id}"]`);

// The first, for what was fed once stays fresh.
test('a country in which all is silent has no level, and one in which all is critical no calm', async ({
	kezek,
	page,
}) => {
	await kezek.login(page, 'leadership');
	const levels = async () => {
		const answer = await page.request.get(`${kezek.url}/api/v1/board`);
		const { centers } = (await answer.json()) as { centers: { level: string }[] };
		return [...new Set(centers.map(({ level }) => level))].sort();
	};
	await playPicture(kezek.app, () => 'silent');
	await page.goto(`${kezek.url}/?scope=city:astana`);
	await expect(page.locator('[data-map-ready]')).toBeVisible();
	await expect(page.locator('[data-center-id]').first()).toHaveAttribute('data-level', 'unknown');
	await expect(page.locator('[data-center-id][data-level="calm"]')).toHaveCount(0);
	expect(await lastingProblems(page)).toEqual([]);

	await playPicture(kezek.app, () => 'critical');
	await expect.poll(levels).toEqual(['critical']);
	await expect(page.locator('[data-center-id]:not([data-level="critical"])')).toHaveCount(0);
	expect(await lastingProblems(page)).toEqual([]);
});

test('names that are code or endless stay text, and fit a phone of 320 px', async ({
	kezek,
	page,
	context,
}) => {
	const watch = await watchPages(context, kezek.url);
	await importPlaces(kezek, [
		centerRow('hostile', 'konaev', HOSTILE),
		centerRow('endless', 'konaev', LONG, 0.02),
	]);
	await kezek.login(page, 'leadership');
	page.on('dialog', () => expect(false, 'a name was run as code').toBe(true));
	for (const id of ['hostile', 'endless']) {
		await page.setViewportSize({ width: 1440, height: 900 });
		await page.goto(`${kezek.url}/?scope=city:konaev`);
		await expect.poll(() => rowOf(page, id).count(), { timeout: 30_000 }).toBe(1);
		await page.goto(`${kezek.url}/?scope=city:konaev&center=${id}`);
		await expect(page.locator('[data-map-ready]')).toBeVisible();
		const name = id === 'hostile' ? HOSTILE : LONG;
		await expect(page.getByText(name).first()).toBeVisible();
		for (const width of [1440, 320]) {
			await page.setViewportSize({ width, height: 740 });
			expect(await lastingProblems(page), `${id} at ${width} px`).toEqual([]);
		}
	}
	expect(await page.locator('img[src="x"]').count()).toBe(0);
	expect(watch.problems()).toEqual([]);
});

test('a city without centers says so and leads back', async ({ kezek, page }) => {
	await importPlaces(kezek, [
		'city,nobody,KZ-19,,,,Бос қала,Пустой город,Empty city,43.5,77.5,,,,,,Asia/Almaty',
	]);
	await kezek.login(page, 'leadership');
	await expect
		.poll(
			async () => {
				await page.goto(`${kezek.url}/?scope=city:nobody`);
				return page.locator('#centers .empty').count();
			},
			{ timeout: 30_000 },
		)
		.toBe(1);
	expect(await lastingProblems(page)).toEqual([]);
	await page.locator('#centers .empty a').click();
	await expect(page.locator('[data-center-id]').first()).toBeVisible();
});

test('two thousand centers in one city are listed, drawn and scrolled', async ({ kezek, page }) => {
	await importPlaces(
		kezek,
		Array.from({ length: CROWD }, (_, i) => centerRow(`crowd-${i}`, 'talgar', `Орталық ${i}`)),
	);
	await kezek.login(page, 'leadership');
	const table = page.getByRole('table');
	await expect
		.poll(
			async () => {
				await page.goto(`${kezek.url}/?scope=city:talgar`);
				return Number(await table.getAttribute('aria-rowcount'));
			},
			{ timeout: 60_000 },
		)
		.toBeGreaterThan(CROWD);
	await playPicture(kezek.app, (_, id) => (id === 'crowd-1999' ? 'critical' : 'calm'));
	await expect(rowOf(page, 'crowd-1999')).toHaveAttribute('data-level', 'critical');
	await expect(page.locator('[data-map-ready]')).toBeVisible();
	await page.getByRole('table').press('End');
	expect(await lastingProblems(page)).toEqual([]);
});

test('a browser without WebSocket says that nothing is live', async ({ kezek, page }) => {
	await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebSocket'));
	await kezek.login(page, 'leadership');
	await expect(page.locator('[data-connection]').first()).toHaveAttribute(
		'data-connection',
		'stale',
		{ timeout: 30_000 },
	);
	await expect(page.locator('.bars').getByRole('button').last()).toBeVisible();
	await expect(page.locator('[data-center-id]').first()).toBeVisible();
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('one signs in, the map says what it needs and the list of a city leads to its centers', async ({
		kezek,
		page,
	}) => {
		await kezek.login(page, 'leadership');
		await page.goto(`${kezek.url}/?scope=city:almaty`);
		await expect(page.locator('noscript p, .no-script')).toBeVisible();
		await expect(page.locator('.no-script')).toContainText('JavaScript');
		await rowOf(page, 'almaty-almaly').locator('a').click();
		await expect(page).toHaveURL(/center=almaty-almaly/);
	});
});
