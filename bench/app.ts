import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startKezek, type KezekProcess } from '../tests/support/kezek-process.ts';

const root = join(import.meta.dirname, '..');

/** Starts the built app on a database, with nobody who feeds it. */
export async function startBenchApp(databaseUrl: string): Promise<KezekProcess> {
	await ensureBuild();
	return startKezek({ env: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' } });
}

/** Instant of the app's operations clock. */
export async function operationsNow(app: KezekProcess): Promise<Date> {
	const answer = await fetch(`${app.url}/api/v1/clock`);
	return new Date(((await answer.json()) as { now: string }).now);
}

/** Ends the app and removes its folder. */
export async function endApp(app: KezekProcess): Promise<void> {
	await app.end();
	app.clean();
}

/** Builds the app where there is no build of the present sources: what is measured is what the sources say. */
export async function ensureBuild(): Promise<void> {
	const handler = join(root, 'build/handler.js');
	const isCurrent =
		existsSync(handler) && newestChange(join(root, 'src')) <= statSync(handler).mtimeMs;
	if (isCurrent) return;
	console.log('building the app …');
	const output: string[] = [];
	const code = await new Promise<number | null>((resolve) => {
		const vite = join(root, 'node_modules/vite/bin/vite.js');
		const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
			cwd: root,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
		}
		child.once('close', resolve);
	});
	if (code !== 0) throw new Error(`the build failed:\n${output.join('')}`);
}

/** When a folder's files last changed, ms; compiled texts are part of the build and do not count. */
function newestChange(folder: string): number {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true });
	return files
		.filter((file) => file.isFile() && !file.parentPath.includes('paraglide'))
		.reduce((newest, { parentPath, name }) => {
			return Math.max(newest, statSync(join(parentPath, name)).mtimeMs);
		}, 0);
}
