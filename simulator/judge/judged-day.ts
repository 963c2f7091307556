import {
	createBaseline,
	slotOf,
	type Baseline,
	type SlotRow,
} from '../../src/lib/domain/baseline.ts';
import { Board } from '../../src/lib/domain/board.ts';
import type { Calendar } from '../../src/lib/domain/calendar.ts';
import type { Center, Directory } from '../../src/lib/domain/directory.ts';
import type { Finding } from '../../src/lib/domain/finding.ts';
import type { Incident } from '../../src/lib/domain/incident.ts';
import { CONTACT_ORDINAL, createWatch } from '../../src/lib/domain/incident-watch.ts';
import { LEVEL_LIMITS } from '../../src/lib/domain/load.ts';
import type { LocalTimeOf } from '../../src/lib/domain/opening.ts';
import type { Decision } from '../../src/lib/domain/regime.ts';
import { createRulesNow } from '../../src/lib/domain/rules-now.ts';
import { createOfflineStore, type OfflineItem } from './offline-store.ts';

const MINUTE_MS = 60_000;
/** Levels from crowded on (domain/row.ts). */
const CROWDED = 3;
/** A crowd in truth: crowded for so many minutes in a row, with so many people who wait inside or outside. */
const TRUTH = { minutes: 10, people: 10 } as const;

/** What a day is judged in. */
export interface JudgedWorld {
	directory: Directory;
	calendar: Calendar;
	localTime: LocalTimeOf;
	decisions: readonly Decision[];
	/** Quarter hours before the day. */
	history: readonly SlotRow[];
}

/** What a day brought. */
export interface JudgedDay {
	/** Every incident as it was when it opened, and as it is at the end. */
	incidents: { opened: Incident; last: Incident }[];
	/** Centers that were crowded for ten minutes in a row, and since when, Unix ms; the first time of the day. */
	crowdedSince: Map<string, number>;
	/** When 1414 was first crowded for as long, Unix ms; null: it was not. */
	poolCrowdedSince: number | null;
	/** Minutes after which a center's hall first held more people than it may, Unix ms. */
	overCapSince: Map<string, number>;
	/** Findings of the last look, for tests. */
	findings: Finding[];
	ms: number;
}

/**
 * Plays one day offline, minute by minute: what the feeds send goes into the Board by its own fold, the watch looks at it,
 * and incidents are kept as the store would.
 */
export function judgeDay(
	world: JudgedWorld,
	day: { from: number; to: number; cadenceSeconds: number; itemsAt(at: number): OfflineItem[] },
): JudgedDay {
	const startedAt = performance.now();
	const { directory, localTime, calendar, decisions } = world;
	const store = createOfflineStore(directory);
	const board = new Board({ directory, floorMs: 0, localTime, calendar });
	const watch = createWatch({
		directory,
		localTime,
		calendar,
		decisions,
		baseline: baselinesOf(world, day.from),
		limitsOf: () => LEVEL_LIMITS,
		contactLimits: () => LEVEL_LIMITS,
	});
	const all = new Map<string, { opened: Incident; last: Incident }>();
	const crowdedSince = new Map<string, number>();
	const overCapSince = new Map<string, number>();
	const run = new Map<string, number>();
	let findings: Finding[] = [];
	let poolMinutes = 0;
	let poolCrowdedSince: number | null = null;
	for (let at = day.from; at < day.to; at += MINUTE_MS) {
		board.fold(store.take(day.itemsAt(at), day.cadenceSeconds));
		board.advance(new Date(at));
		const kept = [...all.values()].map(({ last }) => last);
		const tick = watch.tick(board.tables, kept, at);
		findings = tick.findings;
		for (const incident of tick.changed) {
			const known = all.get(incident.id);
			all.set(incident.id, { opened: known?.opened ?? incident, last: incident });
		}
		for (const center of directory.centers) noteTruth(center, at);
		const isPoolCrowded = (board.tables.k.value(CONTACT_ORDINAL, 'level') ?? 0) >= CROWDED;
		poolMinutes = isPoolCrowded ? poolMinutes + 1 : 0;
		if (poolMinutes === TRUTH.minutes) poolCrowdedSince ??= at - (TRUTH.minutes - 1) * MINUTE_MS;
	}

	function noteTruth({ id, ordinal }: Center, at: number): void {
		const value = (name: string) => board.tables.d.value(ordinal, name);
		const people = (value('queueLength') ?? 0) + (value('queueOutside') ?? 0);
		const isCrowded = (value('level') ?? 0) >= CROWDED && people >= TRUTH.people;
		const minutes = isCrowded ? (run.get(id) ?? 0) + 1 : 0;
		run.set(id, minutes);
		if (minutes === TRUTH.minutes && !crowdedSince.has(id)) {
			crowdedSince.set(id, at - (TRUTH.minutes - 1) * MINUTE_MS);
		}
		const isOver = (value('occupancy') ?? 0) > (value('capacity') ?? Infinity);
		if (isOver && !overCapSince.has(id)) overCapSince.set(id, at);
	}

	const incidents = [...all.values()];
	const ms = performance.now() - startedAt;
	return { incidents, crowdedSince, poolCrowdedSince, overCapSince, findings, ms };
}

/** Baselines as of an instant: since the regime in force, and whatever regime there was. */
function baselinesOf(world: JudgedWorld, at: number): { present: Baseline; before: Baseline } {
	const { directory, history, calendar, decisions } = world;
	const byOrdinal = new Map(directory.centers.map((center) => [center.ordinal, center]));
	const rules = createRulesNow(decisions);
	const options = {
		isSpecial: (ordinal: number, date: string) =>
			calendar(byOrdinal.get(ordinal)?.regionId ?? 'KZ-75', date) !== null,
		wasIncident: () => false,
		likeOf(ordinal: number) {
			const center = byOrdinal.get(ordinal);
			return `${center?.cityId ?? center?.regionId} ${center?.class} ${center?.type}`;
		},
		sizeOf: (ordinal: number) => Math.max(1, byOrdinal.get(ordinal)?.windows ?? 1),
	};
	const since = (ordinal: number) => {
		const center = byOrdinal.get(ordinal);
		return center ? rules.of(center, at).sinceMs : null;
	};
	return {
		present: createBaseline(history, { ...options, regimeSinceMs: since }),
		before: createBaseline(history, { ...options, regimeSinceMs: () => null }),
	};
}

/** A slot row of a place by its local clock. */
export function slotRow(
	localTime: LocalTimeOf,
	place: { ordinal: number; timezone: string },
	atMs: number,
	figures: Pick<SlotRow, 'arrivals' | 'walkIns' | 'queue' | 'windows'>,
): SlotRow {
	const { date, weekday, minutes } = localTime(place.timezone, atMs);
	return { center: place.ordinal, atMs, date, weekday, slot: slotOf(minutes), ...figures };
}
