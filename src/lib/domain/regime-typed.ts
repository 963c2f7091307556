import type { CenterClass, CenterType, Directory } from './directory.ts';
import type { LocalTimeOf } from './opening.ts';
import type { ProposalProblem } from './regime-check.ts';
import { MAIN_ZONE, type NewDecision } from './regime-history.ts';
import { instantsOfLocal, periodByWallClock } from './regime-period.ts';
import type {
	Act,
	ActLevel,
	Decision,
	Measure,
	MeasureContent,
	MeasurePeriod,
	ScopeEntry,
} from './regime.ts';
import { centerSubject, contactSubject, timezonesOf } from './regime-scope.ts';

/** When a decision is to begin. `now`: when it is confirmed · `at`: at a date · `since`: it is in force already, entered late. */
export const STARTS = ['now', 'at', 'since'] as const;

/** The act behind a change, as it is typed. A blank English text takes the Russian one. */
type TypedAct = Pick<Act, 'issuer' | 'number' | 'date' | 'title' | 'source' | 'file'>;

/** When a change is to begin, as it is typed: wall clocks `YYYY-MM-DDTHH:MM` of the places concerned. */
interface TypedStart {
	start: (typeof STARTS)[number];
	/** Not looked at with `now`. */
	from: string | null;
}

/** A decision as it is typed: one measure, or only the end of others. */
export interface TypedDecision extends TypedStart {
	level: ActLevel;
	act: TypedAct;
	reason: string;
	/** Null: until it is repealed. */
	until: string | null;
	/** Ids of places. */
	scope: {
		nation: boolean;
		regions: string[];
		cities: string[];
		centers: string[];
		contacts: string[];
		/** Empty: all. */
		classes: CenterClass[];
		types: CenterType[];
	};
	exemptions: {
		classes: CenterClass[];
		types: CenterType[];
		centers: { id: string; reason: string; until: string | null }[];
	};
	content: MeasureContent;
	/** Ids of the decisions that it ends from its start on. */
	repeals: string[];
}

/** What was made of a typed decision; the problems are those of its instants. */
export type Proposal =
	{ proposed: NewDecision; problems: null } | { proposed: null; problems: ProposalProblem[] };

/** What a typed decision is read against. */
export interface TypedSurroundings {
	/** For the new decision. */
	id: string;
	/** As known now: repeals take their zone from what they end. */
	known: readonly Decision[];
	directory: Directory;
	localTime: LocalTimeOf;
	/** Operations clock. */
	now: Date;
}

/** A typed decision as one that can be checked and entered. Unknown places stay in it, for `checkProposal` to name. */
export function proposedDecision(typed: TypedDecision, around: TypedSurroundings): Proposal {
	const { directory, known, now } = around;
	const subjects = [
		...directory.centers.map(centerSubject),
		...directory.contactCenters.map(contactSubject),
	];
	const entries = entriesOf(typed.scope, directory);
	const whom = {
		entries,
		classes: typed.scope.classes.length > 0 ? typed.scope.classes : null,
		types: typed.scope.types.length > 0 ? typed.scope.types : null,
	};
	const onlyRepeals =
		entries.length === 0 && Object.keys(typed.content).length === 0 && typed.repeals.length > 0;
	const repealed = known.find(({ id }) => id === typed.repeals[0]);
	const [timezone = repealed?.measures[0]?.period.timezone ?? MAIN_ZONE, ...timezones] =
		timezonesOf({ scope: whom }, subjects);

	const problems: ProposalProblem[] = [];
	const period = periodOf(typed, { ...around, timezone, timezones }, problems);
	const centers = typed.exemptions.centers.map(({ id, reason, until }, i) => {
		const zone = directory.centers.find((center) => center.id === id)?.timezone ?? timezone;
		const path = `measures.0.exemptions.centers.${i}.until`;
		const at = until === null ? null : instantOf(until, zone, around.localTime, path, problems);
		return { id, reason, from: null, until: at };
	});
	if (problems.length > 0 || !period) return { proposed: null, problems };
	const measure: Measure = {
		scope: whom,
		exemptions: { classes: typed.exemptions.classes, types: typed.exemptions.types, centers },
		period,
		content: typed.content,
	};
	const decision: Decision = {
		id: around.id,
		revision: 1,
		level: typed.level,
		act: actOf(typed.act),
		measures: onlyRepeals ? [] : [measure],
		reason: typed.reason,
		isEnteredLate: typed.start === 'since',
		repealed: null,
		emergency: null,
		canceledAt: null,
	};
	const repeals = typed.repeals.map((id) => ({ id, at: period.from }));
	return { proposed: { decision, knownAt: now, repeals }, problems: null };
}

