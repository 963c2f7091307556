// An administrator's day without scripts in the page: accounts under four eyes, a one-time link, a feed's key, limits of
// levels, a directory file, the audit trail. And what a person does about their own account.
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test, type Kezek } from './fixtures.ts';
import { nextCode } from '../support/totp.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' }, javaScriptEnabled: false });
test.setTimeout(240_000);

async function signIn(kezek: Kezek, page: Page, username: string, password?: string) {
	const account = kezek.app.demo.accounts.find((one) => one.username === username);
	await page.goto(`${kezek.url}/login`);
	await page.locator('input[name="username"]').fill(username);
	await page.locator('input[name="password"]').fill(password ?? account?.password ?? '');
	await page.locator('input[name="password"]').press('Enter');
}

/** Confirms the draft on the page with the next code of an account. */
async function confirm(kezek: Kezek, page: Page, username: string) {
	const account = kezek.app.demo.accounts.find((one) => one.username === username);
	await page.locator('input[name="code"]').fill(await nextCode(account?.totpSecret ?? ''));
	await page.locator('main form button.primary').click();
}

/** Spaces, letters that can be spelled in two ways, and a picture: typed composed at first, decomposed later. */
const PASSWORD = '  сегіз қызыл йод 🐎  ';

const isOpen = async (api: APIRequestContext, kezek: Kezek) =>
	(await api.get(`${kezek.url}/api/v1/centers?limit=1`)).status() === 200;

test('an account is made under four eyes and opened by a one-time link', async ({
	kezek,
	browser,
}) => {
	const first = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	const second = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	await signIn(kezek, first, 'admin');
	await first.goto(`${kezek.url}/admin/people/new`);

	// What is wrong stands beside its field, and what was typed stays.
	await first.locator('input[name="username"]').fill('a');
	await first.locator('input[name="displayName"]').fill('Жаңа кезекші');
	await first.locator('main form button.primary').click();
	await expect(first.locator('main').getByRole('alert')).toBeVisible();
	await expect(first.locator('input[name="username"]')).toHaveAttribute('aria-invalid', 'true');
	await expect(first.locator('input[name="displayName"]')).toHaveValue('Жаңа кезекші');

	await first.locator('input[name="username"]').fill('newcomer');
	await first.locator('select[name="role"]').selectOption('duty_officer');
	await first.locator('input[name="regions"][value="KZ-75"]').check();
	await first.locator('main form button.primary').click();
	await expect(first).toHaveURL(/\/confirm\//);
	await expect(first.locator('dl')).toContainText('newcomer');

	// A wrong code does nothing; the right one waits for the other administrator.
	await first.locator('input[name="code"]').fill('000000');
	await first.locator('main form button.primary').click();
	await expect(first.locator('input[name="code"]')).toHaveAttribute('aria-invalid', 'true');
	await confirm(kezek, first, 'admin');
	await expect(first.locator('main').getByRole('status')).toBeVisible();
	await first.goto(`${kezek.url}/admin/people`);
	await expect(first.locator('[data-user="newcomer"]')).toHaveCount(0);

	await signIn(kezek, second, 'admin-2');
	await second.goto(`${kezek.url}/admin/people`);
	await second.locator('a[href^="/confirm/"]').click();
	await confirm(kezek, second, 'admin-2');
	await expect(second.locator('main').getByRole('status')).toBeVisible();
	await second.goto(`${kezek.url}/admin/people`);
	await second.locator('[data-user="newcomer"] a').click();

	// A link, shown once, opens the account; the password that it sets works.
	await second.locator('form[action="?/reset"] button').click();
	await confirm(kezek, second, 'admin-2');
	const link = (await second.locator('[data-secret="link"]').textContent()) ?? '';
	expect(link).toContain('/login/link/');
	const person = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	await person.goto(link);
	await person.locator('input[name="newPassword"]').fill('short');
	await person.locator('input[name="again"]').fill('short');
	await person.locator('form button.primary').click();
	await expect(person.locator('input[name="newPassword"]')).toHaveAttribute('aria-invalid', 'true');
	await person.locator('input[name="newPassword"]').fill(PASSWORD.normalize('NFC'));
	await person.locator('input[name="again"]').fill(PASSWORD.normalize('NFC'));
	await person.locator('form button.primary').click();
	await expect(person).toHaveURL(/\/login$/);
	await signIn(kezek, person, 'newcomer', PASSWORD.normalize('NFD'));
	await expect(person).toHaveURL(`${kezek.url}/`);
	expect((await person.request.get(link)).status()).toBe(404);

	// Everything of it stands in the trail, and the chain holds.
	await second.goto(`${kezek.url}/admin/audit?object=user&actor=admin`);
	await expect(second.locator('tr[data-seq]').first()).toContainText('newcomer');
	await second.locator('form[action="?/verify"] button').click();
	await expect(second.locator('main').getByRole('status')).not.toHaveClass(/fault/);
	const exported = await second.request.get(`${kezek.url}/admin/audit/export?format=jsonl`);
	const lines = (await exported.text()).trim().split('\n');
	expect(JSON.parse(lines[0] ?? '')).toHaveProperty('hash');
	expect(lines.join()).not.toContain('қызыл');
});

test('a feed gets a key that works, once shown, and loses it', async ({ kezek, page }) => {
	await signIn(kezek, page, 'admin');
	await page.goto(`${kezek.url}/admin/feeds`);
	const form = page.locator('form[action="?/create"]');
	await form.locator('input[name="name"]').fill('Vendor of door counters');
	await form.locator('input[name="centers"]').fill('almaty-almaly');
	await form.locator('button.primary').click();
	await confirm(kezek, page, 'admin');
	const key = (await page.locator('[data-secret="key"]').textContent()) ?? '';
	const push = (id: string) =>
		fetch(`${kezek.url}/api/v1/readings`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
			body: JSON.stringify({
				readings: [
					{ id, centerId: 'almaty-almaly', at: '2026-11-20T11:00:00+05:00', queueLength: 3 },
				],
			}),
		});
	expect((await push('by-new-key')).status).toBe(200);
	await page.goto(`${kezek.url}/admin/feeds`);
	expect(await page.content()).not.toContain(key);
	const card = page.locator('article', { hasText: 'Vendor of door counters' });
	await expect(card.locator('tr[data-door="readings"] td').nth(2)).toHaveText('1');
	await card.locator('button[name="keyId"]').click();
	await confirm(kezek, page, 'admin');
	await expect(page.locator('main').getByRole('status')).toBeVisible();
	await expect.poll(async () => (await push('after-the-end')).status).toBe(401);
});

