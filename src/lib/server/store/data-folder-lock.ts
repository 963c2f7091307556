import { execFile } from 'node:child_process';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Holder {
	pid: number;
	/** When that process began, in the system's own words: a pid alone may meanwhile be someone else's. */
	startedAt: string | null;
}

/** Name of the lock file in the data folder. */
const LOCK_FILE = 'kezek.pid';

/**
 * Claims a data folder for this process; returns the release. Throws, naming the holder, while another living process
 * has it. A lock left by a killed process is taken over.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
	const file = join(folder, LOCK_FILE);
	const own = `${file}.${process.pid}`;
	const mine: Holder = { pid: process.pid, startedAt: await processStart(process.pid) };
	await writeFile(own, JSON.stringify(mine), { mode: 0o644 });
	try {
		for (let attempt = 0; attempt < 3; attempt++) {
			if (await claimed(own, file)) return () => release(file, mine);
			const holder = await readHolder(file);
			if (holder && (await isAlive(holder))) {
				throw new Error(
					`The data folder ${folder} is in use by another Kezek process (pid ${holder.pid}). Stop it, or set KEZEK_DATA_DIR to another folder.`,
				);
			}
			await removeStale(file, holder);
		}
		throw new Error(`The data folder ${folder} is being taken by another Kezek process just now`);
	} finally {
		await rm(own, { force: true });
	}
}

/** The pid of the living process that holds a data folder, or null. */
export async function findFolderHolder(folder: string): Promise<number | null> {
	const holder = await readHolder(join(folder, LOCK_FILE));
	return holder && (await isAlive(holder)) ? holder.pid : null;
}

/** Linking is atomic: of two starters one succeeds. */
async function claimed(own: string, file: string): Promise<boolean> {
	try {
		await link(own, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

async function readHolder(file: string): Promise<Holder | null> {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as Holder;
	} catch {
		return null; // gone, or cut short by a full disk: nobody's
	}
}

async function isAlive({ pid, startedAt }: Holder): Promise<boolean> {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
	}
	const now = await processStart(pid);
	return startedAt === null || now === null || startedAt === now;
}

/** Moves the stale lock aside first: a lock that another starter has meanwhile made must not be removed. */
async function removeStale(file: string, seen: Holder | null): Promise<void> {
	const aside = `${file}.stale.${process.pid}`;
	try {
		await rename(file, aside);
	} catch {
		return; // another starter was faster
	}
	const moved = await readHolder(aside);
	if (JSON.stringify(moved) !== JSON.stringify(seen))
		await link(aside, file).catch(() => undefined);
	await rm(aside, { force: true });
}

async function release(file: string, mine: Holder): Promise<void> {
	const holder = await readHolder(file);
	if (JSON.stringify(holder) === JSON.stringify(mine)) await rm(file, { force: true });
}

async function processStart(pid: number): Promise<string | null> {
	try {
		if (process.platform === 'linux') {
			const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
			// Field 22 counts from the boot; the name in field 2 may hold blanks and brackets.
			return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
		}
		const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
		return stdout.trim() || null;
	} catch {
		return null;
	}
}
