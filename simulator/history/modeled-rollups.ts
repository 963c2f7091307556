import type { Calendar } from '../../src/lib/domain/calendar.ts';
import { CONTACT_FLOW_FIGURES, FLOW_FIGURES } from '../../src/lib/domain/reading.ts';
import {
	waitBucket,
	WAIT_LIMITS_SECONDS,
	type CenterRollup,
	type ContactRollup,
	type Measured,
} from '../../src/lib/domain/rollup.ts';
import type { ModeledCenter } from '../model/center.ts';
import { createNetwork, type Figures, type ReportingPlace } from '../model/network.ts';
import type { Scenario } from '../scenarios/scenario.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** Looks within a quarter of an hour: enough for means and extremes, and for a network of hundreds in a minute. */
const LOOK_MS = 5 * MINUTE_MS;

/** A quarter of an hour of one place, invented: whoever stores it marks it as synthetic. */
export type ModeledRollup =
	| { kind: 'center'; id: string; rollup: CenterRollup }
	| { kind: 'contact'; id: string; rollup: ContactRollup };

/** What is modeled, and when. */
export interface ModeledHistory {
	scenario: Scenario;
	shiftDays?: number;
	seed: string;
	calendar: Calendar;
	centers: readonly ModeledCenter[];
	sites: readonly { id: string; answerTargetSeconds: number }[];
	/** Stretches of Unix ms, in order, each on whole quarters of an hour; gaps of over a day between them are skipped. */
	stretches: readonly { from: number; to: number }[];
}

/**
 * Quarter-hour roll-ups of a network as its model plays it: place by place, each in order of time, without the hours in
 * which a place is closed. Pure and deterministic: the same arguments give the same rows. Taken one by one, so that
 * whoever loads them can pause.
 */
export function* modeledRollups(history: ModeledHistory): Generator<ModeledRollup> {
	const sites = history.sites.length;
	const centers = createNetwork({ ...history, sites: [] });
	for (const place of centers) yield* rollupsOf([place], history.stretches);
	// The sites answer one queue: they are played side by side.
	if (sites > 0) yield* rollupsOf(createNetwork({ ...history, centers: [] }), history.stretches);
}

function* rollupsOf(
	places: readonly ReportingPlace[],
	stretches: ModeledHistory['stretches'],
): Generator<ModeledRollup> {
	for (const { from, to } of stretches) {
		for (const place of places) {
			place.advance(from);
			place.read();
		}
		for (let at = from; at < to; at += QUARTER_MS) {
			const looks: Figures[][] = places.map(() => []);
			for (let look = at + LOOK_MS; look <= at + QUARTER_MS; look += LOOK_MS) {
				places.forEach((place, i) => {
					place.advance(look - 1);
					if (place.isActive()) looks[i]!.push(place.read());
				});
			}
			for (const [i, place] of places.entries()) {
				const seen = looks[i]!;
				if (seen.length === 0) continue;
				const start = new Date(at);
				yield place.kind === 'center'
					? { kind: 'center', id: place.id, rollup: centerRollup(start, seen) }
					: { kind: 'contact', id: place.id, rollup: contactRollup(start, seen) };
			}
		}
	}
}

function centerRollup(at: Date, looks: readonly Figures[]): CenterRollup {
	const figure = (name: string) => measured(looks, name);
	const longest = values(looks, 'longestWaitSeconds');
	const waits = new Array<number>(WAIT_LIMITS_SECONDS.length + 1).fill(0);
	for (const seconds of longest) waits[waitBucket(seconds)]!++;
	return {
		at,
		readings: looks.length,
		occupancy: figure('occupancy'),
		queueLength: figure('queueLength'),
		queueOutside: figure('queueOutside'),
		bookedWaiting: figure('bookedWaiting'),
		walkInWaiting: figure('walkInWaiting'),
		windowsOpen: figure('windowsOpen'),
		windowsServing: figure('windowsServing'),
		waits,
		waitMax: longest.length === 0 ? null : Math.max(...longest),
		flows: sums(looks, FLOW_FIGURES),
	};
}

function contactRollup(at: Date, looks: readonly Figures[]): ContactRollup {
	const longest = values(looks, 'longestWaitSeconds');
	const flows = sums(looks, CONTACT_FLOW_FIGURES);
	const slowest = values(looks, 'answerWaitMaxSeconds');
	return {
		at,
		readings: looks.length,
		callsWaiting: measured(looks, 'callsWaiting'),
		operatorsOnShift: measured(looks, 'operatorsOnShift'),
		operatorsBusy: measured(looks, 'operatorsBusy'),
		operatorsSeconded: measured(looks, 'operatorsSeconded'),
		longestWaitMax: longest.length === 0 ? null : Math.max(...longest),
		flows: { ...flows, answerWaitMaxSeconds: slowest.length === 0 ? null : Math.max(...slowest) },
	};
}

function values(looks: readonly Figures[], name: string): number[] {
	return looks.map((look) => look[name]).filter((value) => typeof value === 'number');
}

function measured(looks: readonly Figures[], name: string): Measured {
	const seen = values(looks, name);
	if (seen.length === 0) return { sum: null, n: 0, min: null, max: null };
	const sum = seen.reduce((all, value) => all + value, 0);
	return { sum, n: seen.length, min: Math.min(...seen), max: Math.max(...seen) };
}

function sums<K extends string>(
	looks: readonly Figures[],
	names: readonly K[],
): Record<K, number | null> {
	const sumOf = (name: K): number | null => {
		const seen = values(looks, name);
		return seen.length === 0 ? null : seen.reduce((all, value) => all + value, 0);
	};
	return Object.fromEntries(names.map((name) => [name, sumOf(name)])) as Record<K, number | null>;
}
