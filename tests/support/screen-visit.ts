import type { Browser, BrowserContext, Page } from 'playwright';
import { SIZES, type Language, type Screen, type Size, type Theme } from './screens.ts';

/** A running app with people who can sign in. */
interface Running {
	url: string;
	demo: { accounts: { username: string; password: string; role: string }[] };
}

/** The cookies of a signed-in person, as a browser context takes them. */
export type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs in as the first account of a role, without a page. */
export async function signIn(browser: Browser, app: Running, role: string): Promise<SignedIn> {
	const account = app.demo.accounts.find((candidate) => candidate.role === role);
	if (!account) throw new Error(`no demo account with the role ${role}`);
	const context = await browser.newContext();
	const { username, password } = account;
	await context.request.post(`${app.url}/login`, {
		form: { username, password },
		headers: { origin: app.url },
	});
	const state = await context.storageState();
	await context.close();
	if (state.cookies.length === 0) throw new Error(`${role} could not sign in`);
	return state;
}

/** Opens a screen in a language, theme and size, and waits until it is in its state; resolves with the HTTP status. */
export async function visit(
	page: Page,
	app: Running,
	screen: Screen,
	look: { language: Language; theme: Theme; size: Size },
): Promise<number> {
	await page.context().addCookies([
		{ name: 'kezek-locale', value: look.language, url: app.url },
		{ name: 'kezek-theme', value: look.theme, url: app.url },
	]);
	await page.setViewportSize(SIZES[look.size]);
	await screen.before?.(page);
	const answer = await page.goto(app.url + screen.path);
	await settle(page, screen);
	return answer?.status() ?? 0;
}

/** Goes on to another screen from the one that is open, without loading the page anew. */
export async function goOn(page: Page, app: Running, screen: Screen): Promise<void> {
	await page.keyboard.press('Escape');
	await page.setViewportSize(SIZES.desk);
	await page.evaluate((href) => {
		const link = document.createElement('a');
		link.href = href;
		document.querySelector('.page')?.append(link);
		link.click();
		link.remove();
	}, screen.path);
	await page.waitForURL(app.url + screen.path);
	await settle(page, screen);
}

async function settle(page: Page, screen: Screen): Promise<void> {
	await page.locator(screen.ready).first().waitFor({ state: 'attached', timeout: 30_000 });
	await screen.after?.(page);
	await page.evaluate(() => document.fonts.ready);
}