test('a director changes the limits of a kind of centers, after seeing whose level it changes', async ({
	kezek,
	page,
}) => {
	await signIn(kezek, page, 'director-almaty');
	await page.goto(`${kezek.url}/admin/thresholds`);
	const row = page.locator('tr[data-kind="city-ordinary"]');
	await expect(row).toContainText('5 · 15 · 40');
	await row.locator('a').click();
	const field = (name: string) => page.locator(`input[name="${name}"]`);
	await field('outsideBusy').fill('10');
	await field('outsideCrowded').fill('9');
	await page.locator('main form button.primary').click();
	await expect(field('outsideCrowded')).toHaveAttribute('aria-invalid', 'true');
	await expect(field('outsideBusy')).toHaveValue('10');
	await field('outsideCrowded').fill('20');
	await page.locator('main form button.primary').click();
	await expect(page.locator('dl')).toContainText('5 · 15 · 40 → 10 · 20 · 40');
	await expect(page.locator('[data-level-changes]')).toBeVisible();
	await confirm(kezek, page, 'director-almaty');
	await expect(page.locator('main').getByRole('status')).toBeVisible();
	await expect
		.poll(async () => {
			await page.goto(`${kezek.url}/admin/thresholds`);
			return row.textContent();
		})
		.toMatch(/10\s·\s20\s·\s40/);
});

test('a directory file is checked first, then confirmed', async ({ kezek, page }) => {
	await signIn(kezek, page, 'admin-2');
	await page.goto(`${kezek.url}/admin/directory`);
	const send = async (text: string) => {
		const file = { name: 'network.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
		await page.locator('input[type="file"]').setInputFiles(file);
		await page.locator('main form button.primary').click();
	};
	const head =
		'kind,id,region,city,class,type,name_kk,name_ru,name_en,lat,lon,hall_m2,seats,windows,open,close,timezone\n';
	await send(
		`${head}center,added,KZ-00,,rural,ordinary,А,А,A,43.2,76.9,,,4,09:00,18:00,Asia/Almaty\n`,
	);
	await expect(page.locator('table')).toContainText('region');
	await expect(page.locator('a[href^="/confirm/"]')).toHaveCount(0);
	await send(
		`${head}center,added,KZ-75,,rural,ordinary,Жаңа,Новый,New,43.2,76.9,,,4,09:00,18:00,Asia/Almaty\n`,
	);
	await page.locator('a[href^="/confirm/"]').click();
	await confirm(kezek, page, 'admin-2');
	await expect(page.locator('main').getByRole('status')).toBeVisible();
	const known = async () => {
		const answer = await page.request.get(`${kezek.url}/api/v1/centers?limit=1000`);
		return (await answer.text()).includes('"added"');
	};
	await expect.poll(known, { timeout: 10_000 }).toBe(true);
});

test('a person ends other sessions, changes the password and stays signed in', async ({
	kezek,
	browser,
}) => {
	const here = await browser.newContext({ javaScriptEnabled: false });
	const there = await browser.newContext({ javaScriptEnabled: false });
	const [page, other] = [await here.newPage(), await there.newPage()];
	await signIn(kezek, page, 'duty');
	await signIn(kezek, other, 'duty');
	await page.goto(`${kezek.url}/account`);
	await expect(page.locator('[data-session-id]')).toHaveCount(2);
	await page.locator('form[action="?/end_others"] button').click();
	await expect(page.locator('[data-session-id]')).toHaveCount(1);
	expect(await isOpen(there.request, kezek)).toBe(false);

	const old = kezek.app.demo.accounts.find(({ username }) => username === 'duty')?.password ?? '';
	await page.locator('input[name="password"]').fill(old);
	await page.locator('input[name="newPassword"]').fill('тоғыз көк терезе');
	await page.locator('input[name="again"]').fill('тоғыз көк терезе');
	await page.locator('form[action="?/password"] button').click();
	await expect(page.locator('main').getByRole('status')).toBeVisible();
	expect(await isOpen(here.request, kezek)).toBe(true);
});
