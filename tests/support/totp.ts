import { setTimeout as after } from 'node:timers/promises';
import { fromBase32 } from '../../src/lib/domain/base32.ts';
import { totpCode, totpStep } from '../../src/lib/server/auth/totp.ts';

/** Steps that were used, by seed: a code counts once. */
const used = new Map<string, number>();

/** The next one-time code of a seed that was not used yet: waits for the clock where this step's was. */
export async function nextCode(secret: string): Promise<string> {
	const seed = fromBase32(secret);
	if (!seed) throw new Error('not a seed in base32');
	const last = used.get(secret) ?? 0;
	while (totpStep(new Date()) <= last || endsSoon()) await after(250);
	const step = totpStep(new Date());
	used.set(secret, step);
	return totpCode(seed, step);
}

/** A code that is about to end may be old when it arrives. */
function endsSoon(): boolean {
	return Date.now() % 30_000 > 27_000;
}
