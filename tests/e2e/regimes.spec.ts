// A city becomes booking-only: a director asks for it by keyboard on a phone, leadership approves it, the clock reaches the
// start, open pages and public texts say so. Each person sees and changes their own region only.
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { nextCode } from '../support/totp.ts';
import { expect, test, type Kezek } from './fixtures.ts';

/** Operations minutes per real minute: a start half an hour ahead comes in a minute. */
const SPEED = 30;
test.use({ env: { KEZEK_CLOCK: `2026-11-20T09:00:00+05:00@${SPEED}` }, locale: 'en-US' });
test.setTimeout(300_000);

const MINUTE_MS = 60_000;
const PHONE = { width: 360, height: 740 };
const CENTER = '/centers/almaty-almaly';

async function signIn(kezek: Kezek, page: Page, username: string) {
	const account = kezek.app.demo.accounts.find((one) => one.username === username);
	await page.goto(`${kezek.url}/login`);
	await page.locator('input[name="username"]').fill(username);
	await page.locator('input[name="password"]').fill(account?.password ?? '');
	await page.locator('input[name="password"]').press('Enter');
	await page.waitForURL((address) => !address.pathname.startsWith('/login'));
}

const codeOf = (kezek: Kezek, username: string) =>
	nextCode(kezek.app.demo.accounts.find((one) => one.username === username)?.totpSecret ?? '');

