/**
 * People waiting, by office, day and quarter hour since opening; null where nothing was seen. Every office has the same
 * days, every day the same quarter hours.
 */
export type Waiting = readonly (readonly (readonly (number | null)[])[])[];

/** How a network of offices behaves, in figures that do not depend on its size. */
export interface Shape {
	offices: number;
	days: number;
	/** Mean number of people waiting. */
	mean: number;
	/** Mean of each quarter hour over the mean of all. */
	profile: number[];
	/**
	 * Index of dispersion of counts: variance over mean among the days of one office and quarter hour, pooled over both.
	 * 1 where people come and stay independently of each other.
	 */
	dispersion: number;
	/** Correlation of what differs from the profile with itself 1, 2, 3, 4 quarter hours later. */
	quarterCorrelation: number[];
	/** Correlation of the deviations of an office's days with those of the days after. */
	dayCorrelation: number;
}

const LAGS = [1, 2, 3, 4] as const;

/** Measures a network. An office where hardly anybody waits says little: at least `leastMean` people on average. */
export function shapeOf(all: Waiting, leastMean: number): Shape {
	const waiting = all.filter((days) => meanOf(known(days.flat())) >= leastMean);
	const mean = meanOf(known(waiting.flat(2)));
	const quarters = waiting[0]?.[0]?.length ?? 0;
	const steps = Array.from({ length: quarters }, (_, quarter) => quarter);

	const usual = waiting.map((days) =>
		steps.map((quarter) => meanOf(known(days.map((day) => day[quarter] ?? null)))),
	);
	const deviations = waiting.map((days, office) =>
		days.map((day) =>
			steps.map((quarter) => {
				const value = day[quarter] ?? null;
				return value === null ? null : value - usual[office]![quarter]!;
			}),
		),
	);
	return {
		offices: waiting.length,
		days: waiting[0]?.length ?? 0,
		mean,
		profile: steps.map(
			(quarter) =>
				meanOf(known(waiting.flatMap((days) => days.map((day) => day[quarter] ?? null)))) / mean,
		),
		dispersion: dispersionOf(deviations, usual),
		quarterCorrelation: LAGS.map((lag) =>
			correlationOf(
				deviations
					.flat()
					.flatMap((day) =>
						day.slice(0, -lag).map((value, i) => [value, day[i + lag] ?? null] as const),
					),
			),
		),
		dayCorrelation: correlationOf(
			deviations.flatMap((days, office) => {
				const level = meanOf(known(waiting[office]!.flat()));
				const daily = days.map((day) => meanOf(known(day)) / level);
				return daily.slice(0, -1).map((value, i) => [value, daily[i + 1] ?? null] as const);
			}),
		),
	};
}

function known(values: readonly (number | null)[]): number[] {
	return values.filter((value) => value !== null && !Number.isNaN(value)) as number[];
}

function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dispersionOf(deviations: Waiting, usual: readonly (readonly number[])[]): number {
	let variance = 0;
	let mean = 0;
	deviations.forEach((days, office) => {
		usual[office]!.forEach((level, quarter) => {
			const values = known(days.map((day) => day[quarter] ?? null));
			if (values.length < 2) return;
			variance += values.reduce((sum, value) => sum + value * value, 0) / (values.length - 1);
			mean += level;
		});
	});
	return variance / mean;
}

/** Pearson's correlation of pairs; pairs with a hole are left out. */
function correlationOf(pairs: readonly (readonly [number | null, number | null])[]): number {
	const whole = pairs.filter(
		(pair): pair is readonly [number, number] => pair[0] !== null && pair[1] !== null,
	);
	const [one, other] = [meanOf(whole.map(([a]) => a)), meanOf(whole.map(([, b]) => b))];
	let product = 0;
	let oneSquared = 0;
	let otherSquared = 0;
	for (const [a, b] of whole) {
		product += (a - one) * (b - other);
		oneSquared += (a - one) ** 2;
		otherSquared += (b - other) ** 2;
	}
	return product / Math.sqrt(oneSquared * otherSquared);
}
