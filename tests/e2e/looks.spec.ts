// Every screen of tests/support/screens.ts in every language, both themes and all sizes: accessible, readable, whole, and
// at peace with its own security policy. One test per language and person keeps pages open instead of opening them anew.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { openContrastMeter, type ContrastMeter } from '../support/contrast-audit.ts';
import { auditLayout } from '../support/layout-audit.ts';
import { playPicture } from '../support/network-picture.ts';
import { watchPages } from '../support/page-watch.ts';
import { signIn, visit, type SignedIn } from '../support/screen-visit.ts';
import {
	LANGUAGES,
	SCREENS,
	SIZES,
	THEMES,
	type Language,
	type Screen,
	type Theme,
} from '../support/screens.ts';
import { expect, test, type Kezek } from './fixtures.ts';

// A tenth of real speed: what was fed fresh, late and silent stays so for as long as the pages are looked at.
test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@0.1' } });

/** Where layout is looked at. 320 px is the narrowest phone, and a desk at 400 % zoom as well: 1280 × 1024 over four. */
const LAYOUT_SIZES = {
	...SIZES,
	narrow: { width: 320, height: 640 },
	zoomed: { width: 320, height: 256 },
	tablet: { width: 768, height: 1024 },
} as const;

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Rows of the long list are all alike: the first dozen stands for them, and the rest does not hold up the check. */
async function keepFirstRows(page: Page): Promise<void> {
	await page.evaluate(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync('[data-center-id]:nth-child(n + 14) { display: none }');
		document.adoptedStyleSheets.push(sheet);
	});
}

async function axeProblems(axe: AxeBuilder): Promise<string[]> {
	// Pages have no frames: the short way of axe is enough.
	const { violations } = await axe.setLegacyMode(true).analyze();
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(
			({ id, nodes }) => `axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
		);
}

async function setTheme(page: Page, theme: Theme): Promise<void> {
	await page.evaluate((wanted) => (document.documentElement.dataset.theme = wanted), theme);
}

/** Resizes the page and waits until the map has followed: it lays out in the frame after the one that resizes it. */
async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
	await page.setViewportSize(size);
	await page.evaluate(async () => {
		for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
	});
}

/** Everything wrong with an open page, in both themes and all sizes. */
async function problemsOf(
	page: Page,
	screen: Screen,
	language: Language,
	meter: ContrastMeter,
): Promise<string[]> {
	const found: string[] = [];
	const say = (where: string, problems: string[]) =>
		found.push(...problems.map((problem) => `${screen.name}, ${where}: ${problem}`));
	await keepFirstRows(page);
	// What a passing state adds is one bar or dialog, the same in every language but for its words.
	if (!screen.isState || language === 'kk') {
		say('desk', await axeProblems(new AxeBuilder({ page }).withTags(AXE_TAGS)));
	}
	// Colors do not depend on the language, and nothing but colors on the theme.
	for (const theme of language === 'kk' ? THEMES : []) {
		await setTheme(page, theme);
		const { measured, problems } = await meter.audit(page);
		expect(measured, 'texts and marks in sight').toBeGreaterThan(3);
		say(theme, problems);
	}
	if (language === 'kk') {
		say('dark', await axeProblems(new AxeBuilder({ page }).withRules(['color-contrast'])));
	}
	for (const [name, size] of Object.entries(LAYOUT_SIZES)) {
		if (screen.isState && (name === 'wall' || name === 'tablet')) continue;
		await resize(page, size);
		say(name, await page.evaluate(auditLayout));
	}
	return found;
}

const signedIn = new Map<string, SignedIn>();

async function stateOf(browser: Browser, kezek: Kezek, role: string): Promise<SignedIn> {
	const known = signedIn.get(role) ?? (await signIn(browser, kezek.app, role));
	signedIn.set(role, known);
	return known;
}

for (const language of LANGUAGES) {
	test(`every screen is accessible, readable and whole in ${language}`, async ({
		kezek,
		browser,
	}) => {
		test.setTimeout(900_000);
		await playPicture(kezek.app);
		const meter = await openContrastMeter(browser);
		const problems: string[] = [];
		for (const screen of SCREENS) {
			const state = screen.role ? await stateOf(browser, kezek, screen.role) : undefined;
			const context = await browser.newContext({ storageState: state });
			const watch = await watchPages(context, kezek.url);
			const page = await context.newPage();
			await test.step(screen.name, async () => {
				await visit(page, kezek.app, screen, { language, theme: 'light', size: 'desk' });
				problems.push(...(await problemsOf(page, screen, language, meter)), ...watch.problems());
			});
			await context.close();
		}
		await meter.close();
		expect(problems).toEqual([]);
	});
}
