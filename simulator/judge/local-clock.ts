import type { LocalTimeOf } from '../../src/lib/domain/opening.ts';
import { zoneOffsetMs } from '../model/local-time.ts';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Makes the wall clock of zones; their offsets change on quarter hours only. */
export function createLocalClock(): LocalTimeOf {
	const offsets = new Map<string, { quarter: number; offsetMs: number }>();
	return (timezone, atMs) => {
		const quarter = Math.floor(atMs / QUARTER_MS);
		let known = offsets.get(timezone);
		if (known?.quarter !== quarter) {
			known = { quarter, offsetMs: zoneOffsetMs(timezone, quarter * QUARTER_MS) };
			offsets.set(timezone, known);
		}
		const local = atMs + known.offsetMs;
		const wall = new Date(local);
		return {
			date: wall.toISOString().slice(0, 10),
			weekday: wall.getUTCDay() || 7,
			minutes: Math.floor((local % DAY_MS) / 60_000),
		};
	};
}
