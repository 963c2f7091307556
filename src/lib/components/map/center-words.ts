import type { LiveBoard } from '$lib/client/live-board.svelte.ts';
import type { Center, Directory, Locale } from '$lib/domain/directory.ts';
import { formatAge, formatMinutes } from '$lib/format/duration.ts';
import { formatNumber, formatPercent } from '$lib/format/number.ts';
import { m } from '$lib/paraglide/messages.js';
import { LEVEL_WORD } from '../ui/level-words.ts';
import type { LabelTexts } from './label-plan.ts';
import { markOf, markOfStatus, ruleOfStatus, type Mark } from './mark.ts';

/** What the map needs of the live picture. */
export type MapBoard = Pick<LiveBoard, 'value' | 'onChange' | 'now'>;

/** Look of a center by ordinal, from its row or, in a very large network, from its status; null without either. */
export function readMark(board: MapBoard, ordinal: number): Mark | null {
	const level = board.value('c', ordinal, 'level');
	if (level !== null) {
		const freshness = board.value('c', ordinal, 'freshness');
		return markOf(level, freshness, board.value('c', ordinal, 'state'));
	}
	const status = board.value('l', ordinal, 'status');
	return status === null ? null : markOfStatus(status);
}

/** Bits of the rule in force at a center (`REGIME_BITS`), from its row or its status; 0 without either. */
export function readRule(board: MapBoard, ordinal: number): number {
	const status = board.value('l', ordinal, 'status');
	return board.value('c', ordinal, 'regime') ?? ruleOfStatus(status ?? 0);
}

/** Expected wait of a visitor who joins now, seconds; null when unknown. */
export function waitSeconds(board: MapBoard, ordinal: number): number | null {
	return board.value('c', ordinal, 'waitSeconds');
}

/** Age of what is known of a center; null when it was never heard. */
function age(board: MapBoard, ordinal: number, locale: Locale): string | null {
	const at = board.value('c', ordinal, 'at');
	return at === null ? null : formatAge(board.now / 1000 - at, locale);
}

/** Texts beside marks in a language. */
export function labelTexts(board: MapBoard, locale: Locale): LabelTexts {
	return {
		name: (name) => name[locale],
		critical(wait, count) {
			const n = formatNumber(count, locale);
			if (wait === null) return m.map_label_count({ n, count }, { locale });
			const minutes = formatMinutes(wait, locale);
			if (count === 1) return minutes;
			return m.map_label_critical({ wait: minutes, n, count }, { locale });
		},
		bookingOnly: () => m.map_label_booking_only({}, { locale }),
		state(ordinal) {
			const mark = readMark(board, ordinal);
			if (!mark) return null;
			if (mark.kind === 'closed') return LEVEL_WORD.closed();
			if (mark.kind === 'unknown') {
				const since = age(board, ordinal, locale);
				return since === null
					? m.map_label_never({}, { locale })
					: m.map_label_silent({ age: since }, { locale });
			}
			const wait = waitSeconds(board, ordinal);
			const inside = board.value('c', ordinal, 'occupancy');
			const capacity = board.value('c', ordinal, 'capacity');
			const fill = inside !== null && capacity ? formatPercent(inside / capacity, locale) : null;
			if (wait === null) return fill;
			const minutes = formatMinutes(wait, locale);
			return fill === null ? minutes : m.map_label_state({ wait: minutes, fill }, { locale });
		},
	};
}

/** Name of a center with its city, where it has one. */
export function centerTitle(directory: Directory, center: Center, locale: Locale): string {
	const city = directory.places.find(({ kind, id }) => kind === 'city' && id === center.cityId);
	const name = center.name[locale];
	return city ? m.map_center_in_city({ name, city: city.name[locale] }, { locale }) : name;
}

/** One sentence on a center for those who hear the map. */
export function centerSentence(
	board: MapBoard,
	directory: Directory,
	center: Center,
	locale: Locale,
): string {
	const name = centerTitle(directory, center, locale);
	const kind = readMark(board, center.ordinal)?.kind ?? 'unknown';
	if (kind === 'unknown') {
		const since = age(board, center.ordinal, locale);
		return since === null
			? m.map_says_never({ name }, { locale })
			: m.map_says_silent({ name, age: since }, { locale });
	}
	const level = LEVEL_WORD[kind]();
	const wait = waitSeconds(board, center.ordinal);
	if (wait === null || kind === 'closed') return m.map_says_level({ name, level }, { locale });
	return m.map_says_wait({ name, level, wait: formatMinutes(wait, locale) }, { locale });
}
