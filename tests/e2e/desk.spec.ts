// The duty desk: a crowd that feeds tell of stands on the open page, is taken by key, worked on and closed with its cause; what
// was refused says why and keeps what was typed; a page without scripts can do the same.
import { setTimeout } from 'node:timers/promises';
import { expect, test, type Kezek, type ReadingFields } from './fixtures.ts';

/** Half a minute of the exercise passes in a second, so what has to last for minutes has lasted soon. */
test.use({
	env: { KEZEK_CLOCK: '2026-11-23T10:00:00+05:00@30', KEZEK_SCENARIO: 'none' },
	locale: 'en-US',
});

const CALM = { occupancy: 10, queueLength: 2, windowsOpen: 6, windowsServing: 5 };
/** People on the street for a critical incident of crowding, and people sent away for one of access. */
const CROWD = [
	{ centerId: 'almaty-almaly', ...CALM, queueOutside: 160 },
	{ centerId: 'almaty-medeu', ...CALM, turnedAway: 1 },
];

/** Goes on pushing the same readings, as a feed does, until the returned function is called. */
function keepPushing(
	kezek: Kezek,
	readings: (ReadingFields & { centerId: string })[],
): () => Promise<void> {
	const ended = new AbortController();
	const pushing = (async () => {
		while (!ended.signal.aborted) {
			expect(await kezek.push(readings)).toMatchObject({ status: 200 });
			await setTimeout(400, undefined, { signal: ended.signal }).catch(() => undefined);
		}
	})();
	return async () => {
		ended.abort();
		await pushing;
	};
}

test('an incident is taken by key, worked on and closed with its cause', async ({
	kezek,
	page,
	browser,
}) => {
	test.slow();
	await kezek.login(page, 'duty_officer');
	await page.goto(`${kezek.url}/incidents`);
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	await expect(page.getByText('No open incidents.')).toBeVisible();

	const colleague = await (await browser.newContext({ locale: 'en-US' })).newPage();
	await kezek.login(colleague, 'regional_director');
	await colleague.goto(`${kezek.url}/incidents`);
	await expect(colleague.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');

	const stopPushing = keepPushing(kezek, CROWD);
	const rows = page.locator('tr[data-incident]');
	await expect(rows).toHaveCount(2, { timeout: 60_000 });
	await expect(rows.first()).toContainText('Almaly district: crowding');
	await expect(rows.first()).toContainText('1 · critical');
	const id = (await rows.first().getAttribute('data-incident')) ?? '';

	const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' });
	const plain = await context.newPage();
	await kezek.login(plain, 'duty_officer');
	await plain.goto(`${kezek.url}/incidents/${id}`);

	await page.keyboard.press('j');
	await page.keyboard.press('a');
	await expect(rows.first()).toHaveAttribute('data-state', 'acknowledged');
	await expect(colleague.locator(`[data-incident="${id}"]`)).toHaveAttribute(
		'data-state',
		'acknowledged',
	);

	await plain.locator('[data-act="note"] textarea').fill('Three come from the <b>till</b> 🙂');
	await plain.locator('[data-act="note"] button').click();
	await expect(plain.locator('[data-act="note"] [role="alert"]')).toContainText('Acknowledged');
	await expect(plain.locator('[data-act="note"] textarea')).toHaveValue(/<b>till<\/b> 🙂/);
	await plain.locator('[data-act="note"] button').click();
	await expect(plain.locator('[data-entry="note"]')).toContainText('<b>till</b> 🙂');

	await page.keyboard.press('Enter');
	await expect(page.locator('[data-entry="note"]')).toContainText('<b>till</b> 🙂');
	await page.keyboard.press('n');
	await expect(page.locator('[data-act="note"] textarea')).toBeFocused();
	await page.locator('[data-act="note"] button').click();
	await expect(page.locator('[data-act="note"] [aria-invalid="true"]')).toBeFocused();
	await expect(page.locator('[data-act="note"]')).toContainText('Fill this in.');
	await context.close();

	await colleague.goto(`${kezek.url}/incidents/${id}`);
	await expect(colleague.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	await colleague.locator('[data-act="resolve"] button').click();
	await expect(colleague.locator('[data-act="resolve"]')).toContainText('Signs still last');
	await colleague.locator('[data-act="resolve"] textarea').fill('The queue went in');
	await colleague.locator('[data-act="resolve"] button').click();
	await expect(colleague.locator('dd[data-state]')).toHaveAttribute('data-state', 'resolved');
	await colleague.locator('[data-act="review"] textarea').fill('More windows helped');
	await colleague.locator('[data-act="review"] button').click();
	await expect(colleague.locator('[data-act="review"]')).toContainText('First confirm a cause');
	const cause = colleague.locator('[data-cause]').first();
	await cause.locator('[action="?/confirm_cause"] button').click();
	await expect(cause).toContainText('confirmed');
	await expect(colleague.locator('[data-act="review"] textarea')).toHaveValue(
		'More windows helped',
	);
	await colleague.locator('[data-act="review"] button').click();
	await expect(colleague.locator('dd[data-state]')).toHaveAttribute('data-state', 'reviewed');
	await expect(page.locator('dd[data-state]')).toHaveAttribute('data-state', 'reviewed');
	// What the system did meanwhile stands between them.
	const steps = ['reviewed', 'cause_confirmed', 'resolved', 'note', 'acknowledged'];
	const entries = await colleague
		.locator('[data-entry]')
		.evaluateAll((all) => all.map((one) => one.getAttribute('data-entry') ?? ''));
	expect(entries.filter((entry) => steps.includes(entry))).toEqual(steps);
	await stopPushing();
});
