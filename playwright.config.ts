import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './tests/support/chromium.ts';

const port = Number(process.env.KEZEK_E2E_PORT ?? 4319);

/** One journey per file on the production build; each starts what it needs through tests/e2e/support. */
export default defineConfig({
	testDir: 'tests/e2e',
	globalSetup: './tests/support/folder-setup.ts',
	// Every screen and a whole morning take too long for `verify`: `npm run test:looks` runs them.
	testIgnore: process.env.KEZEK_LOOKS
		? []
		: ['**/looks.spec.ts', '**/bad-days.spec.ts', '**/almaty-morning.spec.ts'],
	fullyParallel: false,
	// Most of a journey is waiting, and every file has an app of its own.
	workers: 2,
	retries: 0,
	timeout: 90_000,
	expect: { timeout: 15_000 },
	use: {
		baseURL: `http://127.0.0.1:${port}`,
		launchOptions: CHROMIUM,
	},
});
