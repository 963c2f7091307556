// The screens by keyboard alone: search, card, layers, page of a center, 1414, list of keys; the wall; and what a person
// of another region may not see.
import { expect, test, type Kezek } from './fixtures.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' }, locale: 'en-US' });

const CENTER = 'almaty-almaly';

const calm = { queueLength: 2, windowsServing: 8, windowsOpen: 8, occupancy: 12, queueOutside: 0 };
const critical = { ...calm, queueLength: 60, occupancy: 90, queueOutside: 120 };

/** One site of 1414 counts 412 of 500 calls in time. */
async function pushCalls(kezek: Kezek): Promise<void> {
	const authorization = `Bearer ${kezek.app.demo.feedKey}`;
	const list = await fetch(`${kezek.url}/api/v1/contact-centers`, { headers: { authorization } });
	const { items } = (await list.json()) as { items: { id: string }[] };
	const reading = {
		id: 'calls-of-a-minute',
		contactCenterId: items[0]?.id,
		at: (await kezek.now()).toISOString(),
		callsWaiting: 3,
		longestWaitSeconds: 95,
		operatorsOnShift: 20,
		operatorsBusy: 18,
		offered: 520,
		answered: 480,
		answeredInTarget: 412,
		abandoned: 20,
	};
	const answer = await fetch(`${kezek.url}/api/v1/contact-readings`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization },
		body: JSON.stringify({ readings: [reading] }),
	});
	expect(answer.status).toBe(200);
}

test('everything is reached by keys', async ({ kezek, page }) => {
	test.slow();
	await kezek.push([
		{ centerId: CENTER, ...critical },
		{ centerId: 'almaty-medeu', ...calm },
	]);
	await pushCalls(kezek);
	await kezek.login(page, 'duty_officer');
	await page.goto(kezek.url);
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');
	await expect(page.locator('[data-map-ready]')).toBeVisible();

	await page.keyboard.press('Slash');
	await expect(page.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('алмалы');
	await expect(page.getByRole('option').first()).toContainText('Almaly district');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/scope=city:almaty&center=almaty-almaly/);
	const card = page.locator('#center');
	await expect(card).toContainText('critical');
	await page.keyboard.press('Escape');
	await expect(card).toBeHidden();

	await page.keyboard.press('l');
	await expect(page).toHaveURL(/layer=load/);
	await page.keyboard.press('l');
	await expect(page.getByText('No rule is in force here now.')).toBeVisible();
	await page.goBack();
	await page.goto(kezek.url);
	await expect(page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live');

	await page.keyboard.press('j');
	const worst = page.locator(`[data-center-id="${CENTER}"]`).getByRole('link');
	await expect(worst).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(card).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(new RegExp(`/centers/${CENTER}$`));
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Almaly district');
	await expect(page.getByRole('region', { name: 'Nearest relief' })).toContainText('Medeu');
	await expect(page.getByRole('region', { name: 'Where the numbers' })).toContainText('fresh');
	await page.keyboard.press('Escape');
	await expect(page).toHaveURL(/center=almaty-almaly/);

	await page.keyboard.press('g');
	await page.keyboard.press('c');
	await expect(page).toHaveURL(/\/contact$/);
	await expect(page.locator('tbody tr[data-freshness]')).toHaveCount(5);
	await expect(page.getByText('95% interval 79%–85%')).toHaveCount(2);

	await page.keyboard.press('Shift+Slash');
	const help = page.getByRole('dialog', { name: 'Keys' });
	await expect(help).toContainText('Go to: Map');
	await help.getByRole('button', { name: 'Turn keys off' }).click();
	await page.keyboard.press('Escape');
	await expect(help).toBeHidden();
	await page.keyboard.press('Shift+Slash');
	await page.keyboard.press('g');
	await page.keyboard.press('m');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(page).toHaveURL(/\/contact$/);
});

test('the wall shows the worst and has nothing to press', async ({ kezek, page }) => {
	await kezek.push([{ centerId: CENTER, ...critical }]);
	await kezek.login(page, 'leadership');
	await page.goto(`${kezek.url}/?wall`);
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(page.locator('html')).toHaveAttribute('data-density', 'wall');
	await expect(page.locator(`ol [data-center-id="${CENTER}"]`)).toBeVisible();
	await expect(page.getByText(/^Next: /)).toBeVisible();
	await expect(page.getByRole('button')).toHaveCount(0);
	await expect(page.getByRole('link')).toHaveCount(0);
});

test('a center of another region does not exist', async ({ kezek, page }) => {
	const astana = kezek.app.demo.accounts.find(({ username }) => username === 'director-astana');
	await page.goto(`${kezek.url}/login`);
	await page.locator('input[name="username"]').fill('director-astana');
	await page.locator('input[name="password"]').fill(astana?.password ?? '');
	await page.locator('input[name="password"]').press('Enter');
	await page.waitForURL((address) => !address.pathname.startsWith('/login'));
	const answer = await page.goto(`${kezek.url}/centers/${CENTER}`);
	expect(answer?.status()).toBe(404);
	await expect(page.getByText('No such center, or it is outside your region.')).toBeVisible();
});

test('what is typed before the scripts have come is kept', async ({ kezek, page }) => {
	let letScriptsCome: () => void = () => undefined;
	const scripts = new Promise<void>((resolve) => (letScriptsCome = resolve));
	await page.route('**/*.js', async (route) => {
		await scripts;
		await route.continue();
	});
	await page.goto(`${kezek.url}/login`, { waitUntil: 'commit' });
	const name = page.locator('input[name="username"]');
	await name.fill('aigerim');
	const password = page.locator('input[name="password"]');
	await password.focus();
	letScriptsCome();
	// It is the scripts that give the first field the focus.
	await expect(name).toBeFocused();
	await expect(name).toHaveValue('aigerim');

	const demo = kezek.app.demo.accounts.find(({ role }) => role === 'leadership');
	await page.locator(`button[name="as"][value="${demo?.username}"]`).click();
	await expect(name).toHaveValue(demo?.username ?? '');
	await expect(password).toHaveValue(demo?.password ?? '');
	await expect(password).toBeFocused();
});