function actOf({ issuer, title, ...act }: TypedAct): Act {
	const named = (name: Act['issuer']) => ({
		...name,
		en: name.en.trim() === '' ? name.ru : name.en,
	});
	return {
		...act,
		issuer: named(issuer),
		title: named(title),
		isDatedByReport: false,
		uncertain: null,
	};
}

function entriesOf(scope: TypedDecision['scope'], directory: Directory): ScopeEntry[] {
	const regionOfCity = (id: string) =>
		directory.places.find((place) => place.kind === 'city' && place.id === id)?.regionId ?? '';
	const regionOfCenter = (id: string) =>
		directory.centers.find((center) => center.id === id)?.regionId ?? '';
	const isConfirmed = true;
	return [
		...(scope.nation ? [{ kind: 'nation' as const, isConfirmed }] : []),
		...scope.regions.map((id) => ({ kind: 'region' as const, id, isConfirmed })),
		...scope.cities.map((id) => ({
			kind: 'city' as const,
			id,
			regionId: regionOfCity(id),
			isConfirmed,
		})),
		...scope.centers.map((id) => ({
			kind: 'center' as const,
			id,
			regionId: regionOfCenter(id),
			isConfirmed,
		})),
		...scope.contacts.map((id) => ({ kind: 'contact' as const, id, isConfirmed })),
	];
}

/** Null beside a problem. */
function periodOf(
	{ start, from, until }: TypedDecision,
	{
		localTime,
		now,
		timezone,
		timezones,
	}: TypedSurroundings & { timezone: string; timezones: readonly string[] },
	problems: ProposalProblem[],
): MeasurePeriod | null {
	const add = (path: string, reason: 'missing' | 'time' | 'unclear_hour') =>
		void problems.push({ path: `measures.0.period.${path}`, reason, by: null });
	if (until !== null && !isWallClock(until)) add('until', 'time');
	if (start !== 'now') {
		if (from === null) add('from', 'missing');
		else if (!isWallClock(from)) add('from', 'time');
	}
	if (problems.length > 0) return null;
	const zones = [timezone, ...timezones];
	const begins = start === 'now' || from === null ? null : from;
	for (const [path, local] of [
		['from', begins],
		['until', until],
	] as const) {
		const isUnclear = (zone: string) =>
			local !== null && instantsOfLocal(localTime, zone, local).length !== 1;
		if (zones.some(isUnclear)) add(path, 'unclear_hour');
	}
	if (problems.length > 0) return null;
	if (begins !== null)
		return periodByWallClock(localTime, { from: begins, until, timezone, timezones });
	const ends = (zone: string) =>
		until === null ? null : (instantsOfLocal(localTime, zone, until)[0] ?? null);
	const differing = timezones.filter((zone) => ends(zone)?.getTime() !== ends(timezone)?.getTime());
	return {
		from: now,
		until: ends(timezone),
		timezone,
		inZones: Object.fromEntries(differing.map((zone) => [zone, { from: now, until: ends(zone) }])),
	};
}

/**
 * The instant at which a zone's wall clock shows a text; null beside a problem with `path`: it is none, or in an hour that the
 * clock skips or repeats.
 */
export function instantOf(
	local: string,
	timezone: string,
	localTime: LocalTimeOf,
	path: string,
	problems: ProposalProblem[],
): Date | null {
	if (!isWallClock(local)) {
		problems.push({ path, reason: 'time', by: null });
		return null;
	}
	const [at, other] = instantsOfLocal(localTime, timezone, local);
	if (at && !other) return at;
	problems.push({ path, reason: 'unclear_hour', by: null });
	return null;
}

/** Whether a text is a minute of the calendar, `YYYY-MM-DDTHH:MM`. */
function isWallClock(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return false;
	const at = new Date(`${text}:00.000Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
