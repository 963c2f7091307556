// Every screen of tests/support/screens.ts in every language, both themes and all sizes: accessible, readable, whole, and
// at peace with its own security policy. In Kazakh each is opened by its address; in the other languages one goes on from
// one to the next, as people do.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openContrastMeter, type ContrastMeter } from '../support/contrast-audit.ts';
import { auditLayout } from '../support/layout-audit.ts';
import { lastingProblems, nextFrames } from '../support/layout-settled.ts';
import { playPicture } from '../support/network-picture.ts';
import { watchPages, type PageWatch } from '../support/page-watch.ts';
import { goOn, signIn, visit } from '../support/screen-visit.ts';
import { LANGUAGES, SCREENS, SIZES, THEMES, type Screen, type Theme } from '../support/screens.ts';
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

interface Extent {
	width: number;
	height: number;
}

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Rows of the long list are all alike: the first dozen stands for them, and the rest does not hold up the check. */
async function keepFirstRows(page: Page): Promise<void> {
	await page.evaluate(() => {
		for (const row of document.querySelectorAll('[data-center-id]:nth-child(n + 14)')) row.remove();
	});
}

async function axeProblems(axe: AxeBuilder): Promise<string[]> {
	// Pages have no frames: the short way of axe is enough.
	const { violations } = await axe
		.setLegacyMode(true)
		.options({ resultTypes: ['violations'] })
		.analyze();
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(
			({ id, nodes }) => `axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
		);
}

async function setTheme(page: Page, theme: Theme): Promise<void> {
	await page.evaluate((wanted) => (document.documentElement.dataset.theme = wanted), theme);
}

async function resize(page: Page, size: Extent): Promise<void> {
	await page.setViewportSize(size);
	await nextFrames(page);
}

/** Makes the page as tall as all that one could scroll to, so that nothing of it is out of sight. */
async function unroll(page: Page, size: Extent): Promise<void> {
	await resize(page, size);
	const below = await page.evaluate(() => {
		const scrolling = [...document.querySelectorAll('html, main, main *')].filter(
			({ scrollHeight, clientHeight }) => scrollHeight > clientHeight,
		);
		return Math.max(
			0,
			...scrolling
				.filter(
					(it) => it.localName === 'html' || /auto|scroll/.test(getComputedStyle(it).overflowY),
				)
				.map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight),
		);
	});
	if (below > 0) await resize(page, { ...size, height: Math.min(4000, size.height + below) });
}

/** Colors do not depend on the language, and nothing but colors on the theme. */
async function contrastProblems(page: Page, screen: Screen, meter: ContrastMeter) {
	const found: string[] = [];
	const sizes = screen.only ? [screen.only] : (['desk', 'phone'] as const);
	for (const size of sizes) {
		await unroll(page, SIZES[size]);
		for (const theme of THEMES) {
			await setTheme(page, theme);
			const { measured, problems } = await meter.audit(page);
			expect(measured, `texts and marks in sight of ${screen.name}`).toBeGreaterThan(3);
			found.push(...problems.map((problem) => `${size}, ${theme}: ${problem}`));
		}
	}
	return found;
}

/** Colors are measured; what else of a page those who see it less, or hear it, run into. */
async function accessProblems(page: Page): Promise<string[]> {
	const axe = new AxeBuilder({ page }).withTags(AXE_TAGS).disableRules(['color-contrast']);
	return axeProblems(axe);
}

async function layoutProblems(page: Page, screen: Screen): Promise<string[]> {
	const found: string[] = [];
	for (const [name, size] of Object.entries(LAYOUT_SIZES)) {
		if (screen.only && screen.only !== name) continue;
		if (screen.isState && (name === 'wall' || name === 'tablet')) continue;
		await resize(page, size);
		const problems = await lastingProblems(page);
		found.push(...problems.map((problem) => `${name}: ${problem}`));
	}
	return found;
}

/** A person's browser, watched from its first page on. */
interface Looker {
	context: BrowserContext;
	watch: PageWatch;
}
const lookers = new Map<Screen['role'], Looker>();
let meter: ContrastMeter;

async function lookerOf(browser: Browser, kezek: Kezek, role: Screen['role']): Promise<Looker> {
	const known = lookers.get(role);
	if (known) return known;
	const storageState = role ? await signIn(browser, kezek.app, role) : undefined;
	const context = await browser.newContext({ storageState });
	const looker = { context, watch: await watchPages(context, kezek.url) };
	lookers.set(role, looker);
	return looker;
}

test.beforeAll(async ({ kezek, browser }) => {
	await playPicture(kezek.app);
	meter = await openContrastMeter(browser);
});

test.afterAll(async () => {
	for (const { context } of lookers.values()) await context.close();
	lookers.clear();
	await meter.close();
});

for (const screen of SCREENS) {
	test(`${screen.name} is accessible, readable and whole`, async ({ kezek, browser }) => {
		const { context, watch } = await lookerOf(browser, kezek, screen.role);
		const page = await context.newPage();
		const size = screen.only ?? 'desk';
		const look = { language: 'kk', theme: 'light', size } as const;
		expect(await visit(page, kezek.app, screen, look)).toBe(screen.status ?? 200);
		await keepFirstRows(page);
		const problems: string[] = [];
		for (const theme of THEMES) {
			await setTheme(page, theme);
			const found = await accessProblems(page);
			problems.push(...found.map((problem) => `${theme}: ${problem}`));
		}
		problems.push(
			...(await contrastProblems(page, screen, meter)),
			...(await layoutProblems(page, screen)),
		);
		await page.close();
		expect([...problems, ...watch.problems()]).toEqual([]);
	});
}

for (const language of LANGUAGES.slice(1)) {
	test(`every screen is accessible and whole in ${language}`, async ({ kezek, browser }) => {
		test.setTimeout(300_000);
		const problems: string[] = [];
		const pages = new Map<Screen['role'], Page>();
		for (const screen of SCREENS) {
			const { context, watch } = await lookerOf(browser, kezek, screen.role);
			const last = pages.get(screen.role);
			const isByItself = screen.before ?? screen.status ?? screen.only;
			const page = last && !isByItself ? last : await context.newPage();
			await test.step(screen.name, async () => {
				if (page === last) await goOn(page, kezek.app, screen);
				else {
					const size = screen.only ?? 'desk';
					await visit(page, kezek.app, screen, { language, theme: 'light', size });
				}
				await keepFirstRows(page);
				const found = [...(await accessProblems(page)), ...(await layoutProblems(page, screen))];
				problems.push(...found.map((problem) => `${screen.name}, ${problem}`), ...watch.problems());
			});
			if (isByItself) await page.close();
			else pages.set(screen.role, page);
		}
		for (const page of pages.values()) await page.close();
		expect(problems).toEqual([]);
	});
}

test('the last resort, shown where the app cannot, is accessible and whole', async ({ page }) => {
	const file = join(import.meta.dirname, '../../src/error.html');
	await page.setContent(readFileSync(file, 'utf8').replace('%sveltekit.status%', '500'));
	const problems = await axeProblems(new AxeBuilder({ page }).withTags(AXE_TAGS));
	for (const size of Object.values(LAYOUT_SIZES)) {
		await resize(page, size);
		problems.push(...(await page.evaluate(auditLayout)));
	}
	expect(problems).toEqual([]);
});
