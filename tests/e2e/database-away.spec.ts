// The database does not answer for a while: ingest says so, pages say so and keep the picture, and all returns by itself.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Kezek } from './fixtures.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' } });

const CENTER = 'almaty-almaly';

/** The server's processes: frozen together, they hold every connection and answer nothing. */
function signalDatabase(kezek: Kezek, signal: NodeJS.Signals): void {
	const file = join(kezek.app.dataFolder, 'postgres/postmaster.pid');
	const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0]);
	const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], {
		encoding: 'utf8',
	});
	for (const pid of [postmaster, ...children.stdout.split('\n').map(Number)]) {
		if (pid > 0) process.kill(pid, signal);
	}
}

test('while the database is away everybody is told, and afterwards nothing is missing', async ({
	kezek,
	page,
	browser,
}) => {
	await kezek.login(page, 'duty_officer');
	await page.goto(`${kezek.url}/?scope=city:almaty`);
	const row = page.locator(`[data-center-id="${CENTER}"]`);
	const reading = {
		queueLength: 4,
		windowsServing: 8,
		windowsOpen: 8,
		occupancy: 20,
		queueOutside: 0,
	};
	await kezek.feed(CENTER, reading);
	await expect(row).toHaveAttribute('data-level', 'calm');

	signalDatabase(kezek, 'SIGSTOP');
	try {
		const startedAt = performance.now();
		const refused = await kezek.feed(CENTER, {
			...reading,
			id: 'kept-by-the-sender',
			queueOutside: 120,
		});
		expect(refused.status).toBe(503);
		expect(refused.body).toMatchObject({ code: 'unavailable' });
		expect(performance.now() - startedAt).toBeLessThan(8000);

		await expect(page.getByText('The server’s storage does not answer.')).toBeVisible();
		await expect(row).toHaveAttribute('data-level', 'calm');
		await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
		expect((await fetch(`${kezek.url}/readyz`)).status).toBe(503);
		expect((await fetch(`${kezek.url}/healthz`)).status).toBe(200);

		const other = await browser.newPage({ storageState: await page.context().storageState() });
		const opened = await other.goto(kezek.url);
		expect(opened?.status()).toBe(503);
		await other.close();
	} finally {
		signalDatabase(kezek, 'SIGCONT');
	}

	await expect
		.poll(
			async () =>
				(await kezek.feed(CENTER, { ...reading, id: 'kept-by-the-sender', queueOutside: 120 }))
					.status,
			{ timeout: 20_000 },
		)
		.toBe(200);
	await expect(row).toHaveAttribute('data-level', 'critical');
	await expect(page.getByText('The server’s storage does not answer.')).toBeHidden();
	expect((await fetch(`${kezek.url}/readyz`)).status).toBe(200);
});
