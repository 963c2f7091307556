import type {
	CallChange,
	CallTerms,
	CenterChange,
	CenterTerms,
	GroupAdmission,
	Scenario,
	Where,
} from '../scenarios/scenario.ts';
import type { Center } from '../../src/lib/domain/directory.ts';

const DAY_MS = 24 * 3600_000;

/** What of a center decides which changes concern it. */
type Placed = Pick<Center, 'id' | 'cityId' | 'regionId' | 'class' | 'type'>;

/** What holds at a center at a moment, every term decided. */
export interface TermsNow {
	walkIns: number;
	/** Null: people come as on an ordinary day. */
	crowd: number | null;
	bookings: number;
	isBookingOnly: boolean;
	isEntryFree: boolean;
	groups: GroupAdmission | null;
	windows: number;
	isReinforced: boolean;
}

/** The terms of one center on one date. */
export interface DayTerms {
	/** Anything differs from an ordinary day on this date. */
	isChanged: boolean;
	/** Earlier closing, `HH:MM`; null where the hours stay. */
	closesAt: string | null;
	/** The terms at a minute of the local day. */
	at(minute: number): TermsNow;
}

/** An ordinary day. */
const ORDINARY: TermsNow = {
	walkIns: 1,
	crowd: null,
	bookings: 1,
	isBookingOnly: false,
	isEntryFree: false,
	groups: null,
	windows: 1,
	isReinforced: false,
};

/** Terms of a day on which nothing differs. */
export const ORDINARY_TERMS: DayTerms = {
	isChanged: false,
	closesAt: null,
	at: () => ORDINARY,
};

/**
 * The terms of a center on a date `YYYY-MM-DD`. `shiftDays` is how many days later than its own dates the scenario is
 * played.
 */
export function centerTermsOn(
	scenario: Scenario,
	center: Placed,
	date: string,
	shiftDays: number,
): DayTerms {
	const day = shiftedDate(date, -shiftDays);
	const changes = scenario.centers.filter(
		(change) => touches(change, day) && isIn(change.where, center),
	);
	if (changes.length === 0) return ORDINARY_TERMS;
	return {
		isChanged: true,
		closesAt: changes.findLast(({ closesAt }) => closesAt !== undefined)?.closesAt ?? null,
		at: (minute) => decided(changes.filter((change) => holds(change, wallClock(day, minute)))),
	};
}

/** The terms of 1414 at a minute of a date of Almaty; only those that a change decides. */
export function callTermsAt(
	scenario: Scenario,
	date: string,
	minute: number,
	shiftDays: number,
): CallTerms {
	const clock = wallClock(shiftedDate(date, -shiftDays), minute);
	return Object.assign({}, ...scenario.calls.filter((change) => holds(change, clock))) as CallTerms;
}

/** `YYYY-MM-DD` so many days later. */
export function shiftedDate(date: string, days: number): string {
	return days === 0
		? date
		: new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a center belongs to a choice of centers. */
export function isIn(where: Where, center: Placed): boolean {
	return (
		isListed(where.regions, center.regionId) &&
		isListed(where.cities, center.cityId) &&
		isListed(where.centers, center.id) &&
		isListed(where.classes, center.class) &&
		isListed(where.types, center.type)
	);
}

function isListed<T>(list: readonly T[] | undefined, value: T | null): boolean {
	return list === undefined || (value !== null && list.includes(value));
}

function wallClock(date: string, minute: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const within = Math.max(0, Math.floor(minute));
	return `${date}T${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

/** Wall clocks of one form compare as texts. */
function holds({ from = '', to = '9999' }: CenterChange | CallChange, clock: string): boolean {
	return from <= clock && clock < to;
}

function touches({ from = '', to = '9999' }: CenterChange, date: string): boolean {
	return from <= `${date}T24:00` && `${date}T00:00` < to;
}

function decided(changes: readonly CenterChange[]): TermsNow {
	const terms = Object.assign({}, ...changes) as CenterTerms;
	return {
		walkIns: terms.walkIns ?? 1,
		crowd: terms.crowd ?? null,
		bookings: terms.bookings ?? 1,
		isBookingOnly: terms.admission === 'booking_only',
		isEntryFree: terms.doors === 'open',
		groups: terms.groups === 'none' ? null : (terms.groups ?? null),
		windows: terms.windows ?? 1,
		isReinforced: terms.isReinforced ?? false,
	};
}
