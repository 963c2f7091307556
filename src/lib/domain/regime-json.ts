import type { Decision, Measure, Period } from './regime.ts';

/** A value as JSON carries it: instants are RFC 3339 texts. */
export type Json<T> = T extends Date
	? string
	: T extends readonly (infer E)[]
		? Json<E>[]
		: T extends object
			? { [K in keyof T]: Json<T[K]> }
			: T;

/** A value as it comes back from JSON. */
export function toJson<T>(value: T): Json<T> {
	return JSON.parse(JSON.stringify(value)) as Json<T>;
}

/** A decision from its JSON, which the store keeps; its shape was checked when it came in. */
export function decisionFromJson(json: Json<Decision>): Decision {
	const { id, revision, level, act, measures, reason, isEnteredLate, repealed, canceledAt } = json;
	const { emergency = null } = json as Partial<Json<Decision>>;
	return {
		id,
		revision,
		level,
		act: { ...act, file: act.file ?? null },
		measures: measures.map(measureFromJson),
		reason,
		isEnteredLate,
		repealed: repealed && { ...repealed, at: new Date(repealed.at) },
		emergency: emergency && {
			countersignDueAt: new Date(emergency.countersignDueAt),
			countersignedAt: instant(emergency.countersignedAt),
		},
		canceledAt: instant(canceledAt),
	};
}

function measureFromJson({ period, exemptions, ...measure }: Json<Measure>): Measure {
	return {
		...measure,
		period: {
			...period,
			...periodFromJson(period),
			inZones: Object.fromEntries(
				Object.entries(period.inZones).map(([zone, one]) => [zone, periodFromJson(one)]),
			),
		},
		exemptions: {
			...exemptions,
			centers: exemptions.centers.map((center) => ({
				...center,
				from: instant(center.from ?? null),
				until: instant(center.until),
			})),
		},
	};
}

function periodFromJson({ from, until }: Json<Period>): Period {
	return { from: new Date(from), until: instant(until) };
}

function instant(text: string | null): Date | null {
	return text === null ? null : new Date(text);
}
