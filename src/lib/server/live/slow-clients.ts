import type { Cursor, Scope } from '../../protocol/live.ts';
import type { Seat } from './connection.ts';

/** When a client is too slow (realtime.md §2.7). */
export const SLOW = {
	/** A frame sent so long ago must be acknowledged, real ms. */
	unacknowledgedMs: 4000,
	/** So many bytes waiting here mean that the kernel's megabytes are full already. */
	pauseBytes: 256 * 1024,
	cutOffBytes: 1024 * 1024,
	/** Paused for so long it is not coming back by itself, real ms. */
	cutOffAfterMs: 60_000,
} as const;

/** Which versions were sent when, scope by scope: what a client should have acknowledged by now. */
export interface FrameLog {
	sent(cursor: Cursor, scope: Scope, nowMs: number): void;
	/** The newest version of a scope that is due to be acknowledged; null while nothing is. */
	due(scope: Scope, nowMs: number): Cursor | null;
	/** Versions that are remembered and not due yet. */
	held(): number;
	/** A new epoch: what was sent before does not matter any more. */
	clear(): void;
}

interface SentFrames {
	due: Cursor | null;
	/** Not due yet, the oldest first. */
	recent: { cursor: Cursor; at: number }[];
}

/** Makes an empty frame log. It holds what a few seconds sent, whether or not anybody asks. */
export function createFrameLog(): FrameLog {
	const scopes = new Map<Scope, SentFrames>();
	const settle = (one: SentFrames, nowMs: number) => {
		while (one.recent[0] && nowMs - one.recent[0].at > SLOW.unacknowledgedMs) {
			one.due = one.recent.shift()?.cursor ?? null;
		}
	};
	return {
		sent(cursor, scope, nowMs) {
			let one = scopes.get(scope);
			if (!one) {
				one = { due: null, recent: [] };
				scopes.set(scope, one);
			}
			one.recent.push({ cursor, at: nowMs });
			settle(one, nowMs);
		},
		held: () => [...scopes.values()].reduce((sum, { recent }) => sum + recent.length, 0),
		due(scope, nowMs) {
			const one = scopes.get(scope);
			if (!one) return null;
			settle(one, nowMs);
			return one.due;
		},
		clear: () => scopes.clear(),
	};
}

/** What to do about one connection. */
export type SlowVerdict = 'keep' | 'pause' | 'cut_off';

/** Judges a connection by its seats, the bytes that wait for it, and how long it is paused. */
export function judgeSlow(input: {
	acknowledges: boolean;
	seats: Iterable<[Scope, Seat]>;
	due: (scope: Scope) => Cursor | null;
	bufferedBytes: number;
	pausedForMs: number | null;
}): SlowVerdict {
	const { acknowledges, seats, due, bufferedBytes, pausedForMs } = input;
	if (bufferedBytes > SLOW.cutOffBytes) return 'cut_off';
	if (pausedForMs !== null) return pausedForMs > SLOW.cutOffAfterMs ? 'cut_off' : 'keep';
	if (!acknowledges) return 'keep';
	if (bufferedBytes > SLOW.pauseBytes) return 'pause';
	for (const [scope, { cursor }] of seats) {
		const expected = due(scope);
		if (expected && (cursor.e !== expected.e || cursor.s < expected.s)) return 'pause';
	}
	return 'keep';
}
