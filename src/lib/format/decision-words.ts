import type { CenterClass, CenterType, Locale, Name } from '../domain/directory.ts';
import type {
	ActLevel,
	Aspect,
	CapacityRule,
	Measure,
	MeasureContent,
	ScopeEntry,
} from '../domain/regime.ts';
import { NO_RULE, isSameValue } from '../domain/regime-content.ts';
import type { DecisionState } from '../domain/regime-state.ts';
import { m } from '../paraglide/messages.js';
import { formatMoment } from './date.ts';
import { formatNumber } from './number.ts';
import { admissionWord, limitLines } from './rule-words.ts';

/** Names of places by `city almaty`, `center almaty-1` …; one that is missing is told by its id. */
export type PlaceNames = Readonly<Record<string, Name>>;

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;

/** What each side of a regime is called. */
const ASPECT: Record<Aspect, Words> = {
	admission: m.aspect_admission,
	intakeHours: m.aspect_intake,
	issueHours: m.aspect_issue,
	bookingUntil: m.aspect_booking_until,
	groups: m.aspect_groups,
	capacity: m.aspect_capacity,
	services: m.aspect_services,
};
const CLASS: Record<CenterClass, Words> = {
	city: m.regime_class_city,
	district: m.regime_class_district,
	rural: m.regime_class_rural,
};
const TYPE: Record<CenterType, Words> = {
	ordinary: m.regime_type_ordinary,
	specialized: m.regime_type_specialized,
	duty: m.regime_type_duty,
};
const STATE: Record<DecisionState, Words> = {
	scheduled: m.decision_state_scheduled,
	in_force: m.decision_state_in_force,
	ended: m.decision_state_ended,
	repealed: m.decision_state_repealed,
	canceled: m.decision_state_canceled,
};

const LEVEL: Record<ActLevel, Words> = {
	nation: m.decision_level_nation,
	region: m.decision_level_region,
	city: m.decision_level_city,
	center: m.decision_level_center,
};

/** Whose act it is. */
export function levelWord(level: ActLevel, locale: Locale): string {
	return LEVEL[level]({}, { locale });
}

/** What one side of a regime is called. */
export function aspectWord(aspect: Aspect, locale: Locale): string {
	return ASPECT[aspect]({}, { locale });
}

/** What a class of centers is called. */
export function classWord(one: CenterClass, locale: Locale): string {
	return CLASS[one]({}, { locale });
}

/** What a type of centers is called. */
export function typeWord(one: CenterType, locale: Locale): string {
	return TYPE[one]({}, { locale });
}

/** Where a decision stands. */
export function stateWord(state: DecisionState, locale: Locale): string {
	return STATE[state]({}, { locale });
}

/** What a measure orders, one sentence each; a limit that it takes away is told as such. */
export function contentLines(content: MeasureContent, locale: Locale): string[] {
	const { admission, capacity } = content;
	const limits = limitLines({ ...NO_RULE, ...content, capacity: null }, locale);
	const lifted = (Object.keys(content) as Aspect[]).filter(
		(aspect) =>
			aspect !== 'admission' &&
			content[aspect] !== undefined &&
			isSameValue(content[aspect], NO_RULE[aspect]),
	);
	return [
		...(admission ? [admissionWord(admission, locale)] : []),
		...limits,
		...(capacity ? capacityLines(capacity, locale) : []),
		...lifted.map((aspect) => m.decision_lifts({ what: aspectWord(aspect, locale) }, { locale })),
	];
}

/** A limit of people as the act states it; what it comes to depends on each hall. */
function capacityLines({ maxPeople, distanceM }: CapacityRule, locale: Locale): string[] {
	const options = { locale };
	if (maxPeople === null && distanceM === null) return [m.regime_people_unstated({}, options)];
	return [
		...(maxPeople === null
			? []
			: [m.regime_people_stated({ n: formatNumber(maxPeople, locale) }, options)]),
		...(distanceM === null
			? []
			: [m.regime_people_distance({ distance: formatNumber(distanceM, locale, 2) }, options)]),
	];
}

/** Whom a measure is for, one place or category each. */
export function scopeLines({ scope }: Measure, names: PlaceNames, locale: Locale): string[] {
	const options = { locale };
	const categories = [
		...(scope.classes ?? []).map((one) => classWord(one, locale)),
		...(scope.types ?? []).map((one) => typeWord(one, locale)),
	];
	return [
		...scope.entries.map((entry) => {
			const name = entryName(entry, names, locale);
			return entry.isConfirmed ? name : m.decision_place_unconfirmed({ name }, options);
		}),
		...(categories.length > 0
			? [m.decision_only_categories({ categories: categories.join(', ') }, options)]
			: []),
	];
}

/** Whom a measure spares, one line each; instants by the zone of the measure. */
export function exemptionLines(
	{ exemptions, period }: Pick<Measure, 'exemptions' | 'period'>,
	names: PlaceNames,
	locale: Locale,
): string[] {
	const options = { locale };
	const { classes, types, centers } = exemptions;
	return [
		...classes.map((one) => classWord(one, locale)),
		...types.map((one) => typeWord(one, locale)),
		...centers.map(({ id, reason, until }) => {
			const name = names[`center ${id}`]?.[locale] ?? id;
			return until === null
				? m.decision_exempt_center({ name, reason }, options)
				: m.decision_exempt_center_until(
						{ name, reason, until: formatMoment(until, period.timezone, locale) },
						options,
					);
		}),
	];
}

/** When a measure is in force, by its own zone. */
export function measurePeriod({ period }: Pick<Measure, 'period'>, locale: Locale): string {
	const options = { locale };
	const from = formatMoment(period.from, period.timezone, locale);
	return period.until === null
		? m.decision_period_open({ from }, options)
		: m.decision_period(
				{ from, until: formatMoment(period.until, period.timezone, locale) },
				options,
			);
}

function entryName(entry: ScopeEntry, names: PlaceNames, locale: Locale): string {
	if (entry.kind === 'nation') return m.decision_nation({}, { locale });
	return names[`${entry.kind} ${entry.id}`]?.[locale] ?? entry.id;
}
