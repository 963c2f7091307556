// What the first map costs on the wire: scripts stay under the limit that a phone's line allows, and everything that can be
// compressed is. `npm run test:first-paint` tells how long it takes.
import { expect, test } from './fixtures.ts';
import { playPicture } from '../support/network-picture.ts';
import { watchWeight } from '../support/page-weight.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@0.1' } });

test('the map needs less than 250 KB of script, and its page is compressed', async ({
	kezek,
	page,
}) => {
	await playPicture(kezek.app);
	await kezek.login(page, 'leadership');
	const weight = await watchWeight(page);
	await page.goto(kezek.url);
	await expect(page.locator('[data-map-ready]')).toBeVisible();
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	const { script, page: html, total } = weight();
	expect(script.bytes).toBeGreaterThan(50_000);
	expect(script.bytes).toBeLessThan(250_000);
	expect(html.bytes).toBeLessThan(80_000);
	expect(total.bytes).toBeLessThan(500_000);
});
