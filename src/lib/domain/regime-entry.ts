import type { Directory } from './directory.ts';
import type { NewDecision } from './regime-history.ts';
import { spansOf, type MeasureSpan } from './regime-overlap.ts';
import { boundariesOf } from './regime-period.ts';
import type { Decision, RegimeSubject } from './regime.ts';
import { centerSubject, contactSubject, coverOf } from './regime-scope.ts';
import { endOf } from './regime-state.ts';

/** A decision with its first start and its last end, as it is kept and told: the state on the wire beside `state`. */
export interface DecisionDoc extends Decision {
	startsAt: Date | null;
	/** Null: open. */
	endsAt: Date | null;
}

/** What the store needs to enter a decision over the places of one directory. */
export interface DecisionEntry {
	doc: DecisionDoc;
	knownAt: Date;
	/** Regions of the subjects that it speaks of; null where it is national, or of no region. */
	regions: string[] | null;
	/** Names of the scopes that hear of it, as on the wire. */
	scopes: string[];
	/** Every instant at which something of it starts or ends. */
	boundaries: Date[];
	/** Subjects by ordinal, those of 1414 below zero. */
	spans: (Omit<MeasureSpan, 'subjects'> & { subjects: number[] })[];
	repeals: NewDecision['repeals'];
}

/** An entry as the store's functions take it: numbers as PostgreSQL's `int4multirange`. */
export type StoredEntry = Omit<DecisionEntry, 'spans'> & {
	spans: (Omit<MeasureSpan, 'subjects' | 'aspects'> & { subjects: string; aspects: string })[];
};

/** A subject with the number that stands for it in the store: sites of 1414 below zero. */
interface NumberedSubject {
	subject: RegimeSubject;
	ordinal: number;
}

/** Every subject of a directory. */
export function subjectsOf({ centers, contactCenters }: Directory): NumberedSubject[] {
	return [
		...centers.map((center) => ({ subject: centerSubject(center), ordinal: center.ordinal })),
		...contactCenters.map((site) => ({ subject: contactSubject(site), ordinal: -site.ordinal })),
	];
}

/** Makes the entry of a decision: its spans, and who hears of it, over the directory's places. */
export function entryOf(
	{ decision, knownAt, repeals }: NewDecision,
	subjects: readonly NumberedSubject[],
): DecisionEntry {
	const concerned = subjects
		.map(({ subject }) => subject)
		.filter((subject) =>
			decision.measures.some(
				(measure) => coverOf(measure, subject, measure.period.from).outcome !== 'none',
			),
		);
	const ordinals = new Map(subjects.map(({ subject, ordinal }) => [subject, ordinal]));
	const boundaries = boundariesOf(decision);
	return {
		doc: { ...decision, startsAt: boundaries[0] ?? null, endsAt: endOf(decision) },
		knownAt,
		regions: isNational(decision) ? null : regionsOf(concerned),
		scopes: ['nation', ...new Set(concerned.flatMap(scopesOf))],
		boundaries,
		spans: spansOf(
			decision,
			subjects.map(({ subject }) => subject),
		).map((span) => ({
			...span,
			subjects: span.subjects.map((subject) => ordinals.get(subject) ?? 0),
		})),
		repeals,
	};
}

function isNational({ level, measures }: Decision): boolean {
	return (
		level === 'nation' ||
		measures.some(({ scope }) => scope.entries.some(({ kind }) => kind === 'nation'))
	);
}

function regionsOf(subjects: readonly RegimeSubject[]): string[] | null {
	const regions = new Set(subjects.flatMap(({ regionId }) => regionId ?? []));
	return regions.size > 0 ? [...regions].sort() : null;
}

function scopesOf({ kind, id, cityId, regionId }: RegimeSubject): string[] {
	if (kind === 'contact') return ['contact'];
	return [
		...(regionId === null ? [] : [`region:${regionId}`]),
		...(cityId === null ? [] : [`city:${cityId}`]),
		`center:${id}`,
	];
}
