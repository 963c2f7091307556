// The Redis between nodes is away: the page says so in words of its own and goes on showing what its node takes in.
import { startRedisServer } from '../support/redis-server.ts';
import { expect, test } from './fixtures.ts';

/** Kezek starts before the test's Redis does, so the port must be known here. */
const REDIS_PORT = 16_379;

test.use({
	env: {
		KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1',
		REDIS_URL: `redis://127.0.0.1:${REDIS_PORT}`,
	},
});

const CENTER = 'almaty-almaly';
const BAR = 'The link between the servers is down.';

test('while Redis is away the page says so, and stays live', async ({ kezek, page }) => {
	await kezek.login(page, 'duty_officer');
	await page.goto(`${kezek.url}/?scope=city:almaty`);
	const bar = page.getByText(BAR);
	const row = page.locator(`[data-center-id="${CENTER}"]`);
	await expect(bar).toBeVisible();
	expect((await fetch(`${kezek.url}/readyz`)).status).toBe(200);

	const redis = await startRedisServer(REDIS_PORT);
	try {
		await expect(bar).toBeHidden();

		await redis.kill();
		await expect(bar).toBeVisible();
		await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
		await kezek.feed(CENTER, { queueOutside: 120 });
		await expect(row).toHaveAttribute('data-level', 'critical');

		await redis.start();
		await expect(bar).toBeHidden();
	} finally {
		await redis.stop();
	}
});
