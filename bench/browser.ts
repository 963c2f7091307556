import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { CHROMIUM } from '../tests/support/chromium.ts';
import { ensureBuild } from './app.ts';
import { createEndings } from './subject.ts';

const root = join(import.meta.dirname, '..');
const bundleFolder = join(root, 'node_modules/.cache/kezek-bench');
const HTML =
	'<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="/page.css"></head><body><script type="module" src="/page.js"></script></body></html>';

/** Starts Debian's Chromium without a window; as root it needs no sandbox. */
export function launchChromium(): Promise<Browser> {
	return chromium.launch({
		// An interrupted bench ends everything itself, in order.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		...CHROMIUM,
	});
}

/** A page with `bench/page.ts` loaded, built as production is. */
export async function openBenchPage(): Promise<{ page: Page; close: () => Promise<void> }> {
	await ensureBuild(); // the bundler needs what Kit generates beside it
	await bundle();
	const files: Record<string, [type: string, content: string | Buffer]> = {
		'/': ['text/html; charset=utf-8', HTML],
		'/page.js': ['text/javascript', await readFile(join(bundleFolder, 'page.js'))],
		'/page.css': ['text/css', await readFile(join(bundleFolder, 'page.css'))],
	};
	const server = createServer((request, response) => {
		const [type, content] = files[request.url ?? ''] ?? ['text/plain', ''];
		response.writeHead(content === '' ? 404 : 200, { 'content-type': type }).end(content);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const endings = createEndings();
	endings.add(() => {
		server.closeAllConnections();
		server.close();
	});
	try {
		const browser = await launchChromium();
		endings.add(() => browser.close());
		const page = await browser.newPage({ viewport: { width: 1280, height: 1700 } });
		page.on('pageerror', (error) => console.error('bench page:', error));
		await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
		await page.waitForFunction(() => 'bench' in globalThis);
		return { page, close: () => endings.close() };
	} catch (error) {
		await endings.close();
		throw error;
	}
}

async function bundle(): Promise<void> {
	await build({
		root,
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		plugins: [svelte({ configFile: false })],
		resolve: { alias: { $lib: join(root, 'src/lib') } },
		build: {
			outDir: bundleFolder,
			emptyOutDir: true,
			cssCodeSplit: false,
			rolldownOptions: {
				input: join(import.meta.dirname, 'page.ts'),
				output: {
					entryFileNames: 'page.js',
					assetFileNames: 'page.[ext]',
					codeSplitting: false,
				},
			},
		},
	});
}
