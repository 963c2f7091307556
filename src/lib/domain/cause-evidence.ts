import {
	againstIt,
	forIt,
	hundredths,
	indexOf,
	meanOf,
	type CauseContext,
	type CenterEvidence,
	type RawCause,
	type WideView,
} from './cause-context.ts';
import type { CauseKind, CauseReason } from './cause.ts';
import type { IncidentKind, Subject } from './finding.ts';

/** When figures speak for a cause [I]. */
const EVIDENCE = {
	/** Windows serving below this share of what is usual are few. */
	fewWindows: 0.75,
	/** The same of the windows that exist. */
	closedWindows: 0.9,
	/** Arrivals from this share of the usual on are many. */
	manyArrivals: 1.25,
	/** Below so many spreads above the usual a single quarter of an hour is chance. */
	chanceZ: 1.5,
	/** Calls to 1414 from this share of the usual on are many. */
	manyCalls: 1.25,
	/** So many centers in so many cities at once, and this share of all, have more in common than chance. */
	outageCenters: 4,
	outageCities: 2,
	outageShare: 0.3,
	/** Windows below this share of the usual are an outage rather than a colleague at lunch. */
	outageWindows: 0.6,
	/** From this share of all centers on people come everywhere: no city's rumor. */
	everywhereShare: 0.2,
	/** A rumor moves several centers of a city. */
	rumorCenters: 2,
	/** A rule that changed within so many days makes a rumor and an influx less likely by so much. */
	ruleDays: 3,
	ruleChangedLess: 0.2,
	/** Days around a day off in which people catch up. */
	holidayDays: 2,
} as const;

const DAY_MS = 86_400_000;

/** The cause beside every other: nothing is known. It keeps the list from being empty. */
const UNEXPLAINED = 0.2;

/** What can crowd a center, keep people from being served, or overload 1414, beside rules. */
export function crowdCauses(
	kind: IncidentKind,
	subjects: readonly Subject[],
	rules: readonly RawCause[],
	context: CauseContext,
): RawCause[] {
	// Where a rule just changed people come because of it before they come for no known reason.
	const hasChanged = rules.some(
		({ atMs }) => atMs !== null && context.nowMs - atMs <= EVIDENCE.ruleDays * DAY_MS,
	);
	const wide = wideView(context);
	const seen = subjects.flatMap(({ id }) => context.evidenceOf(id) ?? []);
	const arrivals = meanOf(seen.map(plainShare));
	const windows = meanOf(seen.map(({ windowsShare }) => windowsShare));
	const staffed = meanOf(seen.map(({ staffedShare }) => staffedShare));
	return [
		...outage(kind, wide, context),
		...(kind === 'contact' ? [] : [staffing(subjects, arrivals, windows, staffed)]),
		...(kind === 'contact' ? [] : [feedError(seen)]),
		...rumor(subjects, arrivals, windows, wide, context),
		...holiday(subjects, arrivals, wide, context),
		influx(kind, subjects, arrivals, context),
	]
		.map((cause) => (hasChanged ? afterChange(cause) : cause))
		.filter(({ score }) => score > 0);
}

/** What a change of rules explains better. */
function afterChange(cause: RawCause): RawCause {
	if (cause.kind !== 'rumor' && cause.kind !== 'influx') return cause;
	const { score, reasons } = cause;
	return {
		...cause,
		score: score - EVIDENCE.ruleChangedLess,
		reasons: [...reasons, againstIt('rule_changed')],
	};
}

/** Arrivals over the usual; a share that chance alone makes in one quarter of an hour is not called many. */
function plainShare({ arrivalsShare, arrivalsZ }: CenterEvidence): number | null {
	if (arrivalsShare === null || (arrivalsZ ?? 0) >= EVIDENCE.chanceZ) return arrivalsShare;
	return Math.min(arrivalsShare, EVIDENCE.manyArrivals - 0.01);
}

