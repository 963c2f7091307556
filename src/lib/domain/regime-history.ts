import { AppError } from './errors.ts';
import type { CenterClass, CenterType, Directory } from './directory.ts';
import type { LocalTimeOf } from './opening.ts';
import type { Act, ActLevel, Decision, Measure, MeasureContent, ScopeEntry } from './regime.ts';
import { periodByWallClock } from './regime-period.ts';
import { centerSubject, contactSubject, timezonesOf } from './regime-scope.ts';

/** Wall clocks of every place, `YYYY-MM-DDTHH:MM`. */
interface RecordedMeasure {
	scope: {
		nation?: boolean;
		regions?: string[];
		cities?: string[];
		centers?: string[];
		contacts?: string[];
		/** Cities that are reported, but not by the act. */
		unconfirmed?: string[];
		classes?: CenterClass[];
		types?: CenterType[];
	};
	exempt?: { classes?: CenterClass[]; types?: CenterType[] };
	from: string;
	until: string | null;
	content: MeasureContent;
}

/** Rules of the past as `data/regimes-kz.json` holds them. */
export interface RecordedRules {
	sources: Readonly<Record<string, string>>;
	decisions: readonly {
		id: string;
		level: ActLevel;
		/** Local date of its publication. */
		knownSince: string;
		/** `source`: key of the file's sources. */
		act: Omit<Act, 'file'>;
		measures: readonly RecordedMeasure[];
		repeals?: readonly { id: string; at: string }[];
	}[];
}

/** A decision to be entered: what it says, since when that is known, and which earlier ones it repeals. */
export interface NewDecision {
	decision: Decision;
	/** Operations clock. */
	knownAt: Date;
	repeals: readonly { id: string; at: Date }[];
}

/** Zone of publications, repeals and acts that name no place; measures follow the wall clocks of the places that they name. */
export const MAIN_ZONE = 'Asia/Almaty';

/**
 * The rules of the past over a directory's places, in the order of the file. Throws `not_found` where the directory lacks
 * a city or center that they name, and `UnclearWallClock`.
 */
export function recordedDecisions(
	rules: RecordedRules,
	directory: Directory,
	localTime: LocalTimeOf,
): NewDecision[] {
	const subjects = [
		...directory.centers.map(centerSubject),
		...directory.contactCenters.map(contactSubject),
	];
	const instant = (local: string): Date =>
		periodByWallClock(localTime, {
			from: local,
			until: null,
			timezone: MAIN_ZONE,
			timezones: [],
		}).from;
	const measureOf = ({ scope, exempt = {}, from, until, content }: RecordedMeasure): Measure => {
		const whom = {
			scope: {
				entries: entriesOf(scope, directory),
				classes: scope.classes ?? null,
				types: scope.types ?? null,
			},
			exemptions: { classes: exempt.classes ?? [], types: exempt.types ?? [], centers: [] },
		};
		const [timezone = MAIN_ZONE, ...timezones] = timezonesOf(whom, subjects);
		return {
			...whom,
			period: periodByWallClock(localTime, { from, until, timezone, timezones }),
			content,
		};
	};

	return rules.decisions.map(({ id, level, act, knownSince, measures, repeals = [] }) => ({
		decision: {
			id,
			revision: 1,
			level,
			act: { ...act, source: rules.sources[act.source] ?? act.source, file: null },
			measures: measures.map(measureOf),
			reason: null,
			isEnteredLate: true,
			repealed: null,
			emergency: null,
			canceledAt: null,
		},
		knownAt: instant(`${knownSince}T00:00`),
		repeals: repeals.map((repeal) => ({ id: repeal.id, at: instant(repeal.at) })),
	}));
}

/** The decisions as they are once all of them are known: with their repeals. */
export function withRepeals(entered: readonly NewDecision[]): Decision[] {
	return entered.map(({ decision }) => {
		const repeal = entered.flatMap(({ decision: { id: by }, repeals }) =>
			repeals.filter(({ id }) => id === decision.id).map(({ at }) => ({ at, by })),
		)[0];
		return { ...decision, repealed: repeal ?? null };
	});
}

function entriesOf(scope: RecordedMeasure['scope'], directory: Directory): ScopeEntry[] {
	const known = <T extends { id: string }>(list: readonly T[], id: string): T => {
		const found = list.find((one) => one.id === id);
		if (!found) throw new AppError('not_found', `The directory has no "${id}"`);
		return found;
	};
	const places = (kind: 'region' | 'city') =>
		directory.places.filter((place) => place.kind === kind);
	const city = (id: string, isConfirmed: boolean): ScopeEntry => ({
		isConfirmed,
		kind: 'city',
		id,
		regionId: known(places('city'), id).regionId ?? '',
	});
	return [
		...(scope.nation ? [{ kind: 'nation', isConfirmed: true } as const] : []),
		...(scope.regions ?? []).map((id) => ({
			kind: 'region' as const,
			id: known(places('region'), id).id,
			isConfirmed: true,
		})),
		...(scope.cities ?? []).map((id) => city(id, true)),
		...(scope.unconfirmed ?? []).map((id) => city(id, false)),
		...(scope.centers ?? []).map((id) => ({
			kind: 'center' as const,
			id,
			regionId: known(directory.centers, id).regionId,
			isConfirmed: true,
		})),
		...(scope.contacts ?? []).map((id) => ({
			kind: 'contact' as const,
			id: known(directory.contactCenters, id).id,
			isConfirmed: true,
		})),
	];
}
