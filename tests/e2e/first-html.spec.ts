// The map without any script: every center is in the first HTML, on the map and in the list, with what is known of it and a link that works, and the
// page stays small enough to send.
import { expect, test } from './fixtures.ts';

test.use({
	env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' },
	javaScriptEnabled: false,
});

/** For the bundled network of 338 centers, before compression: the list is 300 KB of it, the picture of the map 25. */
const MOST_BYTES = 480_000;

interface BoardAnswer {
	centers: { id: string; level: string; freshness: string }[];
}

test('a page without scripts lists the whole network and leads to a center', async ({
	kezek,
	page,
}) => {
	await kezek.login(page, 'leadership');
	const boardNow = async () =>
		(await (await page.request.get(`${kezek.url}/api/v1/board`)).json()) as BoardAnswer;
	const { centers } = await boardNow();
	await kezek.push(
		centers.map(({ id }, i) => ({
			centerId: id,
			occupancy: 10 + (i % 40),
			queueLength: i % 30,
			queueOutside: i % 4,
			windowsOpen: 8,
			windowsServing: 7,
		})),
	);
	await expect
		.poll(async () => (await boardNow()).centers.filter((it) => it.freshness === 'fresh').length)
		.toBe(centers.length);

	const answer = await page.goto(kezek.url);
	const html = (await answer?.text()) ?? '';
	expect(Buffer.byteLength(html)).toBeLessThan(MOST_BYTES);

	const map = page.locator('.first-picture');
	await expect(map).toBeVisible();
	await expect(map.locator('use.casing').first()).toBeAttached();

	const rows = page.locator('[data-center-id]');
	await expect(rows).toHaveCount(centers.length);
	await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', `${centers.length + 1}`);
	const worst = rows.first();
	await expect(worst).toHaveAttribute('aria-rowindex', '2');
	const name = await worst.getByRole('link').innerText();
	await worst.getByRole('link').click();
	await expect(page.locator('#center h2')).toContainText(name);
});
