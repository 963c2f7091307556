import type { FeedDoor } from '$lib/domain/feed-health.ts';
import type { FeedRight } from '$lib/domain/permission.ts';
import { m } from '$lib/paraglide/messages.js';

/** What each right lets a feed do. */
export const RIGHT_WORD: Record<FeedRight, () => string> = {
	readings: m.right_readings,
	contact_readings: m.right_contact_readings,
	availability: m.right_availability,
	backfill: m.right_backfill,
	read: m.right_read,
};

/** What comes through each door. */
export const DOOR_WORD: Record<FeedDoor, () => string> = {
	readings: m.feed_door_readings,
	contact_readings: m.feed_door_contact_readings,
	availability: m.feed_door_availability,
};

const REJECT_WORDS: Record<string, () => string> = {
	time: m.reject_time,
	range: m.reject_range,
	type: m.reject_type,
	text: m.reject_text,
	unknown_field: m.reject_unknown_field,
	not_found: m.reject_not_found,
	id_repeated: m.reject_id_repeated,
	id_reused: m.reject_id_reused,
	no_figure: m.reject_no_figure,
	json: m.reject_json,
};

/** Why something was rejected; a rare reason has no sentence of its own. */
export function rejectWord(reason: string): string {
	return (REJECT_WORDS[reason] ?? m.reject_other)();
}
