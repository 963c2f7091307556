import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	chmod,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rename,
	rm,
	stat,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '$lib/server/store/connect.ts';
import { findFolderHolder } from '$lib/server/store/data-folder-lock.ts';
import { findEmbedded, startEmbedded, type EmbeddedPostgres } from '$lib/server/store/embedded.ts';
import { findPostmaster } from '$lib/server/store/postmaster.ts';
import { findBarrier } from '$lib/server/store/reach.ts';
import { SILENT } from '../support/database.ts';

/** One folder for all: making a cluster takes longest. */
let folder: string;
let running: EmbeddedPostgres[] = [];
let children: ChildProcess[] = [];
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kezek-embedded-'));
	await chmod(folder, 0o755);
});
afterEach(async () => {
	await Promise.all(running.map((server) => server.stop()));
	for (const child of children) child.kill('SIGKILL');
	running = [];
	children = [];
	const left = await findPostmaster(join(folder, 'postgres'));
	if (left) process.kill(left.pid, 'SIGQUIT');
	await expect.poll(() => findPostmaster(join(folder, 'postgres'))).toBeNull();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(): Promise<EmbeddedPostgres> {
	const server = await startEmbedded({ folder, log: SILENT });
	running.push(server);
	return server;
}

/** A Kezek process of its own that runs some code with `startEmbedded`, `folder` and `log`. */
function runElsewhere(code: string): ChildProcess {
	const module = pathToFileURL(
		join(import.meta.dirname, '../../src/lib/server/store/embedded.ts'),
	).href;
	const child = spawn(
		process.execPath,
		[
			'--input-type=module',
			'--eval',
			`const { startEmbedded } = await import(${JSON.stringify(module)});
			const folder = ${JSON.stringify(folder)};
			const log = { debug() {}, info() {}, warn() {} };
			${code}`,
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] },
	);
	children.push(child);
	return child;
}

/** Another Kezek process on the same folder; resolves when its database is up. */
async function startElsewhere(): Promise<ChildProcess> {
	const child = runElsewhere(`
		const server = await startEmbedded({ folder, log });
		await server.createDatabase('kept');
		console.log('up');
		process.on('SIGTERM', async () => { await server.stop(); console.log('stopped'); process.exit(0); });
		setInterval(() => {}, 1000);`);
	await expectLine(child, 'up');
	return child;
}

function expectLine(child: ChildProcess, line: string): Promise<void> {
	return new Promise((resolve, reject) => {
		child.stdout?.on('data', (bytes: Buffer) => {
			if (bytes.toString().includes(line)) resolve();
		});
		child.once('exit', (code) => reject(new Error(`ended with ${code} before "${line}"`)));
	});
}

async function namesIn(server: Pick<EmbeddedPostgres, 'url'>): Promise<string[]> {
	const store = openStore({ url: server.url('postgres'), log: SILENT, max: 1 });
	const rows = await store.sql<{ name: string }>`select datname as name from pg_database`;
	await store.close();
	return rows.map(({ name }) => name);
}

describe('the bundled PostgreSQL', () => {
	test('begins again after a first start that was cut short', async () => {
		await mkdir(join(folder, 'postgres.new', 'base'), { recursive: true });
		await expect(start()).resolves.toBeDefined();
	});

	test('starts, keeps databases over a restart, and leaves no process and no lock', async () => {
		const first = await start();
		await first.createDatabase('one');
		await first.createDatabase('one');
		await first.createDatabase('two', 'one');
		await first.dropDatabase('one');
		await first.dropDatabase('one');
		const pid = (await findPostmaster(join(folder, 'postgres')))?.pid ?? 0;
		await first.stop();
		await first.stop();
		expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
		expect(await findFolderHolder(folder)).toBeNull();
		expect(await readdir(folder)).toEqual(['postgres', 'postgres-password']);
		expect(await namesIn(await start())).toEqual(expect.arrayContaining(['two']));
	});

	test('is the server that the boot check and Kazakh names need, on loopback, with a password', async () => {
		const server = await start();
		const store = openStore({ url: server.url('postgres'), log: SILENT, max: 1 });
		const [row] = await store.sql`
			select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
			       current_setting('data_checksums') as checksums, upper('қазақ') as upper_case,
			       (select datlocprovider from pg_database where datname = 'postgres') as provider,
			       'а' < 'ә' collate "kk-x-icu" and 'ә' < 'б' collate "kk-x-icu" as kazakh_order`;
		await store.close();
		expect(row).toEqual({
			listen: '127.0.0.1',
			sockets: '',
			checksums: 'on',
			upperCase: 'ҚАЗАҚ',
			provider: 'b',
			kazakhOrder: true,
		});
		expect((await stat(join(folder, 'postgres-password'))).mode & 0o777).toBe(0o600);
		const stranger = openStore({
			url: server.url('postgres').replace(/:[^:@/]+@/, ':wrong@'),
			log: SILENT,
			max: 1,
		});
		await expect(stranger.sql`select 1`).rejects.toMatchObject({ code: '28P01' });
		await stranger.close();
	});

	test('adds no handler that would end the process, and leaves its exit code alone', async () => {
		const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit', 'exit', 'message'];
		const code = `const counts = () => ${JSON.stringify(events)}.map((e) => process.listenerCount(e)).join();
			const before = counts();
			const server = await startEmbedded({ folder, log });
			await server.stop();
			console.log(counts() === before ? 'same' : 'more');
			process.exitCode = 3;`;
		const child = runElsewhere(code);
		await expectLine(child, 'same');
		expect(await once(child, 'exit')).toEqual([3, null]);
	});

	test('ends with a process that ends abruptly', async () => {
		const child = runElsewhere('await startEmbedded({ folder, log }); process.exit(4);');
		expect(await once(child, 'exit')).toEqual([4, null]);
		await expect.poll(() => findPostmaster(join(folder, 'postgres')), { timeout: 5000 }).toBeNull();
	});

	test('refuses a folder that a living process uses, and names it', async () => {
		const other = await startElsewhere();
		await expect(startEmbedded({ folder, log: SILENT })).rejects.toThrow(
			new RegExp(`in use by another Kezek process \\(pid ${other.pid}\\)`),
		);
		const found = await findEmbedded(folder);
		expect(found && (await namesIn(found))).toContain('kept');
		other.kill('SIGTERM');
		await expectLine(other, 'stopped');
		await once(other, 'exit');
		expect(await findEmbedded(folder)).toBeNull();
	});

	test('starts again after kill -9, ending the server that was left behind and keeping its data', async () => {
		const other = await startElsewhere();
		const left = await findPostmaster(join(folder, 'postgres'));
		other.kill('SIGKILL');
		await once(other, 'exit');
		expect(left && process.kill(left.pid, 0)).toBe(true);
		const server = await start();
		expect((await findPostmaster(join(folder, 'postgres')))?.pid).not.toBe(left?.pid);
		expect(await namesIn(server)).toContain('kept');
	});

	test('starts again after the whole group was killed, stale files and all', async () => {
		const other = await startElsewhere();
		const left = await findPostmaster(join(folder, 'postgres'));
		other.kill('SIGKILL');
		process.kill(left?.pid ?? 0, 'SIGKILL');
		await once(other, 'exit');
		expect(await namesIn(await start())).toContain('kept');
	});

	test('takes over a lock whose process number belongs to someone else now', async () => {
		await writeFile(
			join(folder, 'kezek.pid'),
			JSON.stringify({ pid: process.ppid, startedAt: 'long ago' }),
		);
		await expect(start()).resolves.toBeDefined();
	});

	test('stops within its patience when the server has gone by itself', async () => {
		const server = await start();
		const found = await findPostmaster(join(folder, 'postgres'));
		process.kill(found?.pid ?? 0, 'SIGINT');
		await expect.poll(() => findPostmaster(join(folder, 'postgres'))).toBeNull();
		const began = performance.now();
		await server.stop();
		expect(performance.now() - began).toBeLessThan(3500);
	});

	test('says why it does not start, in the server’s own words, and frees the folder', async () => {
		const server = await start();
		await server.stop();
		await expect(
			startEmbedded({ folder, log: SILENT, flags: ['-c', 'shared_buffers=none'] }),
		).rejects.toThrow(/did not start:[\s\S]*shared_buffers/);
		expect(await findFolderHolder(folder)).toBeNull();
		await expect(start()).resolves.toBeDefined();
	});

	test('says that the password is missing instead of failing at the first query', async () => {
		const file = join(folder, 'postgres-password');
		await rename(file, `${file}.away`);
		await expect(startEmbedded({ folder, log: SILENT })).rejects.toThrow(
			/postgres-password is missing/,
		);
		await rename(`${file}.away`, file);
	});

	test('hides its password from the log', async () => {
		const lines: string[] = [];
		const note = (fields: object, message: string) =>
			void lines.push(JSON.stringify([fields, message]));
		const server = await startEmbedded({ folder, log: { debug: note, info: note, warn: note } });
		running.push(server);
		const password = (await readFile(join(folder, 'postgres-password'), 'utf8')).trim();
		expect(lines.length).toBeGreaterThan(0);
		expect(lines.join('\n')).not.toContain(password);
	});
});

test('the way to a file is barred by the first folder that another user may not enter', async () => {
	const nobody = { uid: 65_534, gid: 65_534 };
	await mkdir(join(folder, 'open', 'shut', 'inner'), { recursive: true });
	await chmod(join(folder, 'open', 'shut'), 0o700);
	expect(await findBarrier(join(folder, 'open', 'file'), nobody)).toBeNull();
	expect(await findBarrier(join(folder, 'open', 'shut', 'inner', 'file'), nobody)).toBe(
		join(folder, 'open', 'shut'),
	);
	await chmod(join(folder, 'open', 'shut'), 0o701);
	expect(await findBarrier(join(folder, 'open', 'shut', 'inner', 'file'), nobody)).toBeNull();
});
