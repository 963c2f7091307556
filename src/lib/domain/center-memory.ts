import type { CenterSight } from './detectors/sight.ts';
import type { Track } from './detectors/track.ts';
import type { Center } from './directory.ts';
import type { Figures, Subject } from './finding.ts';
import type { Hours } from './opening.ts';
import type { RegimeHours } from './regime.ts';
import { columnOf, STATE_BITS, type Row } from './row.ts';
import { NO_SURGE, queueZ, surgeAfter, surgeZ, type SurgeState } from './surge.ts';

const QUARTER_MINUTES = 15;
/** An hour: one quarter of it alone is chance. */
const RECENT_SLOTS = 4;
const READ_AT = columnOf('d', 'at');
const STATE = columnOf('d', 'state');

/** What is remembered of one center between ticks. */
export interface CenterMemory {
	center: Center;
	subject: Subject;
	tracks: (Track | null)[];
	surge: SurgeState;
	/** The quarter of an hour that `surge` has taken in last. */
	slot: number;
	surgeFigures: Figures;
	/** Arrivals of its last whole quarters of an hour, an hour at most, and what was usual in them. */
	recent: { arrivals: number; usual: number }[];
	/** When its last two suspect readings were seen, and how many came in a row. */
	suspectMs: [number, number];
	suspectRow: number;
	/** When its newest reading was made, Unix seconds. */
	readAt: number;
	/** Hours of `date` under the rule that held then. */
	hours: Hours | null | undefined;
	date: string;
	rule: RegimeHours | null;
	/** As it was seen at the last tick. */
	sight: CenterSight | null;
}

/** A center of which nothing was seen yet; `detectors` is the number of its tracks. */
export function memoryOf(center: Center, detectors: number): CenterMemory {
	const { id, cityId, regionId } = center;
	return {
		center,
		subject: { kind: 'center', id, cityId, regionId },
		tracks: Array.from({ length: detectors }, () => null),
		surge: NO_SURGE,
		slot: -1,
		surgeFigures: {},
		recent: [],
		suspectMs: [-Infinity, -Infinity],
		suspectRow: 0,
		readAt: -1,
		hours: undefined,
		date: '',
		rule: null,
		sight: null,
	};
}

/**
 * Takes the quarter of an hour that just ended into the surge of a center. The opening one is left out: it gathers who
 * came before the doors opened.
 */
export function takeSlot(memory: CenterMemory, sight: CenterSight, slot: number): void {
	const isNext = slot === memory.slot + 1;
	memory.slot = slot;
	if (sight.isOpen === false) {
		memory.surge = NO_SURGE;
		memory.recent = [];
		return;
	}
	const { usual, minutesOpen } = sight;
	if (!sight.isTrusted || !usual || !isNext) return;
	if (sight.arrivals !== null && usual.arrivals) {
		const last = { arrivals: sight.arrivals, usual: usual.arrivals.median };
		memory.recent = [...memory.recent, last].slice(-RECENT_SLOTS);
	}
	if (minutesOpen !== null && minutesOpen < 2 * QUARTER_MINUTES) return;
	const hasArrivals = usual.arrivals !== null && usual.arrivals.median > 0;
	const band = hasArrivals ? usual.arrivals : usual.queue;
	const x = hasArrivals ? sight.arrivals : sight.queueLength;
	if (!band || x === null) return;
	const z = hasArrivals ? surgeZ(x, band) : queueZ(x, band);
	memory.surge = surgeAfter(memory.surge, z, x - band.median);
	memory.surgeFigures = { people: x, usual: band.median, z: Math.round(z * 100) / 100 };
}

/** Takes note of a reading that is new; returns how many suspect ones came in a row. */
export function noteReading(memory: CenterMemory, row: Row, nowMs: number): number {
	const readAt = row[READ_AT] ?? -1;
	if (readAt === memory.readAt) return memory.suspectRow;
	memory.readAt = readAt;
	if (((row[STATE] ?? 0) & STATE_BITS.suspect) === 0) return (memory.suspectRow = 0);
	memory.suspectMs = [memory.suspectMs[1], nowMs];
	return ++memory.suspectRow;
}

/** Arrivals of the last hour at most, and what was usual; null where nothing is known. */
export function latelyOf({ recent }: CenterMemory): { arrivals: number; usual: number } | null {
	if (recent.length === 0) return null;
	let [arrivals, usual] = [0, 0];
	for (const slot of recent) {
		arrivals += slot.arrivals;
		usual += slot.usual;
	}
	return { arrivals, usual };
}
