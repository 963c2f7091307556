import { createBaseline, slotOf, type Baseline, type SlotRow } from '../../domain/baseline.ts';
import type { Calendar } from '../../domain/calendar.ts';
import { comparableSlots } from '../../domain/comparable-slots.ts';
import type { Directory } from '../../domain/directory.ts';
import { CONTACT_ORDINAL } from '../../domain/incident-watch.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import type { Decision } from '../../domain/regime.ts';
import { createRulesNow } from '../../domain/rules-now.ts';
import type { Sql } from '../store/connect.ts';
import { listQuarters, type QuarterRow } from '../store/detection.ts';

/** By which 1414 counts its days, and whose holidays it has. */
const CONTACT = { timezone: 'Asia/Almaty', regionId: 'KZ-75' } as const;

/** What is usual now: since the regime in force began, and whatever regime there was. */
export interface Baselines {
	present: Baseline;
	before: Baseline;
}

/** Reads what is usual in the quarter of an hour of an instant (operations clock) from the roll-ups. */
export async function readBaselines(
	sql: Sql,
	world: {
		directory: Directory;
		localTime: LocalTimeOf;
		calendar: Calendar;
		decisions: readonly Decision[];
	},
	nowMs: number,
): Promise<Baselines> {
	const { directory, localTime, calendar, decisions } = world;
	const rows = await listQuarters(sql, comparableSlots(nowMs));
	const centers = new Map(directory.centers.map((center) => [center.ordinal, center]));
	const rules = createRulesNow(decisions);
	const slots = rows.flatMap((row) => {
		const place = row.center === CONTACT_ORDINAL ? CONTACT : centers.get(row.center);
		return place ? [slotRowOf(row, place.timezone, localTime)] : [];
	});
	const options = {
		isSpecial: (ordinal: number, date: string) =>
			calendar((centers.get(ordinal) ?? CONTACT).regionId, date) !== null,
		wasIncident: () => false,
		likeOf: (ordinal: number) => {
			const center = centers.get(ordinal);
			return [center?.cityId ?? center?.regionId, center?.class, center?.type].join(' ');
		},
		sizeOf: (ordinal: number) => Math.max(1, centers.get(ordinal)?.windows ?? 1),
	};
	const regimeSinceMs = (ordinal: number) => {
		const center = centers.get(ordinal);
		return center ? rules.of(center, nowMs).sinceMs : null;
	};
	return {
		present: createBaseline(slots, { ...options, regimeSinceMs }),
		before: createBaseline(slots, { ...options, regimeSinceMs: () => null }),
	};
}

function slotRowOf(
	{ center, bucket, ...figures }: QuarterRow,
	timezone: string,
	localTime: LocalTimeOf,
): SlotRow {
	const atMs = bucket.getTime();
	const { date, weekday, minutes } = localTime(timezone, atMs);
	return { center, atMs, date, weekday, slot: slotOf(minutes), ...figures };
}
