import type { Locale } from '../domain/directory.ts';
import type { CapacityLimit, GroupAdmission, RegimeHours, RegimeValues } from '../domain/regime.ts';
import { m } from '../paraglide/messages.js';
import { formatWeekdays } from './date.ts';
import { formatNumber, formatPercent } from './number.ts';

/** The short word of an admission, for a badge. */
export function admissionWord(admission: RegimeValues['admission'], locale: Locale): string {
	return admission === 'booking_only'
		? m.regime_booking_only({}, { locale })
		: m.regime_open({}, { locale });
}

/**
 * Everything that a rule limits besides the admission, one sentence each, in the order of the aspects. `public` leaves out
 * how a limit of people was computed.
 */
export function limitLines(
	values: Omit<RegimeValues, 'admission'>,
	locale: Locale,
	reader: 'staff' | 'public' = 'staff',
): string[] {
	const { intakeHours, issueHours, bookingUntil, groups, capacity, services } = values;
	const options = { locale };
	return [
		...(intakeHours ? [m.regime_intake({ hours: hoursText(intakeHours, locale) }, options)] : []),
		...(issueHours ? [m.regime_issue({ hours: hoursText(issueHours, locale) }, options)] : []),
		...(bookingUntil ? [m.regime_booking_until({ time: bookingUntil }, options)] : []),
		...(groups ? groupLines(groups, locale) : []),
		...(capacity ? capacityLines(capacity, locale, reader) : []),
		...(services === 'not_online' ? [m.regime_services({}, options)] : []),
	];
}

function hoursText({ opensAt, closesAt, days }: RegimeHours, locale: Locale): string {
	const options = { locale };
	if (days?.length === 0) return m.regime_hours_closed({}, options);
	const hours = wallClockText(opensAt, closesAt, locale);
	return days ? m.regime_hours_days({ hours, days: formatWeekdays(days, locale) }, options) : hours;
}

function wallClockText(opens: string | null, closes: string | null, locale: Locale): string {
	if (opens !== null && closes !== null) return `${opens}–${closes}`;
	if (opens !== null) return m.regime_hours_from({ opens }, { locale });
	if (closes !== null) return m.regime_hours_until({ closes }, { locale });
	return m.regime_hours_usual({}, { locale });
}

function groupLines(
	{ people, everyMinutes, disinfection }: GroupAdmission,
	locale: Locale,
): string[] {
	const options = { locale };
	const number = (value: number) => formatNumber(value, locale);
	return [
		people === null
			? m.regime_groups({}, options)
			: m.regime_groups_people({ count: people, n: number(people) }, options),
		...(everyMinutes === null ? [] : [m.regime_groups_every({ n: number(everyMinutes) }, options)]),
		...(disinfection ? [pauseLine(disinfection, locale)] : []),
	];
}

function pauseLine(
	{ everyMinutes, minutes }: NonNullable<GroupAdmission['disinfection']>,
	locale: Locale,
): string {
	const options = { locale };
	const every = everyMinutes === null ? null : formatNumber(everyMinutes, locale);
	const n = minutes === null ? null : formatNumber(minutes, locale);
	if (every !== null && n !== null) return m.regime_pauses_full({ n, every }, options);
	if (every !== null) return m.regime_pauses_every({ every }, options);
	return n === null ? m.regime_pauses({}, options) : m.regime_pauses_minutes({ n }, options);
}

/** The limit, and for staff what it was computed from. */
function capacityLines(limit: CapacityLimit, locale: Locale, reader: 'staff' | 'public'): string[] {
	const options = { locale };
	const number = (value: number) => formatNumber(value, locale);
	const { people, maxPeople, distanceM, hallM2, usableShare, peopleByDistance } = limit;
	const distance = distanceM === null ? null : formatNumber(distanceM, locale, 2);
	const lines: string[] = [];
	if (people !== null) lines.push(m.regime_people({ count: people, n: number(people) }, options));
	else if (distance !== null) lines.push(m.regime_people_unknown({}, options));
	else lines.push(m.regime_people_unstated({}, options));
	if (reader === 'public' && people !== null) return lines;
	if (maxPeople !== null) lines.push(m.regime_people_stated({ n: number(maxPeople) }, options));
	if (distance !== null && peopleByDistance !== null && hallM2 !== null) {
		const inputs = {
			n: number(peopleByDistance),
			area: number(hallM2),
			share: formatPercent(usableShare, locale),
			distance,
		};
		lines.push(m.regime_people_by_distance(inputs, options));
	} else if (distance !== null) lines.push(m.regime_people_distance({ distance }, options));
	return lines;
}
