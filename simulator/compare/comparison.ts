import { recordedOffices } from './recorded-offices.ts';
import { shapeOf, type Shape } from './shape.ts';
import { simulatedOffices } from './simulated-offices.ts';

/** Within what the simulated network may differ from the recorded one, which is in another country. */
const BOUNDS = {
	/** Correlation of the two profiles, at least. */
	profileCorrelation: 0.75,
	/** Simulated dispersion over recorded, from and to. */
	dispersionRatio: [0.5, 2],
	/** Difference of each correlation, at most. */
	quarterDifference: 0.15,
	dayDifference: 0.3,
	/** Visits per center and day: vector `calibration`, and how far from it. */
	visitsPerCenterDay: 15_000_000 / 250 / 322,
	visitsShare: 0.15,
} as const;
/** Recorded offices in which hardly anybody waits say little about queues. */
const LEAST_MEAN = 5;
const QUARTERS_AN_HOUR = 4;

/** One measured difference with its bound. */
interface Check {
	what: string;
	recorded: string;
	simulated: string;
	bound: string;
	isWithin: boolean;
}

/** What the comparison found: lines to print, and whether everything lies within its bounds. */
export interface Comparison {
	lines: string[];
	isWithin: boolean;
}

/** Compares the simulated network with the recorded offices of a file. */
export async function compareWith(file: string, seed: string): Promise<Comparison> {
	const recorded = shapeOf(await recordedOffices(file), LEAST_MEAN);
	const { waiting, visitsPerCenterDay } = simulatedOffices(recorded.offices, seed);
	const simulated = shapeOf(waiting, 0);
	return judge(recorded, simulated, visitsPerCenterDay);
}

/** Puts two networks side by side and judges the differences. */
export function judge(recorded: Shape, simulated: Shape, visitsPerCenterDay: number): Comparison {
	const checks = checksOf(recorded, simulated, visitsPerCenterDay);
	const lines = [
		'recorded: City of Warsaw open data, collected by Hanna Zdulska (kolejkeR, MIT); simulated: ordinary days, invented',
		'',
		row('', 'recorded', 'simulated', 'bound'),
		row('offices', String(recorded.offices), String(simulated.offices), ''),
		row('working days', String(recorded.days), String(simulated.days), ''),
		row('people waiting, mean', figure(recorded.mean), figure(simulated.mean), ''),
		...checks.map(({ what, recorded: one, simulated: other, bound, isWithin }) =>
			row(what, one, other, `${bound}${isWithin ? '' : '   OUTSIDE'}`),
		),
		'',
		'quarter-hour profile, people waiting over their mean, since opening',
		...recorded.profile.map((value, quarter) =>
			row(clock(quarter), bar(value), bar(simulated.profile[quarter] ?? 0), ''),
		),
	];
	return { lines, isWithin: checks.every(({ isWithin }) => isWithin) };
}

function checksOf(recorded: Shape, simulated: Shape, visits: number): Check[] {
	const likeness = profileCorrelation(recorded.profile, simulated.profile);
	const ratio = simulated.dispersion / recorded.dispersion;
	const [least, most] = BOUNDS.dispersionRatio;
	const near = (what: string, one: number, other: number, mostApart: number): Check => ({
		what,
		recorded: figure(one),
		simulated: figure(other),
		bound: `at most ${mostApart} apart`,
		isWithin: Math.abs(one - other) <= mostApart,
	});
	return [
		{
			what: 'profiles, correlation',
			recorded: '',
			simulated: figure(likeness),
			bound: `at least ${BOUNDS.profileCorrelation}`,
			isWithin: likeness >= BOUNDS.profileCorrelation,
		},
		{
			what: 'dispersion, variance/mean',
			recorded: figure(recorded.dispersion),
			simulated: figure(simulated.dispersion),
			bound: `${least} to ${most} times`,
			isWithin: ratio >= least && ratio <= most,
		},
		...recorded.quarterCorrelation.map((value, i) =>
			near(
				`correlation, ${(i + 1) * 15} min later`,
				value,
				simulated.quarterCorrelation[i] ?? NaN,
				BOUNDS.quarterDifference,
			),
		),
		near(
			'correlation, day to day',
			recorded.dayCorrelation,
			simulated.dayCorrelation,
			BOUNDS.dayDifference,
		),
		{
			what: 'visits per center and day',
			recorded: `${figure(BOUNDS.visitsPerCenterDay)} *`,
			simulated: figure(visits),
			bound: `within ${BOUNDS.visitsShare * 100} %; * 15 million a year, 250 days, 322 centers`,
			isWithin: Math.abs(visits / BOUNDS.visitsPerCenterDay - 1) <= BOUNDS.visitsShare,
		},
	];
}

function profileCorrelation(one: readonly number[], other: readonly number[]): number {
	const mean = (values: readonly number[]) =>
		values.reduce((sum, value) => sum + value, 0) / values.length;
	const [center, otherCenter] = [mean(one), mean(other)];
	const product = (a: readonly number[], ma: number, b: readonly number[], mb: number) =>
		a.reduce((sum, value, i) => sum + (value - ma) * ((b[i] ?? NaN) - mb), 0);
	return (
		product(one, center, other, otherCenter) /
		Math.sqrt(product(one, center, one, center) * product(other, otherCenter, other, otherCenter))
	);
}

function figure(value: number): string {
	return value.toFixed(2);
}

function bar(value: number): string {
	return `${value.toFixed(2)} ${'#'.repeat(Math.max(0, Math.round(value * 10)))}`;
}

function clock(quarter: number): string {
	const minutes = (quarter % QUARTERS_AN_HOUR) * 15;
	return `+${Math.floor(quarter / QUARTERS_AN_HOUR)}:${String(minutes).padStart(2, '0')}`;
}

function row(what: string, recorded: string, simulated: string, bound: string): string {
	return `${what.padEnd(27)} ${recorded.padEnd(22)} ${simulated.padEnd(22)} ${bound}`.trimEnd();
}
