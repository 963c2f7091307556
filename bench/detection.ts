import { createBaseline, slotOf, type SlotRow } from '../src/lib/domain/baseline.ts';
import { Board } from '../src/lib/domain/board.ts';
import { PLAIN_WEEKS } from '../src/lib/domain/calendar.ts';
import type { Directory } from '../src/lib/domain/directory.ts';
import type { Incident } from '../src/lib/domain/incident.ts';
import { createWatch } from '../src/lib/domain/incident-watch.ts';
import { LEVEL_LIMITS } from '../src/lib/domain/load.ts';
import type { Decision, ScopeEntry } from '../src/lib/domain/regime.ts';
import { aDecision, aMeasure } from '../tests/support/rule-builders.ts';
import { createNetwork } from './network.ts';
import { ABSOLUTE, quantile, type Goal } from './pairs.ts';
import type { Subject } from './subject.ts';

const CENTERS = 20_000;
/** How often detection looks. */
const TICK_MS = 5000;
/** Ticks of one measurement; the middle one counts, or a pause of the machine would. */
const TICKS = 9;
const LOCAL = { date: '2026-11-18', weekday: 3, minutes: 660 };
const WEEKS = 4;
const WEEK_MS = 7 * 86_400_000;

const detectionShare: Goal = {
	id: 'G27',
	measured: 'share of one core that detection takes, 20,000 centers, every 5 s',
	yardstick: ABSOLUTE,
	unit: 'share',
	bound: 'at_most',
	floor: 0.2,
	aim: 0.05,
};

/** Detectors, causes and grouping over a Board that moves, with baseline, rules and open incidents. */
export const detectionSubject: Subject = {
	goals: [detectionShare],
	open: () => {
		const share = watched();
		return Promise.resolve({
			contests: [{ goal: detectionShare, ours: () => Promise.resolve(share()) }],
			close: () => Promise.resolve(),
		});
	},
};

/** Lets some ticks pass, each with a tenth of the centers changed; the middle one's share of 5 s. */
function watched(): () => number {
	const network = createNetwork(CENTERS);
	const { directory } = network;
	const localTime = () => LOCAL;
	const board = new Board({ directory, floorMs: 0, localTime });
	board.fold(network.batchOf(directory.centers, TICK_MS));
	board.advance(new Date(network.nowMs));
	const baseline = createBaseline(inventSlots(directory, network.nowMs), {
		regimeSinceMs: () => null,
		isSpecial: () => false,
		wasIncident: () => false,
		likeOf: () => 'all',
		sizeOf: () => 1,
	});
	const watch = createWatch({
		directory,
		localTime,
		calendar: PLAIN_WEEKS,
		decisions: inventRules(directory),
		baseline: { present: baseline, before: baseline },
		limitsOf: () => LEVEL_LIMITS,
		contactLimits: () => LEVEL_LIMITS,
	});
	const incidents = new Map<string, Incident>();
	const look = (): number => {
		board.fold(network.batchOf(network.nextCenters(CENTERS / 10), TICK_MS));
		board.advance(new Date(network.nowMs));
		const startedAt = performance.now();
		const { changed } = watch.tick(board.tables, [...incidents.values()], network.nowMs);
		const ms = performance.now() - startedAt;
		for (const incident of changed) incidents.set(incident.id, incident);
		return ms;
	};
	return () => quantile(Array.from({ length: TICKS }, look), 0.5) / TICK_MS;
}

function inventSlots({ centers }: Directory, nowMs: number): SlotRow[] {
	const { date, weekday, minutes } = LOCAL;
	const day = { date, weekday, slot: slotOf(minutes) };
	return centers.flatMap(({ ordinal }) =>
		Array.from({ length: WEEKS }, (_, week): SlotRow => {
			const figures = { arrivals: 18 + week, walkIns: 6, queue: 8, windows: 6 };
			return { center: ordinal, atMs: nowMs - (week + 1) * WEEK_MS, ...day, ...figures };
		}),
	);
}

/** A rule for every other city. */
function inventRules({ places }: Directory): Decision[] {
	const cities = places.filter(({ kind }, i) => kind === 'city' && i % 2 === 0);
	return cities.map(({ id, regionId }) => {
		const entries: ScopeEntry[] = [
			{ kind: 'city', id, regionId: regionId ?? '', isConfirmed: true },
		];
		return aDecision(`rule-${id}`, {
			measures: [aMeasure({ scope: { entries, classes: null, types: null } })],
		});
	});
}
