import { CALL_SHAPE, QUARTER_MINUTES, areaOf, heightAt } from './day-shape.ts';
import { localDayAt, localInstant, type LocalDay } from './local-time.ts';
import { createRandom, type Random } from './random.ts';

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
} as const;

/** What people call about on an ordinary day, and how often [I]. */
const TOPICS = [
	['state_services', 0.58],
	['booking', 0.2],
	['digital_signature', 0.14],
	['complaint', 0.03],
	['other', 0.05],
] as const;

/** What a call is about. */
export type Topic = (typeof TOPICS)[number][0];

/** One call, as decided before the day begins. */
export interface Call {
	/** When it comes, Unix ms. */
	at: number;
	/** Index of the site that counts it: the one it is routed to first. */
	site: number;
	/** When the caller hangs up if nobody has answered, Unix ms. */
	hangsUpAt: number;
	handleMs: number;
	topic: Topic;
}

/**
 * All calls of one day in order, and how many operators each site has on shift by quarter hours.
 */
export interface CallDay {
	day: LocalDay;
	calls: Call[];
	/** Operators of a site at an instant. */
	operatorsAt(site: number, at: number): number;
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
 * The calls and shifts of the day that an instant (Unix ms) falls into; the same seed and date give
 * the same day.
 */
export function callDayAt(at: number, sites: number, seed: string): CallDay {
	const day = localDayAt(POOL_ZONE, at);
	const random = createRandom(`${seed}/1414/${day.date}`);
	const shares = siteShares(sites);
	const perDay = CALLS.perSiteDay * sites * (CALLS.weekday[day.weekday] ?? 1);
	const perMinute = perDay / areaOf(CALL_SHAPE, CALLS.fromMinute, CALLS.toMinute);
	const opensAt = localInstant(POOL_ZONE, day.date, CALLS.fromMinute);

	const calls: Call[] = [];
	const staff: number[] = [];
	const quarters = (CALLS.toMinute - CALLS.fromMinute) / QUARTER_MINUTES;
	for (let quarter = 0; quarter < quarters; quarter++) {
		const minute = CALLS.fromMinute + (quarter + 0.5) * QUARTER_MINUTES;
		const rate = perMinute * heightAt(CALL_SHAPE, minute);
		staff.push(operatorsFor((rate * CALLS.handleSeconds) / 60));
		// Days are a little better or worse than planned from quarter to quarter.
		const came = random.poisson(rate * QUARTER_MINUTES * random.lognormal(1, 0.06));
		for (let i = 0; i < came; i++) {
			const second = Math.floor(random.next() * QUARTER_MINUTES * 60);
			calls.push(
				drawCall(opensAt + (quarter * QUARTER_MINUTES * 60 + second) * 1000, shares, random),
			);
		}
	}
	calls.sort((one, other) => one.at - other.at);
	return {
		day,
		calls,
		operatorsAt(site, instant) {
			const quarter = Math.floor((instant - opensAt) / (QUARTER_MINUTES * MINUTE_MS));
			const total = staff[quarter] ?? 0;
			return shareOf(total, shares, site);
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

function drawCall(at: number, shares: readonly number[], random: Random): Call {
	return {
		at,
		site: pick(shares, random),
		hangsUpAt: at + Math.round(random.exponential(CALLS.patienceSeconds) * 1000),
		handleMs: Math.max(
			10_000,
			Math.round(random.lognormal(CALLS.handleSeconds, CALLS.handleCv)) * 1000,
		),
		topic:
			TOPICS[
				pick(
					TOPICS.map(([, share]) => share),
					random,
				)
			]![0],
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
