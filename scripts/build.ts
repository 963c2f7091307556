import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What the build depends on. */
const SOURCES = [
	'src',
	'messages',
	'static',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'project.inlang/settings.json',
];

/** Builds the app where there is no build of the present sources; tells people about it, and ends the process if it fails. */
export async function ensureBuild(): Promise<void> {
	if (!isBuildCurrent()) await build();
}

function newest(path: string): number {
	if (!existsSync(path)) return 0;
	const info = statSync(path);
	if (!info.isDirectory()) return info.mtimeMs;
	if (path.endsWith('paraglide')) return 0;
	return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isBuildCurrent(): boolean {
	const built = join(root, 'build/handler.js');
	if (!existsSync(built)) return false;
	const builtAt = statSync(built).mtimeMs;
	return SOURCES.every((source) => newest(join(root, source)) <= builtAt);
}

async function build(): Promise<void> {
	const startedAt = performance.now();
	const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
	console.log('kezek: building the app (first start, or the sources changed) …');
	const beat = setInterval(() => console.log(`kezek: still building, ${seconds()}`), 5000);
	const output: string[] = [];
	const code = await new Promise<number>((resolve) => {
		const child = spawn(
			process.execPath,
			[join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
			{
				cwd: root,
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
		}
		child.on('close', (exitCode) => resolve(exitCode ?? 1));
	});
	clearInterval(beat);
	if (code !== 0) {
		console.error(output.join(''));
		console.error('kezek: the build failed');
		process.exit(1);
	}
	console.log(`kezek: built in ${seconds()}`);
}
