import { shiftedDate } from './terms.ts';
import { createRandom, type Random } from './random.ts';

/** How alike days and quarter hours are, calibrated by the recorded offices (`kezek simulate --compare`). */
const LIKENESS = {
	/** Correlation of a day with the one before, for demand and for trouble. */
	dayToDay: 0.6,
	/** Days that are looked back on: what is older counts for nothing. */
	days: 8,
	/** Part of an office's trouble that stays with it, day in, day out; the rest comes and goes by days. */
	lastingTrouble: 0.88,
	/** Spread of the demand of days: what the nation shares, and each office's own. */
	nationSpread: 0.06,
	ownSpread: 0.1,
	/** Correlation of a quarter hour with the one before, and the spread of their demand. */
	quarterToQuarter: 0.5,
	quarterSpread: 0.18,
} as const;

/**
 * A number of a subject on a date, normal with mean 0 and spread 1, alike from day to day. Made of the days before it, so
 * that any date can be asked for alone.
 */
function dayDeviation(seed: string, subject: string, date: string): number {
	const kept = LIKENESS.dayToDay;
	let sum = 0;
	let weight = Math.sqrt(1 - kept * kept);
	for (let ago = 0; ago < LIKENESS.days; ago++) {
		sum += weight * createRandom(`${seed}/${subject}/${shiftedDate(date, -ago)}`).normal();
		weight *= kept;
	}
	return sum;
}

/**
 * How prone an office is to trouble on a date, normal with mean 0 and spread 1: mostly the same offices are short of
 * clerks, and for some days others are.
 */
export function troubleOf(seed: string, centerId: string, date: string): number {
	const { lastingTrouble } = LIKENESS;
	const lasting = createRandom(`${seed}/trouble/${centerId}`).normal();
	const passing = dayDeviation(seed, `trouble/${centerId}`, date);
	return lastingTrouble * lasting + Math.sqrt(1 - lastingTrouble ** 2) * passing;
}

/** Demand of a place on a date over that of an average day of its weekday; the mean is 1. */
export function dayFactor(seed: string, placeId: string, date: string): number {
	const { nationSpread, ownSpread } = LIKENESS;
	const nation = nationSpread * dayDeviation(seed, 'nation', date);
	const own = ownSpread * dayDeviation(seed, `day/${placeId}`, date);
	return Math.exp(nation + own - (nationSpread ** 2 + ownSpread ** 2) / 2);
}

/** Demand of quarter hours over what is expected of them, each alike to the one before; the mean is 1. */
export function quarterFactors(random: Random, count: number, spread?: number): number[] {
	const kept = LIKENESS.quarterToQuarter;
	const wide = spread ?? LIKENESS.quarterSpread;
	let deviation = random.normal();
	return Array.from({ length: count }, () => {
		const factor = Math.exp(wide * deviation - wide ** 2 / 2);
		deviation = kept * deviation + Math.sqrt(1 - kept * kept) * random.normal();
		return factor;
	});
}
