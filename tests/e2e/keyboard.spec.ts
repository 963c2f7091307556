// One person works the whole map without a pointer: signs in, walks list and map, opens, zooms, searches, changes look and
// language, and signs out. At every stop of the Tab key the focus can be seen and has a name.
import type { Page } from '@playwright/test';
import { playPicture } from '../support/network-picture.ts';
import { expect, test } from './fixtures.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@0.1' } });

/** What is wrong with the focus now: it is nowhere, out of sight, without a sign of it or without a name. */
const focusProblem = (page: Page) =>
	page.evaluate(() => {
		const element = document.activeElement;
		if (!element || element === document.body) return 'nothing has the focus';
		const where = `<${element.localName} class="${element.getAttribute('class')}">`;
		const box = element.getBoundingClientRect();
		const isInSight =
			box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
		if (!isInSight) return `${where} is out of sight`;
		const holders = [element, element.closest('[role="row"]')].filter((one) => one !== null);
		const hasSign = holders.some((one) => {
			const { outlineStyle, outlineWidth } = getComputedStyle(one);
			return outlineStyle !== 'none' && outlineWidth !== '0px';
		});
		if (!hasSign) return `${where} does not show that it has the focus`;
		const name = [
			element.getAttribute('aria-label'),
			element.getAttribute('title'),
			element.textContent,
			element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : '',
		];
		return name.some((text) => text?.trim()) ? null : `${where} has no name`;
	});

/** Presses Tab until an element has the focus that a selector names; every stop on the way must be sound. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
	for (let stops = 0; stops < 60; stops++) {
		await page.keyboard.press(key);
		expect(await focusProblem(page)).toBeNull();
		if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
	}
	throw new Error(`Tab never came to ${selector}`);
}

test('the whole map is worked by keyboard alone', async ({ kezek, page }) => {
	test.setTimeout(180_000);
	await playPicture(kezek.app);
	const account = kezek.app.demo.accounts.find(({ role }) => role === 'leadership');
	const { keyboard } = page;
	const ground = page.locator('[role="application"]');
	const focusedRow = page.locator('[data-center-id]:focus-within');

	await test.step('signs in', async () => {
		await page.goto(`${kezek.url}/login`);
		await expect(page.locator('input[name="username"]')).toBeFocused();
		await keyboard.type(account?.username ?? '');
		await keyboard.press('Tab');
		await keyboard.type(account?.password ?? '');
		await keyboard.press('Enter');
		await expect(page.locator('[data-connection="live"]')).toBeVisible();
		await expect(page.locator('[data-map-ready]')).toBeVisible();
	});

	await test.step('goes to the list, the worst first, and opens a center', async () => {
		await keyboard.press('Tab');
		await expect(page.locator('a[href="#centers"]')).toBeFocused();
		expect(await focusProblem(page)).toBeNull();
		await keyboard.press('Enter');
		await expect(page.locator('#centers')).toBeFocused();
		await keyboard.press('KeyJ');
		await expect(focusedRow).toHaveAttribute('data-level', 'critical');
		const first = await focusedRow.getAttribute('data-center-id');
		await keyboard.press('KeyJ');
		await expect(focusedRow).not.toHaveAttribute('data-center-id', first ?? '');
		await keyboard.press('KeyK');
		await expect(focusedRow).toHaveAttribute('data-center-id', first ?? '');
		await keyboard.press('Enter');
		await expect(page).toHaveURL(new RegExp(`center=${first}`));
		await keyboard.press('Escape');
		await expect(page).not.toHaveURL(/center=/);
	});

	await test.step('walks the map and opens what it finds', async () => {
		await page.evaluate(() => document.getElementById('map')?.focus());
		await tabTo(page, '[role="application"]');
		await keyboard.press('ArrowRight');
		await expect(ground).toHaveAttribute('aria-activedescendant', /.+/);
		const said = () => ground.locator('[role="img"]').getAttribute('aria-label');
		const before = await said();
		expect(before).toBeTruthy();
		await keyboard.press('ArrowDown');
		await expect.poll(said).not.toBe(before);
		await keyboard.press('Enter');
		await expect(page).toHaveURL(/center=/);
		await expect(page.locator('#center')).toBeVisible();
		await keyboard.press('Escape');
		await keyboard.press('Escape');
		await expect(page).not.toHaveURL(/center=/);
	});

	await test.step('zooms in, out and to the whole', async () => {
		const scale = () =>
			page
				.locator('.land')
				.first()
				.evaluate((land) => land.getBoundingClientRect().width);
		const whole = await scale();
		/** A key pressed while the map is still moving is not taken. */
		const isStill = () => expect(page.locator('.leaflet-zoom-anim')).toHaveCount(0);
		await keyboard.press('Equal');
		await expect.poll(scale).toBeGreaterThan(whole * 1.2);
		await isStill();
		const near = await scale();
		await keyboard.press('Minus');
		await expect.poll(scale).toBeLessThan(near / 1.2);
		await isStill();
		await keyboard.press('Equal');
		await expect.poll(scale).toBeGreaterThan(whole * 1.2);
		await isStill();
		await keyboard.press('Digit0');
		await expect.poll(async () => Math.abs((await scale()) - whole)).toBeLessThan(2);
	});

	await test.step('searches a city, reads the keys, goes to 1414 and back', async () => {
		await keyboard.press('Slash');
		await expect(page.getByRole('combobox')).toBeFocused();
		await keyboard.type('Шымкент');
		await expect(page.getByRole('option').first()).toBeVisible();
		await keyboard.press('Enter');
		await expect(page).toHaveURL(/scope=/);
		await keyboard.press('Escape');
		await expect(page).not.toHaveURL(/scope=/);
		await keyboard.press('Shift+Slash');
		await expect(page.getByRole('dialog')).toBeVisible();
		await keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toBeHidden();
		await keyboard.press('KeyG');
		await keyboard.press('KeyC');
		await expect(page).toHaveURL(/\/contact$/);
		await keyboard.press('KeyG');
		await keyboard.press('KeyM');
		await expect(page.locator('[data-map-ready]')).toBeVisible();
	});

	await test.step('changes the theme and the language', async () => {
		await page.reload();
		await expect(page.locator('[data-map-ready]')).toBeVisible();
		await tabTo(page, '.languages [value="en"]');
		await keyboard.press('Enter');
		await expect(page.locator('html')).toHaveAttribute('lang', 'en');
		await tabTo(page, '.languages [value="en"]');
		await keyboard.press('Tab');
		await keyboard.press('Enter');
		await tabTo(page, '[name="theme"][value="dark"]');
		await keyboard.press('Space');
		await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
		await keyboard.press('Escape');
	});

	await test.step('signs out', async () => {
		await keyboard.press('Tab');
		await keyboard.press('Enter');
		await tabTo(page, 'form[action="/logout"] button');
		await keyboard.press('Enter');
		await expect(page).toHaveURL(/\/login/);
	});
});
