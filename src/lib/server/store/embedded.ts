import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import type { RoleCredentials } from './app-role.ts';
import type { StoreLog } from './connect.ts';
import { findFolderHolder, lockDataFolder } from './data-folder-lock.ts';
import { findBinary, loadQuietly } from './embedded-package.ts';
import { endLeftover, findPostmaster } from './postmaster.ts';
import { checkReach } from './reach.ts';

/*
 * The PostgreSQL that comes with Kezek, for trial, development and tests: nothing to install. It lives in
 * `<data folder>/postgres`, listens on 127.0.0.1 at a free port and needs the password in `<data folder>/postgres-password`.
 */

/** A running bundled PostgreSQL. */
export interface EmbeddedPostgres {
	/** Connection address of a database, password included: never log it. As the owner, unless a role is given. */
	url(database: string, role?: RoleCredentials): string;
	/** Creates a database; one that exists is left as it is. With `template` it begins as that one's copy. */
	createDatabase(name: string, template?: string): Promise<void>;
	/** Drops a database and ends its connections; one that does not exist is no error. */
	dropDatabase(name: string): Promise<void>;
	/** Stops the server and gives the data folder free. Safe to call twice, and after the server has gone by itself. */
	stop(): Promise<void>;
}

/** How long the server may take to stop before we leave without it, ms: its `stop()` never resolves if it is gone. */
const STOP_PATIENCE_MS = 3000;
/** Log lines that are kept to explain a failed start. */
const KEPT_LINES = 15;

/**
 * Starts the bundled PostgreSQL on a data folder, creating it at the first start. Throws, in plain words, when another
 * Kezek uses the folder, when the package is absent, when the user `postgres` cannot reach the files (root only), or with
 * the server's last log lines when it does not come up. A server left by a killed Kezek is shut down first.
 */
export async function startEmbedded(options: {
	folder: string;
	log: StoreLog;
	/** More `postgres` command-line settings, such as `['-c', 'max_connections=200']`. */
	flags?: readonly string[];
}): Promise<EmbeddedPostgres> {
	const folder = resolve(options.folder);
	const { log, flags = [] } = options;
	const asRoot = process.getuid?.() === 0;
	await mkdir(folder, { recursive: true, mode: asRoot ? 0o755 : 0o700 });
	const unlock = await lockDataFolder(folder);
	try {
		const { default: Embedded } = await loadQuietly();
		if (asRoot) await checkReach([join(folder, 'postgres'), await findBinary()]);
		const password = await readOrMakePassword(folder);
		const dataDir = join(folder, 'postgres');
		const left = await endLeftover(dataDir);
		if (left) log.warn({ pid: left.pid }, 'ended a PostgreSQL that an earlier run left behind');

		const lines: string[] = [];
		const keep = (text: unknown) => {
			lines.push(...String(text).trimEnd().split('\n'));
			lines.splice(0, lines.length - KEPT_LINES);
			log.debug({ postgres: String(text).trimEnd() }, 'postgres');
		};
		const port = await freePort();
		const make = (databaseDir: string) =>
			new Embedded({
				databaseDir,
				port,
				user: 'postgres',
				password,
				persistent: true,
				authMethod: 'scram-sha-256',
				createPostgresUser: asRoot,
				initdbFlags: [
					'--encoding=UTF8',
					'--locale=C',
					'--locale-provider=builtin',
					'--builtin-locale=C.UTF-8',
					'--data-checksums',
				],
				postgresFlags: [
					'-c',
					'listen_addresses=127.0.0.1',
					'-c',
					'unix_socket_directories=',
					...flags,
				],
				onLog: keep,
				onError: keep,
			});

		try {
			await initialiseOnce(dataDir, make);
			const server = make(dataDir);
			await server.start();
			const pid = (await findPostmaster(dataDir))?.pid ?? null;
			return running({ port, password, pid, dataDir, server, unlock, log });
		} catch (error) {
			// The package rejects with `undefined`: the reason stands in the server's log only.
			throw new Error(`The bundled PostgreSQL did not start:\n${lines.join('\n')}`, {
				cause: error,
			});
		}
	} catch (error) {
		await unlock();
		throw error;
	}
}

