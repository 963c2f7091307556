// The duty desk: an incident that opens stands on the open page, is taken by key, worked on and closed with its cause; what
// was refused says why and keeps what was typed; a page without scripts can do the same.
import { pino } from 'pino';
import { tellingOf, UNTOLD } from '../../src/lib/domain/incident-telling.ts';
import type { Incident } from '../../src/lib/domain/incident.ts';
import { DATABASES } from '../../src/lib/server/database.ts';
import { openStore } from '../../src/lib/server/store/connect.ts';
import { findEmbedded } from '../../src/lib/server/store/embedded.ts';
import { changeIncidents } from '../../src/lib/server/store/incidents.ts';
import { aMember, anIncident, aPlaceOf } from '../support/incident-builders.ts';
import { expect, test, type Kezek } from './fixtures.ts';

// Nothing is measured, so what was found can neither clear nor grow.
test.use({
	env: { KEZEK_CLOCK: '2026-11-23T10:00:00+05:00@1', KEZEK_SCENARIO: 'none' },
	locale: 'en-US',
});

/** Opens incidents as the node that detects would. */
async function open(kezek: Kezek, ...incidents: Incident[]): Promise<void> {
	const url = (await findEmbedded(kezek.app.dataFolder))?.url(DATABASES.exercise);
	if (url === undefined) throw new Error('the database of the app is gone');
	const store = openStore({ url, log: pino({ level: 'silent' }), max: 1 });
	try {
		const made = incidents.map((after) => ({
			before: null,
			after,
			telling: tellingOf(null, after, UNTOLD),
		}));
		const ways = { channels: [], webhooks: [] };
		const done = await changeIncidents(store.sql, made, { at: new Date(), ways });
		expect(done).toHaveLength(incidents.length);
	} finally {
		await store.close();
	}
}

const minor = anIncident({
	id: 'access-medeu',
	kind: 'access',
	members: [aMember(aPlaceOf('almaty-medeu'))],
});
const critical = anIncident({
	id: 'crowding-almaly',
	members: [
		aMember(aPlaceOf('almaty-almaly'), { severity: 1 }),
		aMember(aPlaceOf('almaty-auezov')),
	],
	measured: 1,
	peak: 1,
});

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

	await open(kezek, minor, critical);
	const rows = page.locator('tr[data-incident]');
	await expect(rows).toHaveCount(2);
	await expect(rows.first()).toContainText('Almaty: crowding');
	await expect(rows.first()).toContainText('1 · critical');

	const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' });
	const plain = await context.newPage();
	await kezek.login(plain, 'duty_officer');
	await plain.goto(`${kezek.url}/incidents/${critical.id}`);

	await page.keyboard.press('j');
	await page.keyboard.press('a');
	await expect(rows.first()).toHaveAttribute('data-state', 'acknowledged');

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

	await page.goto(`${kezek.url}/login`);
	await page.context().clearCookies();
	await kezek.login(page, 'regional_director');
	await page.goto(`${kezek.url}/incidents/${critical.id}`);
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	await page.locator('[data-act="resolve"] button').click();
	await expect(page.locator('[data-act="resolve"]')).toContainText('Signs still last');
	await page.locator('[data-act="resolve"] textarea').fill('The queue went in');
	await page.locator('[data-act="resolve"] button').click();
	await expect(page.locator('dd[data-state]')).toHaveAttribute('data-state', 'resolved');
	await page.locator('[data-act="review"] textarea').fill('More windows helped');
	await page.locator('[data-act="review"] button').click();
	await expect(page.locator('[data-act="review"]')).toContainText('First confirm a cause');
	await page.locator('[data-cause="influx"] [action="?/confirm_cause"] button').click();
	await expect(page.locator('[data-cause="influx"]')).toContainText('confirmed');
	await expect(page.locator('[data-act="review"] textarea')).toHaveValue('More windows helped');
	await page.locator('[data-act="review"] button').click();
	await expect(page.locator('dd[data-state]')).toHaveAttribute('data-state', 'reviewed');
	// What the system did meanwhile stands between them.
	const steps = ['reviewed', 'cause_confirmed', 'resolved', 'note', 'acknowledged'];
	const entries = await page
		.locator('[data-entry]')
		.evaluateAll((all) => all.map((one) => one.getAttribute('data-entry') ?? ''));
	expect(entries.filter((entry) => steps.includes(entry))).toEqual(steps);
});
