// The board of rules. Input: the decisions in memory, the drafts that wait, the reader. Output: every place of theirs with what
// holds, what comes and the days around. Guarantee: it says what the resolver says.
import type { Directory } from '../../domain/directory.ts';
import { canInCenter, requireSomewhere, type Principal } from '../../domain/permission.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import type { Decision } from '../../domain/regime.ts';
import { instantsOfLocal } from '../../domain/regime-period.ts';
import { centerSubject } from '../../domain/regime-scope.ts';
import { placeBoard, type PlaceBoard } from '../../domain/rule-board.ts';
import { wrongField } from '../../domain/instant.ts';
import type { Clock } from '../clock.ts';
import type { RuleView } from './rule-view.ts';
import type { CitedDecision } from './rule-pages.ts';

/** Days before and after today that are shown. */
const DAYS = { before: 14, after: 28 } as const;
const DAY_MS = 24 * 3_600_000;
/** Days are those of the capital, as publications and the frame's clock count them. */
const ZONE = 'Asia/Almaty';
const DATE = /^20\d{2}-\d{2}-\d{2}$/;
const FOREVER = new Date(8.64e15);

/** One line of the board. */
export interface BoardPlace extends PlaceBoard {
	regionId: string;
	/** Null: the centers of the region outside cities. */
	cityId: string | null;
}

/** The board as a reader sees it. */
export interface RuleBoard {
	/** Operations clock. */
	now: Date;
	days: { from: Date; until: Date };
	/** The first day shown, and those by which one goes back and on. */
	day: string;
	earlier: string;
	later: string;
	isToday: boolean;
	/** Of the operations clock. */
	today: string;
	/** Region by region in the order of the directory. */
	places: BoardPlace[];
	/** Those that the places speak of. */
	decisions: CitedDecision[];
}

/** Takes the decisions, the directory and the operations clock. */
export function createRuleBoard(deps: {
	rules: Pick<RuleView, 'book'>;
	directory: () => Directory;
	operations: Clock;
	localTime: LocalTimeOf;
}) {
	const { rules, directory, operations, localTime } = deps;

	const startOf = (day: string): Date =>
		instantsOfLocal(localTime, ZONE, `${day}T00:00`)[0] ?? operations.now();

	/**
	 * The rules of every place of the reader. `day`: the first one shown, `YYYY-MM-DD`; null: two weeks back from today.
	 * Throws `forbidden`, `invalid` for a wrong day.
	 */
	return (principal: Principal, day: string | null, drafts: readonly Decision[]): RuleBoard => {
		requireSomewhere(principal, 'regime.view');
		if (day !== null && !(DATE.test(day) && !Number.isNaN(Date.parse(day)))) {
			throw wrongField('day', 'date', 'day must be YYYY-MM-DD');
		}
		const now = operations.now();
		const today = localTime(ZONE, now.getTime()).date;
		const usual = shifted(today, -DAYS.before);
		const first = day ?? usual;
		const length = DAYS.before + DAYS.after;
		const days = { from: startOf(first), until: startOf(shifted(first, length)) };
		const known = rules.book().all(now);
		const reaches = (decision: Decision) =>
			overlaps(decision, days) || overlaps(decision, { from: now, until: FOREVER });
		const places = linesOf(principal, directory()).map((line): BoardPlace => {
			const { regionId, cityId, subjects } = line;
			const inRegion = (decision: Decision) => speaksOfRegion(decision, regionId);
			return {
				regionId,
				cityId,
				...placeBoard({
					subjects,
					decisions: known.filter((decision) => reaches(decision) && inRegion(decision)),
					drafts: drafts.filter(inRegion),
					now,
					days,
				}),
			};
		});
		const ids = new Set(
			places.flatMap(({ now: rule, coming, bars, unconfirmed }) => [
				...rule.decisionIds,
				...(coming?.rule.decisionIds ?? []),
				...unconfirmed,
				...bars.flatMap(({ decisionIds }) => decisionIds),
			]),
		);
		return {
			now,
			days,
			day: first,
			earlier: shifted(first, -DAYS.after),
			later: shifted(first, DAYS.after),
			isToday: first === usual,
			today,
			places,
			decisions: [...known, ...drafts]
				.filter(({ id }) => ids.has(id))
				.map(({ id, act, isEnteredLate }) => ({ id, act, isEnteredLate })),
		};
	};
}

/** The cities of each region that the reader may see, then its centers outside cities. */
function linesOf(principal: Principal, { places, centers }: Directory) {
	const own = centers.filter((center) => canInCenter(principal, 'regime.view', center));
	const line = (regionId: string, cityId: string | null) => ({
		regionId,
		cityId,
		subjects: own
			.filter((center) => center.regionId === regionId && center.cityId === cityId)
			.map(centerSubject),
	});
	return places
		.filter(({ kind }) => kind === 'region')
		.flatMap(({ id }) => [
			...places
				.filter((place) => place.kind === 'city' && place.regionId === id)
				.map((city) => line(id, city.id)),
			line(id, null),
		])
		.filter(({ subjects }) => subjects.length > 0);
}

function overlaps(decision: Decision, { from, until }: RuleBoard['days']): boolean {
	return decision.measures.some(({ period }) =>
		[period, ...Object.values(period.inZones)].some(
			(one) => one.from < until && (one.until === null || one.until > from),
		),
	);
}

function speaksOfRegion({ measures }: Decision, regionId: string): boolean {
	return measures.some(({ scope }) =>
		scope.entries.some((entry) => {
			if (entry.kind === 'nation') return true;
			if (entry.kind === 'contact') return false;
			return (entry.kind === 'region' ? entry.id : entry.regionId) === regionId;
		}),
	);
}

function shifted(day: string, days: number): string {
	return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