/**
 * The address of the bundled PostgreSQL that a living Kezek runs on a data folder, or null: the command line works on
 * the running system instead of starting a second one.
 */
export async function findEmbedded(folder: string): Promise<Pick<EmbeddedPostgres, 'url'> | null> {
	const path = resolve(folder);
	if ((await findFolderHolder(path)) === null) return null;
	const found = await findPostmaster(join(path, 'postgres'));
	if (!found?.isReady) return null;
	const password = await readFile(join(path, PASSWORD_FILE), 'utf8');
	return { url: urlOf(found.port, password.trim()) };
}

function running(parts: {
	port: number;
	password: string;
	/** The server's own process. */
	pid: number | null;
	dataDir: string;
	server: { stop(): Promise<void> };
	unlock: () => Promise<void>;
	log: StoreLog;
}): EmbeddedPostgres {
	const { port, password, pid, dataDir, server, unlock, log } = parts;
	const url = urlOf(port, password);
	const asAdmin = async (work: (admin: postgres.Sql) => Promise<unknown>) => {
		const admin = postgres(url('postgres'), { max: 1, onnotice: () => undefined });
		try {
			await work(admin);
		} finally {
			await admin.end({ timeout: 1 });
		}
	};
	/** An end without `stop()`, such as `process.exit` after a failure, leaves no server behind. */
	const endWithUs = () => {
		try {
			if (pid !== null) process.kill(pid, 'SIGINT');
		} catch {
			// It has gone already.
		}
	};
	process.on('exit', endWithUs);

	let stopping: Promise<void> | null = null;
	const stop = async () => {
		process.off('exit', endWithUs);
		// Ctrl-C reaches the whole group: the server may have gone before us.
		if ((await findPostmaster(dataDir)) === null) return unlock();
		let timer: NodeJS.Timeout | undefined;
		const patience = new Promise<void>((done) => {
			timer = setTimeout(() => {
				log.warn({}, 'the bundled PostgreSQL did not answer the stop');
				done();
			}, STOP_PATIENCE_MS);
		});
		await Promise.race([server.stop(), patience]);
		clearTimeout(timer);
		await unlock();
	};
	return {
		url,
		createDatabase: (name, template) =>
			asAdmin(async (admin) => {
				const [known] = await admin`select from pg_database where datname = ${name}`;
				if (known) return;
				await (template === undefined
					? admin`create database ${admin(name)}`
					: admin`create database ${admin(name)} template ${admin(template)}`);
			}),
		dropDatabase: (name) =>
			asAdmin((admin) => admin`drop database if exists ${admin(name)} with (force)`),
		stop: () => (stopping ??= stop()),
	};
}

function urlOf(port: number, password: string): EmbeddedPostgres['url'] {
	return (database, role = { user: 'postgres', password }) =>
		`postgres://${role.user}:${role.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

const PASSWORD_FILE = 'postgres-password';

async function readOrMakePassword(folder: string): Promise<string> {
	const file = join(folder, PASSWORD_FILE);
	try {
		return (await readFile(file, 'utf8')).trim();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
	if (await exists(join(folder, 'postgres'))) {
		throw new Error(
			`${file} is missing, so the database in ${join(folder, 'postgres')} cannot be opened. Restore the file, or remove the folder to begin afresh.`,
		);
	}
	const password = randomBytes(24).toString('base64url');
	await writeFile(file, `${password}\n`, { mode: 0o600 });
	return password;
}

/** A start that is killed in the middle of `initdb` leaves half a folder: it is made aside and moved when complete. */
async function initialiseOnce(
	dataDir: string,
	make: (dir: string) => { initialise(): Promise<void> },
): Promise<void> {
	if (await exists(join(dataDir, 'PG_VERSION'))) return;
	const aside = `${dataDir}.new`;
	await rm(aside, { recursive: true, force: true });
	await make(aside).initialise();
	await rename(aside, dataDir);
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
	return new Promise((done, fail) => {
		const probe = createServer();
		probe.once('error', fail);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => done(port));
		});
	});
}
