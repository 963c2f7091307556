import type { CenterClass, CenterType } from '../../src/lib/domain/directory.ts';
import type { Source } from './sources.ts';

/** Something that happened, and where it is stated. */
interface Fact {
	text: string;
	sources: readonly Source[];
}

/** Some centers of the directory: those that are in every list that is given. Nothing given means all. */
export interface Where {
	regions?: readonly string[];
	/** Ids of cities; centers outside cities are in none. */
	cities?: readonly string[];
	/** Ids of centers. */
	centers?: readonly string[];
	classes?: readonly CenterClass[];
	types?: readonly CenterType[];
}

/** A period in wall-clock times `YYYY-MM-DDTHH:MM` of each place, from the first on and before the second. */
interface Period {
	/** Without it: always before. */
	from?: string;
	/** Without it: from then on. */
	to?: string;
	/** What makes it so, for the reader. */
	why: string;
}

/** How people are let in by small groups, with pauses in which the hall is treated. */
export interface GroupAdmission {
	/** So many people may enter in each interval. */
	people: number;
	everyMinutes: number;
	/** The hall is closed for the last `minutes` of every so many minutes. */
	sanitaryBreak?: { everyMinutes: number; minutes: number };
}

/** What may differ from an ordinary day at a center; what is absent stays as it is. */
export interface CenterTerms {
	/** Walk-ins, times those of an ordinary day. */
	walkIns?: number;
	/**
	 * The people of a whole ordinary day, times this, come without booking in the shape of the day a rule is lifted
	 * (most in the first two hours); replaces `walkIns`.
	 */
	crowd?: number;
	/** Wishes for a booking, times those of an ordinary day; slots limit what becomes of them. */
	bookings?: number;
	/** `booking_only`: every slot can be booked; a walk-in is served only where a window is free. */
	admission?: 'open' | 'booking_only';
	/** `open`: nobody may be refused entry, people stop coming in only where there is no room to stand. */
	doors?: 'kept' | 'open';
	groups?: GroupAdmission | 'none';
	/** Windows that can be staffed, times those that exist. */
	windows?: number;
	/** Every window is staffed from the opening on. */
	isReinforced?: boolean;
	/** Earlier closing, `HH:MM`. */
	closesAt?: string;
}

/** A change at some centers. Of several that hold, the last one in the list decides each term. */
export interface CenterChange extends Period, CenterTerms {
	where: Where;
}

/** What may differ at 1414; times are those of Almaty. Absent terms stay as they are. */
export interface CallTerms {
	/** Calls, times those of an ordinary day. */
	calls?: number;
	/** What people call about, as shares that add to 1. */
	topics?: Readonly<Record<string, number>>;
	/** Operators on shift by site, over the day; sites that are not named follow the ordinary plan. */
	operators?: Readonly<Record<string, number>>;
	/** Further operators lent by other offices, by site. */
	seconded?: Readonly<Record<string, number>>;
}

/** A change at 1414. Of several that hold, the last one in the list decides each term. */
export interface CallChange extends Period, CallTerms {}

/** What can be wrong with a feed. */
export const FAULTS = ['silent', 'flapping', 'late', 'frozen', 'absurd', 'doubled'] as const;
/** What can be wrong with a feed. */
type Fault = (typeof FAULTS)[number];

/** A faulty feed: what it does, where, and how far behind a late one is. */
export interface FeedFault extends Period {
	centers: readonly string[];
	fault: Fault;
	/** For `late`: readings arrive so many promised cadences after their instant. */
	behindCadences?: number;
}

/** A playable course of events: what is known, what is invented, and what changes when. Data only. */
export interface Scenario {
	name: string;
	/** One line for whoever chooses. */
	summary: string;
	/** RFC 3339 instant at which an exercise begins; null: 11:00 of the last working day. */
	startsAt: string | null;
	facts: readonly Fact[];
	/** What was invented for it; nobody may take it for a fact. */
	illustrative: readonly string[];
	/** Trouble beside the event: that of an ordinary day, or none. */
	background: 'everyday' | 'quiet';
	centers: readonly CenterChange[];
	calls: readonly CallChange[];
	feeds: readonly FeedFault[];
}
