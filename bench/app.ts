import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startKezek, type KezekProcess } from '../tests/support/kezek-process.ts';

const root = join(import.meta.dirname, '..');

/** Starts the built app on a database, with nobody who feeds it; builds it first where there is no build. */
export async function startBenchApp(databaseUrl: string): Promise<KezekProcess> {
	if (!existsSync(join(root, 'build/handler.js'))) await build();
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

function build(): Promise<void> {
	console.log('building the app …');
	return new Promise((resolve, reject) => {
		const vite = join(root, 'node_modules/vite/bin/vite.js');
		const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
			cwd: root,
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		child.once('exit', (code) =>
			code === 0 ? resolve() : reject(new Error(`vite build ended with ${code}`)),
		);
	});
}
