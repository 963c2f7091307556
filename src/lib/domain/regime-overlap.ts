import { ASPECTS, type Aspect, type Decision, type RegimeSubject } from './regime.ts';
import { periodInForce } from './regime-period.ts';
import { coverOf } from './regime-scope.ts';

/**
 * What one measure claims for the subjects of one period: the store refuses two claims of one level, date of act,
 * narrowness and start that share an aspect, a subject and an instant, for no precedence could settle them.
 */
export interface MeasureSpan {
	/** Place of the measure in its decision, from 0. */
	measure: number;
	narrowness: number;
	aspects: Aspect[];
	from: Date;
	until: Date | null;
	subjects: RegimeSubject[];
}

/** The spans of a decision over the subjects that it covers at its start; a measure that never is in force has none. */
export function spansOf(decision: Decision, subjects: readonly RegimeSubject[]): MeasureSpan[] {
	const spans = new Map<string, MeasureSpan>();
	decision.measures.forEach((measure, index) => {
		const aspects = ASPECTS.filter((aspect) => measure.content[aspect] !== undefined);
		for (const subject of subjects) {
			const period = periodInForce(decision, measure, subject.timezone);
			if (!period) continue;
			const { outcome, narrowness } = coverOf(withoutSingles(measure), subject, period.from);
			if (outcome !== 'covers') continue;
			const { from, until } = period;
			const key = `${index} ${narrowness} ${from.getTime()} ${until?.getTime()}`;
			const span = spans.get(key);
			if (span) span.subjects.push(subject);
			else
				spans.set(key, { measure: index, narrowness, aspects, from, until, subjects: [subject] });
		}
	});
	return [...spans.values()];
}

/** Single exemptions end, so they leave no room for another act. */
function withoutSingles(measure: Decision['measures'][number]): Decision['measures'][number] {
	return { ...measure, exemptions: { ...measure.exemptions, centers: [] } };
}

/** Where precedence could not tell which of two decisions holds. */
export interface Overlap {
	/** The other decision; the decision's own id where two of its measures collide. */
	decisionId: string;
	aspects: Aspect[];
	/** Ids of the subjects. */
	subjects: string[];
	/** First instant of it. */
	from: Date;
}

/** The decisions that a new one would overlap ambiguously, in order of their ids; empty where precedence settles all. */
export function overlapsOf(
	decision: Decision,
	others: Iterable<Decision>,
	subjects: readonly RegimeSubject[],
): Overlap[] {
	const own = spansOf(decision, subjects);
	const overlaps: Overlap[] = [];
	own.forEach((span, i) => {
		for (const rival of own.slice(i + 1)) {
			const overlap = collision(span, rival);
			if (overlap) overlaps.push({ decisionId: decision.id, ...overlap });
		}
	});
	for (const other of others) {
		const isRival =
			other.id !== decision.id &&
			other.level === decision.level &&
			other.act.date === decision.act.date;
		if (!isRival) continue;
		for (const rival of spansOf(other, subjects)) {
			for (const span of own) {
				const overlap = collision(span, rival);
				if (overlap) overlaps.push({ decisionId: other.id, ...overlap });
			}
		}
	}
	return overlaps.sort((a, b) => (a.decisionId < b.decisionId ? -1 : 1));
}

function collision(a: MeasureSpan, b: MeasureSpan): Omit<Overlap, 'decisionId'> | null {
	if (a.narrowness !== b.narrowness || a.from.getTime() !== b.from.getTime()) return null;
	const aspects = a.aspects.filter((aspect) => b.aspects.includes(aspect));
	const keys = new Set(b.subjects.map(keyOf));
	const subjects = a.subjects.filter((subject) => keys.has(keyOf(subject))).map(({ id }) => id);
	return aspects.length > 0 && subjects.length > 0 ? { aspects, subjects, from: a.from } : null;
}

function keyOf({ kind, id }: RegimeSubject): string {
	return `${kind} ${id}`;
}
