// `npm run nodes`: several nodes of the demo on one bundled PostgreSQL, with or without a Redis between them. They share
// accounts and clock; the first one's simulator feeds all of them. Ctrl-C ends everything and leaves nothing behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DATABASES } from '../src/lib/server/database.ts';
import { createLog } from '../src/lib/server/log.ts';
import { openStore } from '../src/lib/server/store/connect.ts';
import { startEmbedded } from '../src/lib/server/store/embedded.ts';
import { migrate } from '../src/lib/server/store/migrate.ts';
import { ensureBuild } from './build.ts';

const root = join(import.meta.dirname, '..');
const MOST = 9;
/** How long the end of a process may take, ms. */
const PATIENCE_MS = 10_000;
const READY_EVERY_MS = 250;

const USAGE = `Starts several nodes of the demo on one database.

  npm run nodes                          two nodes, on PORT (3000) and the next one
  npm run nodes -- --count 3 --redis     three nodes with a redis-server between them

Kill a node by its pid, or the redis-server, and see what the pages of the others say.`;

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '2' },
		redis: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
});
const count = Number(values.count);
if (values.help || !Number.isInteger(count) || count < 1 || count > MOST) {
	console.log(USAGE);
	process.exit(values.help ? 0 : 2);
}

const say = (text: string) => console.log(`nodes: ${text}`);
const stops: (() => Promise<unknown>)[] = [];
let isEnding = false;

/** Ends what was started, the last first. */
async function end(code: number): Promise<void> {
	if (isEnding) return;
	isEnding = true;
	for (let stop = stops.pop(); stop; stop = stops.pop()) {
		await stop().catch((error: unknown) => console.error('nodes:', error));
	}
	process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.on(signal, () => void end(0));

/** Starts a process whose end is ours to decide: Ctrl-C in the terminal does not reach it. */
function start(name: string, file: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
	const child = spawn(file, args, {
		cwd: root,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream }).on('line', (line) => console.log(`${name}: ${line}`));
	}
	child.on('error', (error) => {
		say(`${name} cannot start: ${error.message}`);
		void end(1);
	});
	child.on('exit', (code, signal) => {
		if (!isEnding) say(`${name} ended (${signal ?? code})`);
	});
	stops.push(async () => {
		if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGTERM');
		await Promise.race([gone, after(PATIENCE_MS, undefined, { ref: false })]);
		child.kill('SIGKILL');
	});
	return child;
}

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const probe = createServer();
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}

async function startRedis(): Promise<string> {
	const port = await freePort();
	const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	const child = start('redis', 'redis-server', [...settings, '--loglevel', 'warning'], process.env);
	const url = `redis://127.0.0.1:${port}`;
	say(`redis-server, pid ${child.pid}: ${url}`);
	return url;
}

async function startNode(number: number, shared: NodeJS.ProcessEnv): Promise<void> {
	const port = Number(process.env.PORT || 3000) + number - 1;
	const url = `http://127.0.0.1:${port}`;
	const child = start(`node ${number}`, process.execPath, ['server.ts'], {
		...process.env,
		...shared,
		// One simulator feeds all of them.
		...(number > 1 && { KEZEK_SCENARIO: 'none' }),
		PORT: `${port}`,
		ORIGIN: url,
	});
	while (child.exitCode === null && child.signalCode === null && !isEnding) {
		const answer = await fetch(`${url}/readyz`).catch(() => null);
		if (answer?.status === 200) return say(`node ${number}, pid ${child.pid}: ${url}`);
		await after(READY_EVERY_MS);
	}
	if (!isEnding) throw new Error(`node ${number} did not start`);
}

try {
	await ensureBuild();
	const folder = process.env.KEZEK_DATA_DIR || join(root, '.kezek');
	const log = createLog('warn');
	const postgres = await startEmbedded({ folder, log });
	stops.push(() => postgres.stop());
	await postgres.createDatabase(DATABASES.demo);
	const url = postgres.url(DATABASES.demo);
	const store = openStore({ url, log, max: 1 });
	await migrate(store.sql, join(root, 'src/lib/server/store/migrations')).finally(() =>
		store.close(),
	);

	const shared = {
		KEZEK_MODE: 'demo',
		KEZEK_DATA_DIR: folder,
		DATABASE_URL: url,
		REDIS_URL: values.redis ? await startRedis() : '',
	};
	// The first one prepares accounts and clock; the others find them.
	await startNode(1, shared);
	await Promise.all(Array.from({ length: count - 1 }, (_, i) => startNode(i + 2, shared)));
	say(`${count} nodes are ready; Ctrl-C ends all of them`);
} catch (error) {
	console.error(`nodes: ${error instanceof Error ? error.message : String(error)}`);
	await end(1);
}
