// Streets under the map, from a server of somebody else: whatever it does, the map stands on its own.
import type { Route } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const CREDIT = '© Streets of Everywhere';
test.use({
	env: {
		KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1',
		TILE_URL: 'https://tiles.example/{z}/{x}/{y}.png',
		TILE_CREDIT: CREDIT,
	},
});

/** One gray point. */
const TILE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mOoBwAAggCBBXFwSQAAAABJRU5ErkJggg==',
	'base64',
);

test('a tile server that hangs takes nothing from the map; what it sends lies under the land', async ({
	kezek,
	page,
}) => {
	const waiting: Route[] = [];
	let isAnswering = false;
	const answer = (route: Route) => route.fulfill({ contentType: 'image/png', body: TILE });
	await page.route('https://tiles.example/**', (route) => {
		if (isAnswering) return answer(route);
		waiting.push(route);
	});
	const refused: string[] = [];
	await page.exposeFunction('noteRefused', (uri: string) => void refused.push(uri));
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
			(globalThis as unknown as { noteRefused(uri: string): void }).noteRefused(blockedURI);
		});
	});
	await kezek.login(page, 'leadership');

	const map = page.getByRole('application');
	await expect(map).toHaveAttribute('data-map-ready', '');
	await expect.poll(() => waiting.length).toBeGreaterThan(0);
	await expect(page.locator('.land').first()).toHaveCSS('fill-opacity', '1');
	await expect(page.getByText(CREDIT)).toBeVisible();
	await map.focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await expect(page.locator('#center')).toBeVisible();

	isAnswering = true;
	await Promise.all(waiting.map(answer));
	await expect(page.locator('.land').first()).toHaveCSS('fill-opacity', '0.6');
	expect(refused).toEqual([]);
});
