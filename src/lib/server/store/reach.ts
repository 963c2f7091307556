import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

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
