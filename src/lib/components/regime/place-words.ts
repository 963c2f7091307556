import type { Locale } from '$lib/domain/directory.ts';
import type { PlaceRule } from '$lib/domain/rule-board.ts';
import { m } from '$lib/paraglide/messages.js';

/** Whether every center of a place that is not spared serves booked visitors only. */
export function isBookingOnly({ booking, exempt }: PlaceRule, centers: number): boolean {
	return booking > 0 && booking + exempt >= centers;
}

/** The rule of a place in a few words. */
export function placeWord(rule: PlaceRule, centers: number, locale: Locale): string {
	const options = { locale };
	if (isBookingOnly(rule, centers)) return m.regime_booking_only({}, options);
	if (rule.booking > 0) return m.regimes_partly({}, options);
	return rule.limits.length > 0 ? m.regime_open_limited({}, options) : m.regime_open({}, options);
}