/** Goes on by the tab key alone until a control has the focus. */
async function tabTo(page: Page, control: Locator) {
	for (let i = 0; i < 120; i++) {
		if (await control.evaluate((one) => one === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('the tab key never reaches it');
}

async function typeInto(page: Page, control: Locator, text: string) {
	await tabTo(page, control);
	await page.keyboard.type(text);
}

/** Wall clock of Almaty, `YYYY-MM-DDTHH:MM`. */
const wallClock = (at: Date) => new Date(at.getTime() + 5 * 3_600_000).toISOString().slice(0, 16);

/** Types a wall clock into a field of date and time, segment by segment. */
async function typeMoment(page: Page, control: Locator, wall: string) {
	const [, year = '', month = '', day = '', hour = '', minute = ''] =
		/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)$/.exec(wall) ?? [];
	await tabTo(page, control);
	await page.keyboard.type(`${month}${day}${year}`);
	await page.keyboard.press('ArrowRight');
	const twelve = String(Number(hour) % 12 || 12).padStart(2, '0');
	await page.keyboard.type(`${twelve}${minute}${Number(hour) < 12 ? 'A' : 'P'}`);
	await expect(control).toHaveValue(wall);
}

const seriousProblems = async (page: Page) => {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
};

test('Almaty becomes booking-only: asked for by keyboard on a phone, approved, in force, announced', async ({
	kezek,
	browser,
}) => {
	const [phone, desk, watching] = await Promise.all(
		['director', 'approver', 'watcher'].map(async () =>
			(await browser.newContext({ locale: 'en-US' })).newPage(),
		),
	);
	if (!phone || !desk || !watching) throw new Error('no pages');
	await signIn(kezek, watching, 'leadership');
	await watching.goto(kezek.url + CENTER);
	const rule = watching.getByRole('region', { name: 'Rule in force' });
	await expect(rule).toContainText('Open to all');
	await expect(watching.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	await watching.evaluate(() => (document.documentElement.dataset.opened = 'once'));

	// The director opens the switch of the city; nothing is touched but keys.
	await phone.setViewportSize(PHONE);
	await signIn(kezek, phone, 'director-almaty');
	await phone.goto(`${kezek.url}/regimes`);
	const field = (name: string) => phone.locator(`[name="${name}"]`);
	await tabTo(phone, phone.getByRole('switch'));
	await expect(phone.getByRole('switch')).toHaveAttribute('aria-checked', 'false');
	await phone.keyboard.press('Space');
	await expect(phone).toHaveURL(/\/regimes\/new\?place=city:almaty/);
	await expect(phone.getByRole('dialog')).toBeVisible();
	await expect(phone.locator('#change-title')).toBeFocused();

	// What is wrong stands at its field, and what was typed stays.
	await typeInto(phone, field('number'), '41');
	await tabTo(phone, phone.getByRole('button', { name: 'Show the effects' }));
	await phone.keyboard.press('Enter');
	await expect(field('titleKk')).toHaveAttribute('aria-invalid', 'true');
	await expect(field('date')).toHaveAttribute('aria-invalid', 'true');
	await expect(field('number')).toHaveValue('41');
	await expect(phone.getByRole('dialog').getByRole('alert')).toBeVisible();

	const start = new Date(
		Math.ceil((await kezek.now()).getTime() / MINUTE_MS) * MINUTE_MS + 45 * MINUTE_MS,
	);
	await phone.locator('#change-title').focus();
	await typeMoment(phone, field('from'), wallClock(start));
	await tabTo(phone, field('date'));
	await phone.keyboard.type('11192026');
	await typeInto(
		phone,
		field('issuerKk'),
		'Алматы қаласының бас мемлекеттік санитариялық дәрігері',
	);
	await typeInto(phone, field('issuerRu'), 'Главный государственный санитарный врач города Алматы');
	await typeInto(phone, field('titleKk'), 'Тек алдын ала жазылу арқылы');
	await typeInto(phone, field('titleRu'), 'Только по предварительной записи');
	await typeInto(phone, field('source'), 'https://adilet.zan.kz/rus/docs/41');
	await typeInto(phone, field('reason'), 'The halls are over their safe capacity.');
	await tabTo(phone, phone.getByRole('button', { name: 'Show the effects' }));
	await phone.keyboard.press('Enter');
	const effect = phone.locator('[data-effect]');
	await expect(effect.locator('[data-affected]')).toHaveAttribute('data-affected', '18');
	await expect(effect).toContainText('A second person has to approve it');
	expect(await seriousProblems(phone)).toEqual([]);
	const width = await phone.evaluate(() => document.documentElement.scrollWidth);
	expect(width).toBeLessThanOrEqual(PHONE.width);

	await tabTo(phone, phone.getByRole('button', { name: 'Go on to confirm' }));
	await phone.keyboard.press('Enter');
	await expect(phone).toHaveURL(/\/confirm\//);
	await expect(phone.locator('main')).toContainText('Booking only');
	await typeInto(phone, field('code'), await codeOf(kezek, 'director-almaty'));
	await phone.keyboard.press('Enter');
	await expect(phone.locator('main').getByRole('status')).toContainText('second person');

	// Leadership sees the same, and approves it; until then nothing is changed.
	await signIn(kezek, desk, 'leadership');
	await desk.goto(`${kezek.url}/regimes`);
	const row = desk.locator('[data-place="city:almaty"]');
	await expect(row).toContainText('Open to all');
	await row.getByRole('link', { name: 'Waiting for a second person' }).click();
	await expect(desk.locator('[data-affected]')).toHaveAttribute('data-affected', '18');
	await desk.locator('input[name="code"]').fill(await codeOf(kezek, 'leadership'));
	await desk.locator('input[name="code"]').press('Enter');
	await expect(desk.locator('main').getByRole('status')).toContainText('Done');

	// The page that was open tells what is coming, and at the start what holds; nobody loads it again.
	await expect(rule).toContainText('Next change November 20, 2026');
	await desk.goto(`${kezek.url}/regimes`);
	await expect(row).toContainText('Booking only');
	await expect(row.locator('.state')).toHaveText('Open to all');
	await expect(rule).toContainText('Booking only: decision 41 of November 19, 2026', {
		timeout: 120_000,
	});
	expect((await kezek.now()).getTime()).toBeGreaterThanOrEqual(start.getTime());
	await expect(row.locator('.state')).toHaveText('Booking only');
	await expect(watching.locator('html')).toHaveAttribute('data-opened', 'once');

	// What operators of 1414 and doors say, in both languages of the country.
	await desk.goto(`${kezek.url}/decisions?state=in_force`);
	await desk.getByRole('link', { name: 'Только по предварительной записи' }).click();
	await expect(desk.locator('main')).toContainText('approved by leadership');
	await desk.getByRole('link', { name: /^Notices/ }).click();
	const time = wallClock(start).slice(11);
	const sign = desk.locator('main');
	await expect(sign).toContainText('Тек алдын ала жазылғандар қабылданады');
	await expect(sign).toContainText(`2026 ж. 20 қараша, ${time}`);
	await expect(sign).toContainText('Приём только по предварительной записи');
	await expect(sign).toContainText(`20 ноября 2026 г., ${time}`);
	const script = (language: string) => desk.locator(`textarea[lang="${language}"]`).last();
	await expect(script('kk')).toHaveValue(/Тек алдын ала жазылғандарды қабылдайды: Алматы/);
	await expect(script('kk')).toHaveValue(new RegExp(`2026 ж. 20 қараша, ${time}`));
	await expect(script('ru')).toHaveValue(/Только по предварительной записи принимают: Алматы/);
	await expect(script('ru')).toHaveValue(new RegExp(`20 ноября 2026 г., ${time}`));
});

test('without scripts the form keeps what was typed, shows the effects and goes on to the code', async ({
	kezek,
	browser,
}) => {
	const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	await signIn(kezek, page, 'director-almaty');
	await page.goto(`${kezek.url}/regimes/new?place=city:almaty`);
	const field = (name: string) => page.locator(`[name="${name}"]`);
	await page.locator('[name="cities"][value="almaty"]').uncheck();
	for (const summary of await page.locator('main summary').all()) {
		const isOpen = await summary.evaluate((one) => (one.parentElement as HTMLDetailsElement).open);
		if (!isOpen && (await summary.isVisible())) await summary.click();
	}
	await page.locator('[name="centers"][value="almaty-almaly"]').check();
	await field('distanceM').fill('2');
	await field('from').fill('2026-11-24T09:00');
	await field('until').fill('2026-11-23T09:00');
	await field('date').fill('2026-11-19');
	await field('number').fill('42');
	for (const name of ['issuerKk', 'issuerRu', 'titleKk', 'titleRu'])
		await field(name).fill(`«${name}»`);
	await field('source').fill('https://adilet.zan.kz/rus/docs/42');
	await field('reason').fill('repairs of the hall');
	await page.locator('form[action^="?/preview"] footer button').first().click();
	await expect(field('until')).toHaveAttribute('aria-invalid', 'true');
	await expect(field('number')).toHaveValue('42');
	await expect(field('distanceM')).toHaveValue('2');
	await expect(page.locator('[name="centers"][value="almaty-almaly"]')).toBeChecked();

	await field('until').fill('');
	await page.locator('form[action^="?/preview"] footer button').first().click();
	await expect(page.locator('[data-affected]')).toHaveAttribute('data-affected', '1');
	await expect(field('titleRu')).toHaveValue('«titleRu»');
	await page.locator('button[formaction^="?/request"]').click();
	await expect(page).toHaveURL(/\/confirm\//);
	await page.locator('input[name="code"]').fill(await codeOf(kezek, 'director-almaty'));
	await page.locator('main form button.primary').first().click();
	await expect(page.locator('main').getByRole('status')).toBeVisible();
	// One center, days ahead: nobody else is asked.
	await page.goto(`${kezek.url}/decisions?state=scheduled`);
	await page.locator('[data-decision] a').first().click();
	await expect(page.locator('main')).toContainText('42');

	// Taking it back is a change like any other.
	const cancel = page.locator('form[action="?/cancel"]');
	await page.locator('details:has(form[action="?/cancel"]) > summary').click();
	await cancel.locator('button.primary').click();
	const reason = cancel.locator('[name="reason"]');
	await expect(reason).toHaveAttribute('aria-invalid', 'true');
	await reason.fill('no repairs');
	await cancel.locator('button.primary').click();
	await expect(page).toHaveURL(/\/confirm\//);
	await page.locator('input[name="code"]').fill(await codeOf(kezek, 'director-almaty'));
	await page.locator('main form button.primary').first().click();
	await page.goto(`${kezek.url}/decisions?state=canceled`);
	await expect(page.locator('[data-decision]')).toHaveCount(1);
});

test('an urgent change with its text attached holds at once; it spares a center, is countersigned and lifted', async ({
	kezek,
	browser,
}) => {
	const context = await browser.newContext({ locale: 'en-US' });
	const desk = await context.newPage();
	await signIn(kezek, desk, 'director-astana');
	await desk.goto(`${kezek.url}/regimes/new?place=city:astana`);
	await expect(desk.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	const field = (name: string) => desk.locator(`[name="${name}"]`);
	await field('date').fill('2026-11-20');
	await field('number').fill('7');
	for (const name of ['issuerKk', 'issuerRu', 'titleKk', 'titleRu'])
		await field(name).fill(`«${name}»`);
	await field('reason').fill('Smoke in the halls: visitors have to be kept apart.');
	await field('file').setInputFiles({
		name: 'act.pdf',
		mimeType: 'application/pdf',
		buffer: Buffer.from('<!doctype html><p>no act</p>'),
	});
	const urgent = desk.locator('details:has(button[formaction^="?/emergency"])');
	await urgent.locator('summary').click();
	await urgent.locator('button').click();

	// Its bytes are no act, whatever it is called; nothing typed is lost.
	await expect(field('file')).toHaveAttribute('aria-invalid', 'true');
	await expect(desk.locator('.field:has([name="file"])')).toContainText('only PDF, JPEG or PNG');
	await expect(field('number')).toHaveValue('7');
	await expect(field('titleKk')).toHaveValue('«titleKk»');
	await field('file').setInputFiles({
		name: 'Шешім 7.pdf',
		mimeType: 'application/pdf',
		buffer: Buffer.from('%PDF-1.7 decision 7'),
	});
	await desk.locator('form[action^="?/preview"] footer button').first().click();
	await expect(desk.locator('[data-effect]')).toBeVisible();
	await expect(desk.getByLabel('Keep attached: Шешім 7.pdf')).toBeChecked();
	await urgent.locator('button').click();
	await expect(desk).toHaveURL(/\/confirm\//);
	await expect(desk.getByRole('link', { name: /^Шешім 7\.pdf/ })).toBeVisible();
	expect(await seriousProblems(desk)).toEqual([]);
	await field('code').fill(await codeOf(kezek, 'director-astana'));
	await field('code').press('Enter');
	await expect(desk.locator('main').getByRole('status')).toContainText('Done');

	// What follows works without scripts as well.
	const plain = await (
		await browser.newContext({
			javaScriptEnabled: false,
			storageState: await context.storageState(),
			acceptDownloads: true,
		})
	).newPage();
	await plain.goto(`${kezek.url}/decisions?state=in_force`);
	await plain.getByRole('link', { name: '«titleRu»' }).click();
	const address = plain.url();
	const main = plain.locator('main');
	await expect(main).toContainText('Waits for a second signature');
	const [download] = await Promise.all([
		plain.waitForEvent('download'),
		plain.getByRole('link', { name: /^Шешім 7\.pdf/ }).click(),
	]);
	expect(download.suggestedFilename()).toBe('Шешім 7.pdf');

	const typed = (name: string) => plain.locator(`form[action="?/exempt"] [name="${name}"]`);
	const exempt = plain.locator('form[action="?/exempt"]');
	await plain.locator('details:has(form[action="?/exempt"]) > summary').click();
	await typed('center').selectOption({ index: 1 });
	const spared = await typed('center').inputValue();
	await typed('reason').fill('The only hall for people with wheelchairs.');
	await typed('until').fill('2026-11-19T18:00');
	await exempt.locator('button.primary').click();
	await expect(typed('until')).toHaveAttribute('aria-invalid', 'true');
	await expect(typed('center')).toHaveValue(spared);
	await expect(typed('reason')).toHaveValue('The only hall for people with wheelchairs.');
	await typed('until').fill('2026-11-30T18:00');
	await exempt.locator('button.primary').click();
	await expect(plain).toHaveURL(/\/confirm\//);
	await expect(main).toContainText('November 30, 2026, 18:00');
	await plain.locator('input[name="code"]').fill(await codeOf(kezek, 'director-astana'));
	await plain.locator('main form button.primary').first().click();
	await plain.goto(address);
	await expect(main).toContainText('The only hall for people with wheelchairs.');
	await expect(typed('center').locator(`option[value="${spared}"]`)).toHaveCount(0);

	// Whoever entered it cannot countersign it; leadership can.
	await expect(plain.locator('form[action="?/countersign"]')).toHaveCount(0);
	const second = await (await browser.newContext({ locale: 'en-US' })).newPage();
	await signIn(kezek, second, 'leadership');
	await second.goto(address);
	await second.locator('form[action="?/countersign"] button').click();
	await expect(second).toHaveURL(/\/confirm\//);
	await second.locator('input[name="code"]').fill(await codeOf(kezek, 'leadership'));
	await second.locator('input[name="code"]').press('Enter');
	await expect(second.locator('main').getByRole('status')).toContainText('Done');
	await second.goto(address);
	await expect(second.locator('main')).toContainText('Signed by a second person');

	await plain.goto(address);
	const lift = plain.locator('form[action="?/lift"]');
	const lifting = (name: string) => lift.locator(`[name="${name}"]`);
	await plain.locator('details:has(form[action="?/lift"]) > summary').click();
	await lift.locator('[name="start"][value="now"]').check();
	await lifting('titleKk').fill('«ends»');
	await lifting('titleRu').fill('«ends»');
	await lifting('date').fill('2026-11-20');
	await lifting('reason').fill('The smoke is gone.');
	await lift.locator('button.primary').click();
	await expect(lifting('source')).toHaveAttribute('aria-invalid', 'true');
	await expect(lifting('reason')).toHaveValue('The smoke is gone.');
	await lifting('file').setInputFiles({
		name: 'end.pdf',
		mimeType: 'application/pdf',
		buffer: Buffer.from('%PDF-1.7 the end of it'),
	});
	await lift.locator('button.primary').click();
	await expect(plain).toHaveURL(/\/confirm\//);
	await plain.locator('input[name="code"]').fill(await codeOf(kezek, 'director-astana'));
	await plain.locator('main form button.primary').first().click();
	await plain.goto(address);
	await expect(main.locator('.head')).toContainText('Repealed');
});

test('a director of another region neither sees nor changes it', async ({ kezek, page }) => {
	await signIn(kezek, page, 'director-astana');
	await page.goto(`${kezek.url}/regimes`);
	await expect(page.locator('[data-place="city:astana"]')).toBeVisible();
	await expect(page.locator('[data-place="city:almaty"]')).toHaveCount(0);
	const answer = await page.goto(`${kezek.url}/decisions/almaty-2021-08-23`);
	expect(answer?.status()).toBe(404);
	const fields = {
		level: 'city',
		issuerKk: 'а',
		issuerRu: 'а',
		titleKk: 'а',
		titleRu: 'а',
		date: '2026-11-19',
		source: 'https://example.kz/1',
		reason: 'none',
		start: 'at',
		from: '2026-11-24T09:00',
		cities: 'almaty',
		admission: 'booking_only',
	};
	const refused = await page.request.post(`${kezek.url}/regimes/new?/request`, {
		form: fields,
		headers: { origin: kezek.url, accept: 'text/html' },
	});
	expect(refused.status()).toBe(404);
	expect(await refused.text()).not.toContain('/confirm/');
});

test('the change opens over the board without a serious fault, and closes by Escape', async ({
	kezek,
	page,
}) => {
	await signIn(kezek, page, 'director-almaty');
	await page.goto(`${kezek.url}/regimes`);
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	await page.getByRole('switch').press('Enter');
	await expect(page.getByRole('dialog', { name: 'Almaty: change of the regime' })).toBeVisible();
	expect(await seriousProblems(page)).toEqual([]);
	await page.keyboard.press('Escape');
	await expect(page).toHaveURL(/\/regimes$/);
	await expect(page.getByRole('dialog')).toHaveCount(0);
});
