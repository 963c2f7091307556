import type { Center, ContactCenter } from './directory.ts';
import type { CoverCode, Measure, RegimeSubject, ScopeEntry } from './regime.ts';

/** A center as rules look at it. */
export function centerSubject(center: Center): RegimeSubject {
	const { id, cityId, regionId, class: centerClass, type, timezone, hallM2 } = center;
	return { kind: 'center', id, cityId, regionId, class: centerClass, type, timezone, hallM2 };
}

/** A site of the contact center as rules look at it. */
export function contactSubject({ id, regionId, timezone }: ContactCenter): RegimeSubject {
	const nothing = { cityId: null, class: null, type: null, hallM2: null };
	return { kind: 'contact', id, regionId, timezone, ...nothing };
}

/** Whether a measure covers a subject, and why. */
export interface Cover {
	/** `none`: it does not speak of the subject. */
	outcome: 'covers' | 'exempt' | 'unconfirmed' | 'none';
	because: CoverCode;
	/** How narrowly a covering scope speaks: twice the rank of its entry, plus 1 where class or type cut it. */
	narrowness: number;
}

const RANK = { nation: 0, region: 1, city: 2, center: 3, contact: 3 } as const;

/**
 * Whether a measure covers a subject at an instant (single exemptions end). A named city or center beats an exemption by
 * class; a named center beats one by type as well; a single exempt center is spared in any case; what is not confirmed
 * covers nobody.
 */
export function coverOf(measure: Measure, subject: RegimeSubject, at: Date): Cover {
	const { scope, exemptions } = measure;
	const entry = narrowest(
		scope.entries.filter((one) => one.isConfirmed && isWithin(one, measure, subject)),
	);
	const none = (outcome: Cover['outcome'], because: CoverCode): Cover => ({
		outcome,
		because,
		narrowness: 0,
	});
	const isExemptClass = subject.class !== null && exemptions.classes.includes(subject.class);
	if (!entry) {
		if (scope.entries.some((one) => isWithin(one, measure, subject)))
			return none('unconfirmed', 'unconfirmed');
		const isBeside = scope.entries.some((one) => isInRegionOf(one, subject));
		return isExemptClass && isBeside
			? none('exempt', 'not_in_scope_exempt_class')
			: none('none', 'not_in_scope');
	}
	const isSingle = exemptions.centers.some(
		(one) => subject.kind === 'center' && one.id === subject.id && isSparing(one, at),
	);
	if (isSingle) return none('exempt', 'exempt_center');

	const isNamed = entry.kind === 'city' || entry.kind === 'center';
	if (isExemptClass && !isNamed) return none('exempt', 'exempt_class');
	const isExemptType = subject.type !== null && exemptions.types.includes(subject.type);
	if (isExemptType && entry.kind !== 'center') return none('exempt', 'exempt_type');

	const isCut = entry.kind !== 'center' && (scope.classes !== null || scope.types !== null);
	const because = isExemptClass ? 'named_beats_class_exemption' : nameCode(entry);
	return { outcome: 'covers', because, narrowness: 2 * RANK[entry.kind] + (isCut ? 1 : 0) };
}

/** Zones of the subjects that a measure speaks of, the most frequent first: by their wall clocks it starts and ends. */
export function timezonesOf(
	measure: Pick<Measure, 'scope'>,
	subjects: readonly RegimeSubject[],
): string[] {
	const counts = new Map<string, number>();
	for (const subject of subjects) {
		if (!measure.scope.entries.some((entry) => isWithin(entry, measure, subject))) continue;
		counts.set(subject.timezone, (counts.get(subject.timezone) ?? 0) + 1);
	}
	return [...counts].sort(([, a], [, b]) => b - a).map(([timezone]) => timezone);
}

function isSparing({ from, until }: Measure['exemptions']['centers'][number], at: Date): boolean {
	return (from === null || from <= at) && (until === null || at < until);
}

function nameCode({ kind }: ScopeEntry): CoverCode {
	if (kind === 'city') return 'named_city';
	return kind === 'center' || kind === 'contact' ? 'named_center' : 'in_scope';
}

function narrowest(entries: readonly ScopeEntry[]): ScopeEntry | undefined {
	return entries.reduce<ScopeEntry | undefined>(
		(best, entry) => (best && RANK[best.kind] >= RANK[entry.kind] ? best : entry),
		undefined,
	);
}

/** Whether a subject lies in a scope's entry; the sites of 1414 belong to no region's rules. */
function isWithin(
	entry: ScopeEntry,
	{ scope }: Pick<Measure, 'scope'>,
	subject: RegimeSubject,
): boolean {
	if (entry.kind === 'contact' || subject.kind === 'contact')
		return entry.kind === 'contact' && subject.kind === 'contact' && entry.id === subject.id;
	if (entry.kind === 'center') return entry.id === subject.id;
	if (scope.classes && !(subject.class && scope.classes.includes(subject.class))) return false;
	if (scope.types && !(subject.type && scope.types.includes(subject.type))) return false;
	if (entry.kind === 'city') return entry.id === subject.cityId;
	return entry.kind === 'nation' || entry.id === subject.regionId;
}

/** Whether a subject lies in the region that a scope's entry speaks of. */
function isInRegionOf(entry: ScopeEntry, subject: RegimeSubject): boolean {
	return (
		(entry.kind === 'city' || entry.kind === 'center') &&
		subject.kind === 'center' &&
		entry.regionId === subject.regionId
	);
}
