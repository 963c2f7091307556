import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long a left-over server may take to shut down, and how often we look, ms. */
const END = { patienceMs: 10_000, lookEveryMs: 50 } as const;

/** A PostgreSQL server that runs on a data directory, as its `postmaster.pid` says. */
export interface Postmaster {
	pid: number;
	port: number;
	isReady: boolean;
}

/** The server that runs on a data directory now, or null; a `postmaster.pid` of a dead or foreign process is null too. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | null> {
	let lines: string[];
	try {
		lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
	} catch {
		return null;
	}
	const pid = Number(lines[0]);
	if (!Number.isInteger(pid) || pid <= 1 || !(await isPostgres(pid))) return null;
	return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Ends a server that a killed Kezek left behind: fast shutdown, nothing committed is lost. Removes a `postmaster.pid`
 * that no PostgreSQL stands behind, for its pid may meanwhile be another program's and would stop the start.
 */
export async function endLeftover(dataDir: string): Promise<Postmaster | null> {
	const found = await findPostmaster(dataDir);
	if (!found) {
		await rm(join(dataDir, 'postmaster.pid'), { force: true });
		return null;
	}
	process.kill(found.pid, 'SIGINT');
	for (let waited = 0; waited < END.patienceMs; waited += END.lookEveryMs) {
		if (!(await findPostmaster(dataDir))) return found;
		await new Promise((resolve) => setTimeout(resolve, END.lookEveryMs));
	}
	throw new Error(
		`A PostgreSQL of an earlier run (pid ${found.pid}) does not shut down. End it by hand, then start again.`,
	);
}

async function isPostgres(pid: number): Promise<boolean> {
	try {
		const command =
			process.platform === 'linux'
				? await readFile(`/proc/${pid}/cmdline`, 'utf8')
				: (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
		return /postgres/.test(command.split('\0')[0] ?? '');
	} catch {
		return false;
	}
}
