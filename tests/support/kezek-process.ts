import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');

/** What demo mode writes for tools and tests (contract.md §1). */
export interface DemoFile {
	url: string;
	feedKey: string;
	accounts: {
		username: string;
		password: string;
		role: string;
		regions: string[] | 'all';
		totpSecret?: string;
	}[];
}

/** A running production build with a data folder of its own. */
export interface KezekProcess {
	url: string;
	dataFolder: string;
	/** What demo mode wrote; there is none in production. */
	readonly demo: DemoFile;
	process: ChildProcess;
	/** Everything it has printed so far. */
	output: () => string;
	/** What its data folder holds that may stand in no log, dump or bundle. */
	secrets: readonly (readonly [what: string, secret: string])[];
	/**
	 * Ends it by a signal (SIGTERM) and resolves with its exit code; null when the signal killed it. Rejects where it has
	 * printed one of its secrets.
	 */
	end: (signal?: NodeJS.Signals) => Promise<number | null>;
	/** Removes its data folder. */
	clean: () => void;
}

/** A new data folder that the bundled PostgreSQL can enter whoever starts it. */
export function makeDataFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'kezek-test-'));
	chmodSync(folder, 0o755);
	return folder;
}

/** Names the data folder that `prepareDataFolder` made for a run of tests. */
const PREPARED = 'KEZEK_TEST_FOLDER';

/**
 * Makes the demo's data folder that the apps of this run begin with, for a first start takes seconds of initdb, schema and
 * hashing; what a first start does is tested on an empty folder. Resolves with what removes it.
 */
export async function prepareDataFolder(): Promise<() => void> {
	const app = await startKezek();
	await app.end();
	process.env[PREPARED] = app.dataFolder;
	return app.clean;
}

/** A new data folder in which the demo has been before; an empty one outside such a run. */
export function makeReadyFolder(): string {
	const folder = makeDataFolder();
	const prepared = process.env[PREPARED];
	// `cp` keeps the owner: under root the database belongs to the user `postgres`.
	if (prepared !== undefined) execFileSync('cp', ['-a', `${prepared}/.`, folder]);
	return folder;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			probe.close(() => resolve(port));
		});
	});
}

/** What a data folder holds that may stand in no log. */
function secretsIn(dataFolder: string): [what: string, secret: string][] {
	const textOf = (name: string) => {
		const file = join(dataFolder, name);
		return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
	};
	const demo = JSON.parse(textOf('demo.json') || '{"accounts":[]}') as Partial<DemoFile>;
	const secrets: [string, string][] = (demo.accounts ?? []).flatMap((account) => [
		[`the password of ${account.username}`, account.password],
		[`the seed of ${account.username}`, account.totpSecret ?? ''],
	]);
	secrets.push(['the feed key', demo.feedKey ?? ''], ['the sealing key', textOf('sealing-key')]);
	return secrets.filter(([, secret]) => secret !== '');
}

/**
 * Starts the built app (`server.ts`), in demo mode unless `env` says otherwise, and waits until `/readyz` answers 200. `env` adds variables; without it
 * nobody feeds it. Rejects with the output when it ends first.
 */
export async function startKezek(
	options: { env?: Record<string, string>; dataFolder?: string; port?: number } = {},
): Promise<KezekProcess> {
	const port = options.port ?? (await freePort());
	const ownDatabase = options.env?.DATABASE_URL === undefined;
	const dataFolder = options.dataFolder ?? (ownDatabase ? makeReadyFolder() : makeDataFolder());
	const chunks: string[] = [];
	const child = spawn(process.execPath, ['server.ts'], {
		cwd: root,
		env: {
			...process.env,
			KEZEK_MODE: 'demo',
			KEZEK_SCENARIO: 'none',
			KEZEK_DATA_DIR: dataFolder,
			PORT: String(port),
			ORIGIN: `http://127.0.0.1:${port}`,
			LOG_LEVEL: 'warn',
			...options.env,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
	}
	const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
	let isOver = false;
	void exited.then(() => (isOver = true));
	const url = `http://127.0.0.1:${port}`;
	const output = () => chunks.join('');

	for (let attempt = 0; ; attempt++) {
		if (isOver) throw new Error(`Kezek ended before it was ready:\n${output()}`);
		const answer = await fetch(`${url}/readyz`).catch(() => null);
		if (answer?.status === 200) break;
		if (attempt > 600) throw new Error(`Kezek did not become ready:\n${output()}`);
		await after(100);
	}
	const secrets = secretsIn(dataFolder);
	return {
		url,
		dataFolder,
		get demo() {
			return JSON.parse(readFileSync(join(dataFolder, 'demo.json'), 'utf8')) as DemoFile;
		},
		process: child,
		output,
		secrets,
		end: async (signal = 'SIGTERM') => {
			if (!isOver) child.kill(signal);
			const code = await exited;
			const told = secrets.filter(([, secret]) => output().includes(secret)).map(([what]) => what);
			if (told.length > 0) throw new Error(`the log holds ${told.join(', ')}`);
			return code;
		},
		clean: () => rmSync(dataFolder, { recursive: true, force: true }),
	};
}