/** What can be behind figures that are missing or wrong. */
export function feedCauses(subjects: readonly Subject[], context: CauseContext): RawCause[] {
	const { badFeeds, badFeedCities } = wideView(context);
	const isWide = badFeeds >= EVIDENCE.outageCenters && badFeedCities >= EVIDENCE.outageCities;
	// A feed may always be lost somewhere: many of all, not a handful of a large network.
	const share = badFeeds / Math.max(1, context.centers.length);
	const isMany = isWide && share >= 0.1;
	const figures = { centers: badFeeds, cities: badFeedCities };
	const own = raw('feed_error', subjects[0]?.id ?? '', isMany ? 0.5 : 0.8, [forIt('own_feed')]);
	return isMany
		? [raw('upstream_outage', '', 0.85, [forIt('many_feeds_at_once', figures)]), own]
		: [own];
}

const views = new WeakMap<CauseContext, WideView>();

/** What all centers together show; looked at once per search. */
function wideView(context: CauseContext): WideView {
	let view = views.get(context);
	if (!view) views.set(context, (view = lookedAt(context)));
	return view;
}

function lookedAt({ centers, evidenceOf }: CauseContext): WideView {
	const cities = new Set<string>();
	const badFeedCities = new Set<string | null>();
	let badFeeds = 0;
	let [slow, withWindows, risen, withArrivals] = [0, 0, 0, 0];
	for (const { id, cityId, regionId } of centers) {
		const evidence = evidenceOf(id);
		if (evidence?.isFeedBad) {
			badFeeds++;
			badFeedCities.add(cityId);
		}
		if (evidence?.windowsShare != null) withWindows++;
		if (evidence?.arrivalsShare != null) withArrivals++;
		if (hasMany(evidence)) risen++;
		if ((evidence?.windowsShare ?? 1) >= EVIDENCE.outageWindows) continue;
		slow++;
		cities.add(cityId ?? regionId ?? '');
	}
	return {
		slow,
		slowCities: cities.size,
		slowShare: slow / Math.max(1, withWindows),
		risen,
		risenShare: risen / Math.max(1, withArrivals),
		badFeeds,
		badFeedCities: badFeedCities.size,
	};
}

/** A system that all depend on: many centers of several cities slow at once, and 1414 as well. */
function outage(kind: IncidentKind, wide: WideView, context: CauseContext): RawCause[] {
	const { slow, slowCities, slowShare } = wide;
	const isWide =
		slow >= EVIDENCE.outageCenters &&
		slowCities >= EVIDENCE.outageCities &&
		slowShare >= EVIDENCE.outageShare;
	if (!isWide) return [];
	const figures = { centers: slow, cities: slowCities, share: hundredths(slowShare) };
	const reasons = [
		forIt('many_slow_at_once', figures),
		context.isContactTroubled ? forIt('contact_too') : againstIt('contact_as_usual'),
	];
	const score = (kind === 'contact' ? 0.7 : 0.8) + (context.isContactTroubled ? 0.15 : 0);
	return [raw('upstream_outage', '', score, reasons)];
}

function staffing(
	subjects: readonly Subject[],
	arrivals: number | null,
	windows: number | null,
	staffed: number | null,
): RawCause {
	const figures = {
		windowsShare: hundredths(windows),
		staffedShare: hundredths(staffed),
		arrivalsShare: hundredths(arrivals),
	};
	const isFew = windows !== null && windows < EVIDENCE.fewWindows;
	const isAsUsual = arrivals === null || arrivals < EVIDENCE.manyArrivals;
	// Centers have clerks of their own: one name per center, so that nobody is gathered by it.
	const name = subjects[0]?.id ?? '';
	if (isFew) {
		const reasons = [forIt('few_windows', figures)];
		return raw('staffing', name, isAsUsual ? 0.7 : 0.45, reasons);
	}
	if (staffed !== null && staffed < EVIDENCE.closedWindows) {
		// A crowd before windows that exist and are closed.
		return raw('staffing', name, isAsUsual ? 0.6 : 0.5, [forIt('closed_windows', figures)]);
	}
	if (isAsUsual && windows !== null) {
		return raw('staffing', name, 0.4, [forIt('arrivals_as_usual', figures)]);
	}
	return raw('staffing', name, 0.15, [againstIt('windows_as_usual', figures)]);
}

function feedError(seen: readonly CenterEvidence[]): RawCause {
	const isBad = seen.some(({ isFeedBad }) => isFeedBad);
	return raw('feed_error', '', isBad ? 0.5 : 0, [forIt('feed_doubtful')]);
}

