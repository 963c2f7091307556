import type { CauseReason } from '../domain/cause.ts';
import type { Locale } from '../domain/directory.ts';
import { m } from '../paraglide/messages.js';
import { formatAge } from './duration.ts';
import { formatNumber, formatPercent } from './number.ts';

/** What the sentences of reasons are made with. */
interface Said {
	/** A share as percent, a dash where it is not known. */
	share: (name: string) => string;
	number: (name: string) => string;
	/** Hours as an age. */
	age: (name: string) => string;
	options: { locale: Locale };
}

type Sentence = (said: Said) => string;

const plain =
	(words: (inputs: Record<string, never>, options: Said['options']) => string): Sentence =>
	({ options }) =>
		words({}, options);

const sharing =
	(
		words: (inputs: { share: string }, options: Said['options']) => string,
		figure = 'share',
	): Sentence =>
	({ share, options }) =>
		words({ share: share(figure) }, options);

const SENTENCES: Readonly<Record<string, Sentence>> = {
	booking_lifted: plain(m.cause_reason_booking_lifted),
	booking_required: plain(m.cause_reason_booking_required),
	groups_began: plain(m.cause_reason_groups_began),
	groups_ended: plain(m.cause_reason_groups_ended),
	fewer_inside: plain(m.cause_reason_fewer_inside),
	more_inside: plain(m.cause_reason_more_inside),
	hours_changed: plain(m.cause_reason_hours_changed),
	fewer_services: plain(m.cause_reason_fewer_services),
	more_services: plain(m.cause_reason_more_services),
	changed: plain(m.cause_reason_changed),
	time_since: ({ age, options }) => m.cause_reason_time_since({ age: age('hours') }, options),
	not_all_covered: sharing(m.cause_reason_not_all_covered),
	changed_moved: ({ share, options }) =>
		m.cause_reason_changed_moved({ moved: share('moved'), exempt: share('exemptMoved') }, options),
	exempt_moved_too: ({ share, options }) =>
		m.cause_reason_exempt_moved_too(
			{ moved: share('moved'), exempt: share('exemptMoved') },
			options,
		),
	mostly_walk_ins: sharing(m.cause_reason_mostly_walk_ins, 'walkInShare'),
	mostly_booked: sharing(m.cause_reason_mostly_booked, 'walkInShare'),
	in_force_for_long: plain(m.cause_reason_in_force_for_long),
	rule_changed: plain(m.cause_reason_rule_changed),
	own_feed: plain(m.cause_reason_own_feed),
	many_feeds_at_once: ({ number, options }) =>
		m.cause_reason_many_feeds({ centers: number('centers'), cities: number('cities') }, options),
	many_slow_at_once: ({ number, share, options }) =>
		m.cause_reason_many_slow(
			{ centers: number('centers'), cities: number('cities'), share: share('share') },
			options,
		),
	contact_too: plain(m.cause_reason_contact_too),
	contact_as_usual: plain(m.cause_reason_contact_as_usual),
	few_windows: sharing(m.cause_reason_few_windows, 'windowsShare'),
	closed_windows: sharing(m.cause_reason_closed_windows, 'staffedShare'),
	windows_as_usual: plain(m.cause_reason_windows_as_usual),
	arrivals_as_usual: plain(m.cause_reason_arrivals_as_usual),
	arrivals_rose: ({ share, options }) => {
		const own = share('share');
		const risen = own === UNKNOWN ? share('arrivalsShare') : own;
		return m.cause_reason_arrivals_rose({ share: risen }, options);
	},
	feed_doubtful: plain(m.cause_reason_feed_doubtful),
	city_rose_at_once: ({ number, share, options }) =>
		m.cause_reason_city_rose({ centers: number('centers'), share: share('share') }, options),
	calls_rose: sharing(m.cause_reason_calls_rose, 'callsShare'),
	calls_as_usual: plain(m.cause_reason_calls_as_usual),
	rose_everywhere: sharing(m.cause_reason_rose_everywhere),
	after_holiday: ({ number, options }) =>
		m.cause_reason_after_holiday({ n: number('days') }, options),
	before_holiday: ({ number, options }) =>
		m.cause_reason_before_holiday({ n: number('days') }, options),
};

/** Stands for a figure that is not known. */
const UNKNOWN = '—';
const SECONDS_IN_HOUR = 3600;

/** Reasons for a cause, or those against it, in one line; null where there are none. */
export function reasonsText(
	reasons: readonly CauseReason[],
	isAgainst: boolean,
	locale: Locale,
): string | null {
	const words = reasons
		.filter((reason) => reason.isAgainst === isAgainst)
		.map((reason) => reasonText(reason, locale));
	return words.length === 0 ? null : words.join('; ');
}

/** One reason in words; one of a code that this version does not know is its code. */
function reasonText({ code, figures }: CauseReason, locale: Locale): string {
	const sentence = SENTENCES[code];
	if (!sentence) return code;
	const shown = (write: (value: number) => string) => (name: string) => {
		const value = figures[name];
		return typeof value === 'number' ? write(value) : UNKNOWN;
	};
	return sentence({
		share: shown((value) => formatPercent(value, locale)),
		number: shown((value) => formatNumber(value, locale)),
		age: shown((value) => formatAge(value * SECONDS_IN_HOUR, locale)),
		options: { locale },
	});
}
