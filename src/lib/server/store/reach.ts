import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * The first folder on the way to a path that a user may not pass, or null when the way is free. PostgreSQL run by root
 * becomes the user `postgres`, and the bundled starter crashes the process where that user is shut out.
 */
export async function findBarrier(
	path: string,
	user: { uid: number; gid: number },
): Promise<string | null> {
	const way: string[] = [];
	for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
		way.unshift(folder);
		if (folder === dirname(folder)) break;
	}
	for (const folder of way) {
		if (!(await mayPass(folder, user))) return folder;
	}
	return null;
}

async function mayPass(folder: string, { uid, gid }: { uid: number; gid: number }) {
	const { mode, uid: owner, gid: group } = await stat(folder);
	if (owner === uid) return (mode & 0o100) !== 0;
	if (group === gid) return (mode & 0o010) !== 0;
	return (mode & 0o001) !== 0;
}

/** Under root the server runs as `postgres`: says which folder shuts that user out, before anything crashes. */
export async function checkReach(paths: readonly (string | null)[]): Promise<void> {
	const user = await findPostgresUser();
	for (const path of paths) {
		const barrier = path === null ? null : await findBarrier(path, user);
		if (barrier) {
			throw new Error(
				`Started as root, PostgreSQL runs as the user "postgres", who cannot enter ${barrier}. Run "chmod o+x ${barrier}", move Kezek to a folder that others may enter, or start it as an ordinary user.`,
			);
		}
	}
}

/** Uid and gid of `postgres`; before the package has created that user, those of nobody in particular. */
async function findPostgresUser(): Promise<{ uid: number; gid: number }> {
	const id = async (flag: string) =>
		Number((await promisify(execFile)('id', [flag, 'postgres'])).stdout);
	try {
		return { uid: await id('-u'), gid: await id('-g') };
	} catch {
		return { uid: -1, gid: -1 };
	}
}