/** Something that people believe: several centers of a city at once, walk-ins, and calls about it. */
function rumor(
	subjects: readonly Subject[],
	arrivals: number | null,
	windows: number | null,
	wide: WideView,
	context: CauseContext,
): RawCause[] {
	const first = subjects.find(({ kind }) => kind === 'center');
	if (!first?.cityId) return [];
	const ofCity = indexOf(context.centers).byCity.get(first.cityId) ?? [];
	const risen = ofCity.filter(({ id }) => hasMany(context.evidenceOf(id)));
	const isMany = arrivals !== null && arrivals >= EVIDENCE.manyArrivals;
	if (!isMany || risen.length < EVIDENCE.rumorCenters) return [];
	const calls = context.callsShare;
	const areCallsMany = calls !== null && calls >= EVIDENCE.manyCalls;
	const isFew = windows !== null && windows < EVIDENCE.fewWindows;
	const share = risen.length / Math.max(1, ofCity.length);
	const reasons: CauseReason[] = [
		forIt('city_rose_at_once', { centers: risen.length, share: hundredths(share) }),
		areCallsMany
			? forIt('calls_rose', { callsShare: hundredths(calls) })
			: againstIt('calls_as_usual', { callsShare: hundredths(calls) }),
	];
	const isEverywhere = wide.risenShare >= EVIDENCE.everywhereShare;
	if (isEverywhere) {
		reasons.push(againstIt('rose_everywhere', { share: hundredths(wide.risenShare) }));
	}
	const against = (isFew ? 0.2 : 0) + (isEverywhere ? 0.35 : 0);
	const score = 0.35 + 0.2 * share + (areCallsMany ? 0.2 : 0) - against;
	return [raw('rumor', first.cityId, score, reasons)];
}

function hasMany(evidence: CenterEvidence | null): boolean {
	return (evidence?.arrivalsShare ?? 0) >= EVIDENCE.manyArrivals && (evidence?.arrivalsZ ?? 0) >= 2;
}

/** The days after a day off, and before one. */
function holiday(
	subjects: readonly Subject[],
	arrivals: number | null,
	wide: WideView,
	{ calendar, centers, dateOf }: CauseContext,
): RawCause[] {
	const center = indexOf(centers).byId.get(subjects[0]?.id ?? '');
	if (!center?.regionId) return [];
	const today = dateOf(center.timezone);
	for (let days = 1; days <= EVIDENCE.holidayDays; days++) {
		for (const sign of [-1, 1]) {
			const date = dateAfter(today, sign * days);
			const day = calendar(center.regionId, date);
			if (!day || day.kind === 'working_weekend') continue;
			const isMany = arrivals !== null && arrivals >= EVIDENCE.manyArrivals;
			const isEverywhere = wide.risenShare >= EVIDENCE.everywhereShare;
			// After days off people catch up: that is expected before it is seen.
			const base = isMany ? 0.6 : sign < 0 ? 0.45 : 0.25;
			const score = (base + (isEverywhere ? 0.2 : 0)) / days;
			const reasons = [
				forIt(sign < 0 ? 'after_holiday' : 'before_holiday', { days }),
				...(isEverywhere ? [forIt('rose_everywhere', { share: hundredths(wide.risenShare) })] : []),
				...(isMany ? [forIt('arrivals_rose', { arrivalsShare: hundredths(arrivals) })] : []),
			];
			return [raw('holiday', date, score, reasons)];
		}
	}
	return [];
}

function influx(
	kind: IncidentKind,
	subjects: readonly Subject[],
	arrivals: number | null,
	context: CauseContext,
): RawCause {
	const name = subjects[0]?.id ?? '';
	const share = kind === 'contact' ? context.callsShare : arrivals;
	const figures = { share: hundredths(share) };
	if (share === null) return raw('influx', name, UNEXPLAINED, []);
	if (share < EVIDENCE.manyArrivals) {
		return raw('influx', name, 0.1, [againstIt('arrivals_as_usual', figures)]);
	}
	const above = Math.min(1, share - EVIDENCE.manyArrivals);
	return raw('influx', name, 0.4 + 0.3 * above, [forIt('arrivals_rose', figures)]);
}

function dateAfter(date: string, days: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function raw(kind: CauseKind, name: string, score: number, reasons: CauseReason[]): RawCause {
	return { kind, name, decisionId: null, atMs: null, score, reasons };
}
