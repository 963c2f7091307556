import { CALL_SHAPE, QUARTER_MINUTES, areaOf, heightAt } from './day-shape.ts';
import { localDayAt, localInstant, type LocalDay } from './local-time.ts';
import { dayFactor, quarterFactors } from './likeness.ts';
import { createRandom, type Random } from './random.ts';
import type { CallTerms } from '../scenarios/scenario.ts';

const MINUTE_MS = 60_000;

/** Clocks of the contact center: one pool, one zone. */
const POOL_ZONE = 'Asia/Almaty';

/** An ordinary day of 1414 [I; domain.md B1 21–22, D1, D2]. */
const CALLS = {
	fromMinute: 9 * 60,
	toMinute: 21 * 60,
	/**
	 * Calls per site on an average weekday: 6,000 a day over five sites is the upper reading of B1
	 * 21.
	 */
	perSiteDay: 1200,
	/** Talk and after-call work, mean and coefficient of variation. */
	handleSeconds: 240,
	handleCv: 0.8,
	/** Mean patience of callers (D2). */
	patienceSeconds: 180,
	/** Operators above the offered load, in square roots of it: about 85 % answered in 20 s. */
	staffingReserve: 0.5,
	/** Monday first; weekends are quiet. 0 Sunday … 6 Saturday. */
	weekday: [0.35, 1.12, 1.05, 1, 0.98, 0.95, 0.45],
	/** Spread of the demand of quarter hours: a large pool wanders less than an office. */
	quarterSpread: 0.06,
} as const;

/** What people call about on an ordinary day, and how often [I]. */
const TOPICS: Readonly<Record<string, number>> = {
	state_services: 0.58,
	booking: 0.2,
	digital_signature: 0.14,
	complaint: 0.03,
	other: 0.05,
};

/** One call, as decided before the day begins. */
export interface Call {
	/** When it comes, Unix ms. */
	at: number;
	/** Index of the site that counts it: the one it is routed to first. */
	site: number;
	/** When the caller hangs up if nobody has answered, Unix ms. */
	hangsUpAt: number;
	handleMs: number;
	/** What it is about. */
	topic: string;
}

/**
 * All calls of one day in order, and how many operators each site has on shift by quarter hours.
 */
export interface CallDay {
	day: LocalDay;
	calls: Call[];
	/** Operators of a site at an instant: all on shift, and how many of them are lent by other offices. */
	operatorsAt(site: number, at: number): { onShift: number; seconded: number };
}

/** What the days of 1414 depend on. */
export interface CallFacts {
	/** Ids of the sites. */
	sites: readonly string[];
	seed: string;
	/** What a scenario changes at a minute of a date. */
	termsAt: (date: string, minute: number) => CallTerms;
}

/** Sites differ in size: the first ones are larger. Shares add to 1. */
function siteShares(sites: number): number[] {
	const weights = Array.from(
		{ length: sites },
		(_, site) => 1.3 - (0.6 * site) / Math.max(1, sites - 1),
	);
	const sum = weights.reduce((total, weight) => total + weight, 0);
	return weights.map((weight) => weight / sum);
}

/**
 * The calls and shifts of the day that an instant (Unix ms) falls into; the same seed, scenario and date give the same
 * day. Shifts are planned by who foresees how busy the day will be, its surprises aside, unless a scenario names the operators.
 */
export function callDayAt(at: number, facts: CallFacts): CallDay {
	const { sites, seed, termsAt } = facts;
	const day = localDayAt(POOL_ZONE, at);
	const random = createRandom(`${seed}/1414/${day.date}`);
	const shares = siteShares(sites.length);
	const ordinary = CALLS.perSiteDay * sites.length * (CALLS.weekday[day.weekday] ?? 1);
	const perMinute = ordinary / areaOf(CALL_SHAPE, CALLS.fromMinute, CALLS.toMinute);
	const level = dayFactor(seed, '1414', day.date);
	const opensAt = localInstant(POOL_ZONE, day.date, CALLS.fromMinute);

	const calls: Call[] = [];
	const quarters = (CALLS.toMinute - CALLS.fromMinute) / QUARTER_MINUTES;
	const factors = quarterFactors(random, quarters, CALLS.quarterSpread);
	const shifts = factors.map((factor, quarter) => {
		const minute = CALLS.fromMinute + (quarter + 0.5) * QUARTER_MINUTES;
		const terms = termsAt(day.date, minute);
		const expected = perMinute * heightAt(CALL_SHAPE, minute) * level;
		const rate = expected * (terms.calls ?? 1) * factor;
		for (let left = random.poisson(rate * QUARTER_MINUTES); left > 0; left--) {
			const second = Math.floor(random.next() * QUARTER_MINUTES * 60);
			const callAt = opensAt + (quarter * QUARTER_MINUTES * 60 + second) * 1000;
			calls.push(drawCall(callAt, shares, terms.topics ?? TOPICS, random));
		}
		const planned = operatorsFor((expected * CALLS.handleSeconds) / 60);
		return sites.map((id, site) => {
			const seconded = terms.seconded?.[id] ?? 0;
			const own = terms.operators?.[id] ?? shareOf(planned, shares, site);
			return { onShift: own + seconded, seconded };
		});
	});
	calls.sort((one, other) => one.at - other.at);
	return {
		day,
		calls,
		operatorsAt(site, instant) {
			const quarter = Math.floor((instant - opensAt) / (QUARTER_MINUTES * MINUTE_MS));
			return shifts[quarter]?.[site] ?? { onShift: 0, seconded: 0 };
		},
	};
}

function operatorsFor(load: number): number {
	return Math.ceil(load + CALLS.staffingReserve * Math.sqrt(load));
}

/** Splits a total without losing anybody: differences of rounded running sums. */
function shareOf(total: number, shares: readonly number[], site: number): number {
	const upTo = (count: number) =>
		Math.round(total * shares.slice(0, count).reduce((sum, share) => sum + share, 0));
	return upTo(site + 1) - upTo(site);
}

function drawCall(
	at: number,
	shares: readonly number[],
	topics: Readonly<Record<string, number>>,
	random: Random,
): Call {
	const names = Object.keys(topics);
	return {
		at,
		site: pick(shares, random),
		hangsUpAt: at + Math.round(random.exponential(CALLS.patienceSeconds) * 1000),
		handleMs: Math.max(
			10_000,
			Math.round(random.lognormal(CALLS.handleSeconds, CALLS.handleCv)) * 1000,
		),
		topic: names[pick(Object.values(topics), random)] ?? 'other',
	};
}

function pick(shares: readonly number[], random: Random): number {
	let rest = random.next();
	for (let i = 0; i < shares.length - 1; i++) {
		rest -= shares[i]!;
		if (rest < 0) return i;
	}
	return shares.length - 1;
}
