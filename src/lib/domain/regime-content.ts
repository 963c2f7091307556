import { safeCapacity, USABLE_SHARE } from './directory.ts';
import type {
	CapacityLimit,
	CapacityRule,
	GroupAdmission,
	MeasureContent,
	RegimeHours,
} from './regime.ts';

/** A content that speaks of every aspect. */
export type FullContent = Required<MeasureContent>;

/** What holds where no measure speaks: nothing is limited. */
export const NO_RULE: FullContent = {
	admission: 'open',
	intakeHours: null,
	issueHours: null,
	bookingUntil: null,
	groups: null,
	capacity: null,
	services: 'all',
};

/** Of two values of each aspect the one that is as strict as both: what a lower level may make of a higher one's. */
export const STRICTER: {
	[A in keyof FullContent]: (a: FullContent[A], b: FullContent[A]) => FullContent[A];
} = {
	admission: (a, b) => (a === 'booking_only' ? a : b),
	intakeHours: both(narrowHours),
	issueHours: both(narrowHours),
	bookingUntil: (a, b) => earlier(a, b),
	groups: both(smallerGroups),
	capacity: both(smallerCapacity),
	services: (a, b) => (a === 'not_online' ? a : b),
};

/** Null limits nothing. */
function both<T>(stricter: (a: T, b: T) => T): (a: T | null, b: T | null) => T | null {
	return (a, b) => {
		if (a === null) return b;
		return b === null ? a : stricter(a, b);
	};
}

const later = both<string>((a, b) => (a > b ? a : b));
const earlier = both<string>((a, b) => (a < b ? a : b));
const fewer = both<number>(Math.min);
const more = both<number>(Math.max);
const commonDays = both<readonly number[]>((a, b) => a.filter((day) => b.includes(day)));

function narrowHours(a: RegimeHours, b: RegimeHours): RegimeHours {
	return hoursOrClosed({
		opensAt: later(a.opensAt, b.opensAt),
		closesAt: earlier(a.closesAt, b.closesAt),
		days: commonDays(a.days, b.days),
	});
}

/** Closed hours have one shape, so that equal ones are equal. */
function hoursOrClosed(hours: RegimeHours): RegimeHours {
	const { opensAt, closesAt, days } = hours;
	const isEmpty = opensAt !== null && closesAt !== null && opensAt >= closesAt;
	const isClosed = isEmpty || days?.length === 0;
	return isClosed ? { opensAt: '00:00', closesAt: '00:00', days: [] } : hours;
}

function smallerGroups(a: GroupAdmission, b: GroupAdmission): GroupAdmission {
	return {
		people: fewer(a.people, b.people),
		everyMinutes: more(a.everyMinutes, b.everyMinutes),
		disinfection: longerPauses(a.disinfection, b.disinfection),
	};
}

const longerPauses = both<NonNullable<GroupAdmission['disinfection']>>((a, b) => ({
	everyMinutes: fewer(a.everyMinutes, b.everyMinutes),
	minutes: more(a.minutes, b.minutes),
}));

function smallerCapacity(a: CapacityRule, b: CapacityRule): CapacityRule {
	return {
		maxPeople: fewer(a.maxPeople, b.maxPeople),
		distanceM: more(a.distanceM, b.distanceM),
	};
}

/** The same value in one shape: days in order, closed hours alike. */
export function plainContent(content: MeasureContent): MeasureContent {
	const plain = { ...content };
	for (const aspect of ['intakeHours', 'issueHours'] as const) {
		const hours = plain[aspect];
		if (!hours) continue;
		const days = hours.days && [...new Set(hours.days)].sort((a, b) => a - b);
		plain[aspect] = hoursOrClosed({ opensAt: hours.opensAt, closesAt: hours.closesAt, days });
	}
	return plain;
}

/** Whether two values of an aspect are the same. */
export function isSameValue(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length &&
		keys.every((key) =>
			isSameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
		)
	);
}

/** People that a rule lets into a hall of `hallM2` square meters, with the inputs of the figure. */
export function capacityLimit(rule: CapacityRule, hallM2: number | null): CapacityLimit {
	const { maxPeople, distanceM } = rule;
	const peopleByDistance = distanceM === null ? null : safeCapacity(hallM2, distanceM);
	const people = fewer(maxPeople, peopleByDistance);
	return { maxPeople, distanceM, people, hallM2, usableShare: USABLE_SHARE, peopleByDistance };
}
