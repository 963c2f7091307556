import type { Calendar } from '../../src/lib/domain/calendar.ts';
import { safeCapacity, type Center } from '../../src/lib/domain/directory.ts';
import {
	createCenterDay,
	noFlows,
	type CenterDay,
	type CenterState,
	type Flows,
} from './center-day.ts';
import { demandOf } from './demand.ts';
import { openHours, type OpenHours } from './hours.ts';
import { localDayAt, type LocalDay } from './local-time.ts';
import { createRandom, traitOf } from './random.ts';
import { createStaffing } from './staffing.ts';
import type { Strain } from './strain.ts';
import { drawVisitors } from './visitor.ts';

/**
 * People at which the doors close for walk-ins, over the safe capacity: most centers keep it, a few
 * let more in. Where a center is overrun part of the hall is taken, so that a queue stands outside
 * [I].
 */
const DOOR_LIMIT = { least: 0.95, spread: 0.15, overrun: 0.7 } as const;
/**
 * Before opening and after closing a center still counts as busy for this long: people outside,
 * last visitors inside.
 */
const AROUND_HOURS_MS = { before: 15 * 60_000, after: 90 * 60_000 } as const;

/** What of a directory entry the model needs. */
export type ModeledCenter = Pick<
	Center,
	'id' | 'regionId' | 'type' | 'hallM2' | 'windows' | 'opensAt' | 'closesAt' | 'timezone'
>;

/** What all centers of a network share. */
interface NetworkFacts {
	seed: string;
	/** Holidays, by region. */
	calendar: Calendar;
	/** Stretch of calm demand, from `calibrate`. */
	scale: number;
	/** What is wrong at a center on a date. */
	strainOf(centerId: string, date: string): Strain;
}

/** One center over any number of days; time only goes forward. */
export interface CenterModel {
	/**
	 * Plays up to an instant (Unix ms). Days in between are played too, unless over a day lies
	 * between.
	 */
	advance(to: number): void;
	/** The state at the last instant. A closed center shows zeros. */
	state(): CenterState;
	/** What happened since the last call. */
	takeFlows(): Flows;
	/** Whether anything can happen at the last instant: around its hours. */
	isActive(): boolean;
	/** Visitors who are still here. */
	present(): { outside: number; waiting: number; inService: number };
}

interface Played {
	day: LocalDay;
	hours: OpenHours | null;
	play: CenterDay | null;
}

const CLOSED: CenterState = {
	occupancy: 0,
	queueLength: 0,
	bookedWaiting: 0,
	walkInWaiting: 0,
	queueOutside: 0,
	longestWaitSeconds: 0,
	windowsOpen: 0,
	windowsServing: 0,
};

/** Makes the model of one center: the same seed, center and date always give the same day. */
export function createCenterModel(center: ModeledCenter, facts: NetworkFacts): CenterModel {
	const capacity = safeCapacity(center.hallM2);
	let now = -Infinity;
	let current: Played | null = null;
	let carried = noFlows();

	function doorLimit(strain: Strain): number | null {
		if (capacity === null) return null;
		const usual = DOOR_LIMIT.least + DOOR_LIMIT.spread * traitOf(`${center.id}/door`);
		return Math.max(2, Math.round(capacity * (strain === 'overrun' ? DOOR_LIMIT.overrun : usual)));
	}

	function begin(at: number): Played {
		const day = localDayAt(center.timezone, at);
		const hours = openHours(center, day, facts.calendar);
		if (hours === null) return { day, hours, play: null };
		const seed = `${facts.seed}/${center.id}/${day.date}`;
		const strain = facts.strainOf(center.id, day.date);
		const demand = demandOf(center, { strain, weekday: day.weekday, scale: facts.scale });
		const play = createCenterDay({
			...drawVisitors(demand, hours, day.startsAt, createRandom(`${seed}/visitors`)),
			hours,
			staffing: createStaffing(demand, strain, day.startsAt, createRandom(`${seed}/staff`)),
			doorLimit: doorLimit(strain),
		});
		return { day, hours, play };
	}

	return {
		advance(to) {
			if (to <= now) return;
			if (current === null) current = begin(to);
			while (to >= current.day.endsAt) {
				current.play?.advance(current.day.endsAt - 1);
				carried = added(carried, current.play?.takeFlows());
				const isLongPause = to - current.day.endsAt > 24 * 3600_000;
				current = begin(isLongPause ? to : current.day.endsAt);
			}
			current.play?.advance(to);
			now = to;
		},
		state: () => current?.play?.state() ?? CLOSED,
		takeFlows() {
			const taken = added(carried, current?.play?.takeFlows());
			carried = noFlows();
			return taken;
		},
		isActive() {
			const hours = current?.hours;
			if (!hours) return false;
			return (
				now >= hours.opensAt - AROUND_HOURS_MS.before &&
				now < hours.closesAt + AROUND_HOURS_MS.after
			);
		},
		present: () => current?.play?.present() ?? { outside: 0, waiting: 0, inService: 0 },
	};
}

function added(one: Flows, other: Flows | undefined): Flows {
	if (!other) return one;
	const sum = noFlows();
	for (const key of Object.keys(sum) as (keyof Flows)[]) sum[key] = one[key] + other[key];
	return sum;
}
