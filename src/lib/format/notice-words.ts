import type { Directory, Locale } from '../domain/directory.ts';
import { BOOKING_CHANNELS, type DoorSign, type NoticePart } from '../domain/notice.ts';
import type { Decision, RegimeSubject } from '../domain/regime.ts';
import { NO_RULE } from '../domain/regime-content.ts';
import { m } from '../paraglide/messages.js';
import { formatMoment } from './date.ts';
import { formatNumber } from './number.ts';
import { limitLines } from './rule-words.ts';
import { actByText, actText } from './trace-words.ts';

/** How many places a message for messengers names; the others are counted. */
const NAMED_PLACES = 12;

/** What the words of notices need besides the signs. */
interface NoticeContext {
	/** Those that the signs speak of. */
	decisions: readonly Pick<Decision, 'id' | 'act'>[];
	directory: Pick<Directory, 'centers' | 'places'>;
	locale: Locale;
}

/** A sheet for the door of one center. */
export interface SignText {
	/** Name of the center. */
	center: string;
	title: string;
	lines: string[];
}

/** The words of one door sign, one sentence a line. */
export function signText({ subject, parts }: DoorSign, context: NoticeContext): SignText {
	const { directory, locale } = context;
	const [title = '', ...lines] = parts.flatMap((part) => partLines(part, context));
	const center = directory.centers.find(({ id }) => id === subject.id);
	return { center: center?.name[locale] ?? subject.id, title, lines };
}

/** What an operator of 1414 says of a decision, a paragraph for each group of places; every place is named. */
export function scriptText(signs: readonly DoorSign[], context: NoticeContext): string {
	const ask = m.notice_ask({}, { locale: context.locale });
	return [ask, ...paragraphs(signs, Infinity, context)].join('\n\n');
}

/** A text for messengers. */
export function shortText(signs: readonly DoorSign[], context: NoticeContext): string {
	return paragraphs(signs, NAMED_PLACES, context).join('\n\n');
}

/** Centers of which the same is said stand together; how to book and the legal basis once, at the end. */
function paragraphs(signs: readonly DoorSign[], most: number, context: NoticeContext): string[] {
	const groups = new Map<string, { parts: NoticePart[]; subjects: RegimeSubject[] }>();
	const ends = new Set<string>();
	for (const { parts, subject } of signs) {
		const own = parts.filter(isSaidOfGroups);
		const key = own.flatMap((part) => partLines(part, context)).join('\n');
		const group = groups.get(key);
		if (group) group.subjects.push(subject);
		else groups.set(key, { parts: own, subjects: [subject] });
		for (const part of parts) {
			if (part.kind === 'channels' || part.kind === 'basis')
				partLines(part, context).forEach((line) => ends.add(line));
		}
	}
	const sorted = [...groups.values()].sort((a, b) => rankOf(a.parts) - rankOf(b.parts));
	return [
		...sorted.map(({ parts, subjects }) => {
			const places = placeList(subjects, most, context);
			return parts.flatMap((part) => partLines(part, context, places)).join('\n');
		}),
		[...ends].join('\n'),
	];
}

/** How many people a hall holds is said at its door. */
function isSaidOfGroups(part: NoticePart): boolean {
	if (part.kind === 'limit') return part.limit.capacity === undefined;
	return part.kind !== 'channels' && part.kind !== 'basis';
}

function rankOf(parts: readonly NoticePart[]): number {
	const isBooking = parts.some(
		(part) => part.kind === 'admission' && part.admission === 'booking_only',
	);
	const isExempt = parts.some(({ kind }) => kind === 'exempt');
	return (isBooking ? 0 : 2) + (isExempt ? 1 : 0);
}

/** The words of a part: of one center, or of the places that are named. */
function partLines(
	part: NoticePart,
	context: NoticeContext,
	places: string | null = null,
): string[] {
	const { locale, decisions } = context;
	const options = { locale };
	const acts = (ids: readonly string[], cite: typeof actText) =>
		decisions
			.filter(({ id }) => ids.includes(id))
			.map((decision) => cite(decision, locale))
			.join('; ');
	switch (part.kind) {
		case 'admission':
			return [admissionLine(part.admission === 'booking_only', places, locale)];
		case 'exempt': {
			const text = { acts: acts(part.decisionIds, actText) };
			return [
				places === null ? m.notice_exempt(text, options) : m.notice_group_exempt(text, options),
			];
		}
		case 'period':
			return [periodLine(part, locale)];
		case 'limit':
			return limitLines({ ...NO_RULE, capacity: null, ...part.limit }, locale, 'public');
		case 'channels':
			return [m.notice_channels(BOOKING_CHANNELS, options)];
		case 'basis':
			return [m.notice_basis({ act: acts([part.decisionId], actByText) }, options)];
	}
}

function admissionLine(isBooking: boolean, places: string | null, locale: Locale): string {
	const options = { locale };
	if (places === null) {
		return isBooking ? m.notice_sign_booking({}, options) : m.notice_sign_open({}, options);
	}
	return isBooking
		? m.notice_group_booking({ places }, options)
		: m.notice_group_open({ places }, options);
}

function periodLine(
	{ from, until, timezone }: Extract<NoticePart, { kind: 'period' }>,
	locale: Locale,
): string {
	const options = { locale };
	const moment = (at: Date) => formatMoment(at, timezone, locale);
	if (from && until) {
		return m.notice_period({ from: moment(from), until: moment(until) }, options);
	}
	if (from) return m.notice_period_from({ from: moment(from) }, options);
	if (until) return m.notice_period_until({ until: moment(until) }, options);
	return m.notice_period_open({}, options);
}

/** Names of cities all of whose centers are meant, then of single centers; over `most` names are counted. */
function placeList(
	subjects: readonly RegimeSubject[],
	most: number,
	{ directory, locale }: NoticeContext,
): string {
	const meant = new Set(subjects.map(({ id }) => id));
	const rest = new Map(
		directory.centers.filter(({ id }) => meant.has(id)).map((center) => [center.id, center]),
	);
	const names: { name: string; centers: number }[] = [];
	for (const place of directory.places) {
		const own = directory.centers.filter(({ cityId }) => cityId === place.id);
		if (own.length === 0 || !own.every(({ id }) => rest.has(id))) continue;
		names.push({ name: place.name[locale], centers: own.length });
		own.forEach(({ id }) => rest.delete(id));
	}
	rest.forEach(({ name }) => names.push({ name: name[locale], centers: 1 }));
	const places = names
		.slice(0, most)
		.map(({ name }) => name)
		.join('; ');
	const more = names.slice(most).reduce((sum, { centers }) => sum + centers, 0);
	return more === 0
		? places
		: m.notice_places_more({ places, count: more, n: formatNumber(more, locale) }, { locale });
}
