import { userInfo } from 'node:os';
import type { Change } from '../../src/lib/domain/change.ts';
import type { Surroundings } from './surroundings.ts';

/** A change under the operator's name: whoever works at the command line, by their account on this machine. */
export function operatorChange(around: Surroundings, reason: string | null = null): Change {
	return { by: `operator:${accountName(around)}`, at: around.now(), reason };
}

/** Behind `sudo` the person, not `root`. A machine may know no name for a user id. */
function accountName({ env }: Surroundings): string {
	try {
		return env.SUDO_USER?.trim() || userInfo().username;
	} catch {
		return env.USER?.trim() || 'unknown';
	}
}
