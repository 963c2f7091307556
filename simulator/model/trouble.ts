import { hashText } from './random.ts';

/**
 * Feeds that fall silent on an ordinary day [I]: a handful, in turn, so that late, stale and lost
 * can be seen.
 */
const TROUBLE = {
	/** Share of centers with an unreliable feed, and the most of them. */
	share: 0.0145,
	most: 5,
	/** Each of them is silent for `silentMs` of every `cycleMs`, one after another. */
	cycleMs: 50 * 60_000,
	silentMs: 22 * 60_000,
} as const;

/** The center whose queue everybody looks at. */
const SPARED = 'almaty-almaly';

/** Tells whether the feed of a center is silent at an instant (Unix ms). */
export type Silence = (centerId: string, at: number) => boolean;

/**
 * Feed trouble of a network: at most five centers, two or three of them silent at any moment, the
 * same for the same seed. The worst center of the demo stays visible.
 */
export function createSilence(centerIds: readonly string[], seed: string): Silence {
	const count = Math.min(TROUBLE.most, Math.round(centerIds.length * TROUBLE.share));
	const unreliable = centerIds
		.filter((id) => id !== SPARED)
		.map((id) => ({ id, rank: hashText(`${seed}/feed/${id}`) }))
		.sort((one, other) => one.rank - other.rank || (one.id < other.id ? -1 : 1))
		.slice(0, count);
	const turns = new Map(
		unreliable.map(({ id }, index) => [id, (index * TROUBLE.cycleMs) / Math.max(1, count)]),
	);
	return (centerId, at) => {
		const turn = turns.get(centerId);
		return turn !== undefined && (at + turn) % TROUBLE.cycleMs < TROUBLE.silentMs;
	};
}
