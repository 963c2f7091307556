// `npm run screenshots`: every screen of tests/support/screens.ts in every size, theme and language, from the build, at a
// fixed moment of an exercise that the simulator plays with its fixed seed. Pictures go to the folder `screenshots`.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ensureBuild } from '../bench/app.ts';
import { CHROMIUM } from '../tests/support/chromium.ts';
import { startKezek, type KezekProcess } from '../tests/support/kezek-process.ts';
import { signIn, visit, type SignedIn } from '../tests/support/screen-visit.ts';
import { LANGUAGES, SCREENS, SIZES, THEMES } from '../tests/support/screens.ts';

const root = join(import.meta.dirname, '..');
const USAGE = `npm run screenshots [-- --screen map,login --size phone,desk,wall --theme light,dark --language kk,ru,en]
    [--scenario ordinary-day] [--clock 2026-11-24T10:40:00+05:00] [--out screenshots]

Renders every screen in every size, theme and language; each option picks a few. Screens:
  ${SCREENS.map(({ name }) => name).join(', ')}`;

/** A moment of an ordinary working day: two hours of it are played in before the first picture. */
const CLOCK = '2026-11-24T10:40:00+05:00';

const { values } = parseArgs({
	options: {
		screen: { type: 'string' },
		size: { type: 'string' },
		theme: { type: 'string' },
		language: { type: 'string' },
		scenario: { type: 'string', default: 'ordinary-day' },
		clock: { type: 'string', default: CLOCK },
		out: { type: 'string', default: 'screenshots' },
		help: { type: 'boolean', short: 'h', default: false },
	},
});

/** The wanted of what there is; all when nothing is named. Ends the command where a name is unknown. */
function pick<T extends string>(
	option: string,
	known: readonly T[],
	text: string | undefined,
): T[] {
	if (text === undefined) return [...known];
	const wanted = text.split(',');
	const strange = wanted.filter((name) => !known.some((one) => one === name));
	if (strange.length > 0) {
		console.error(`--${option}: no "${strange.join(', ')}"; there are: ${known.join(', ')}`);
		process.exit(2);
	}
	return known.filter((one) => wanted.includes(one));
}

/** Waits until the simulator has played the morning and reports live. */
async function whenAlive(app: KezekProcess): Promise<void> {
	const startedAt = performance.now();
	while (!app.output().includes('the feeder reports live')) {
		if (performance.now() - startedAt > 300_000) throw new Error(`nobody feeds:\n${app.output()}`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

if (values.help) {
	console.log(USAGE);
	process.exit(0);
}
const screens = pick(
	'screen',
	SCREENS.map(({ name }) => name),
	values.screen,
);
const sizes = pick('size', Object.keys(SIZES) as (keyof typeof SIZES)[], values.size);
const themes = pick('theme', THEMES, values.theme);
const languages = pick('language', LANGUAGES, values.language);
const out = resolve(root, values.out);

await ensureBuild();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const app = await startKezek({
	env: { KEZEK_CLOCK: `${values.clock}@1`, KEZEK_SCENARIO: values.scenario },
});
const browser = await chromium.launch(CHROMIUM);
let count = 0;
try {
	await whenAlive(app);
	const signedIn = new Map<string, SignedIn>();
	for (const screen of SCREENS.filter(({ name }) => screens.includes(name))) {
		const { role } = screen;
		if (role && !signedIn.has(role)) signedIn.set(role, await signIn(browser, app, role));
		for (const size of sizes) {
			if (screen.only ? screen.only !== size : screen.isState && size === 'wall') continue;
			for (const language of languages) {
				const context = await browser.newContext({
					storageState: role ? signedIn.get(role) : undefined,
				});
				for (const theme of themes) {
					const page = await context.newPage();
					await visit(page, app, screen, { language, theme, size });
					const path = join(out, `${screen.name}-${size}-${theme}-${language}.png`);
					await page.screenshot({ path, animations: 'disabled' });
					await page.close();
					count++;
				}
				await context.close();
			}
		}
		console.log(`${screen.name}: ${count} pictures so far`);
	}
} finally {
	await browser.close();
	await app.end();
	app.clean();
}
console.log(`${count} pictures in ${values.out}/`);
