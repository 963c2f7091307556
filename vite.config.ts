import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import type { Server } from 'node:http';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { MESSAGES } from './scripts/messages-options.ts';
import type { HttpSlot } from './src/app.d.ts';
import { CHROMIUM } from './tests/support/chromium.ts';

/**
 * Hands Vite's HTTP server to the app in development (style.md, "the one handover") and wakes it once, because Kit runs
 * `init()` at the first request and a socket that comes earlier would hang.
 */
function handOver(): Plugin {
	return {
		name: 'kezek-http',
		apply: 'serve',
		configureServer(vite) {
			const server = vite.httpServer as Server | null;
			if (!server) return;
			const slots = globalThis as unknown as Record<symbol, HttpSlot | undefined>;
			const slot = (slots[Symbol.for('kezek.http')] ??= {});
			slot.server = server;
			slot.root = import.meta.dirname;
			slot.dev = true;
			server.once('listening', () => {
				const address = server.address();
				if (address && typeof address === 'object') {
					void fetch(`http://127.0.0.1:${address.port}/healthz`)
						.then(() => {
							slot.isReady = true;
							slot.onReady?.();
						})
						.catch(() => undefined);
				}
			});
		},
	};
}

export default defineConfig({
	plugins: [paraglideVitePlugin(MESSAGES), sveltekit(), handOver()],
	server: { port: Number(process.env.PORT ?? 3000), strictPort: true, host: '127.0.0.1' },
	optimizeDeps: {
		// Named here, or Vite reloads in the middle of a browser test when it first meets one.
		include: ['leaflet', 'chart.js', 'socket.io-client', 'vitest-browser-svelte', 'bits-ui'],
		exclude: ['@lucide/svelte'],
	},
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					testTimeout: 20_000,
					// Pure code: files share what they import.
					isolate: false,
					maxWorkers: 2,
					include: [
						'src/**/*.test.ts',
						'simulator/**/*.test.ts',
						'scripts/**/*.test.ts',
						'bench/**/*.test.ts',
						'tests/*.test.ts',
					],
					exclude: ['src/**/*.svelte.test.ts'],
				},
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['src/**/*.svelte.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: CHROMIUM }),
						instances: [{ browser: 'chromium' }],
					},
				},
			},
			{
				extends: true,
				test: {
					name: 'integration',
					environment: 'node',
					include: ['tests/integration/**/*.test.ts'],
					globalSetup: ['tests/support/global-setup.ts'],
					testTimeout: 60_000,
					hookTimeout: 60_000,
					// Many of them wait for clocks and time-outs.
					maxWorkers: 3,
				},
			},
			{
				extends: true,
				test: {
					name: 'faults',
					environment: 'node',
					include: ['tests/faults/**/*.test.ts'],
					globalSetup: ['tests/support/folder-setup.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000,
					// Each file is three nodes, a database and a Redis of its own.
					fileParallelism: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'load',
					environment: 'node',
					include: ['tests/load/**/*.test.ts'],
					globalSetup: ['tests/support/global-setup.ts'],
					testTimeout: 600_000,
					hookTimeout: 60_000,
					fileParallelism: false,
					disableConsoleIntercept: true,
				},
			},
		],
	},
});
