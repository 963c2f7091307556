import type { UsualSlot } from './detectors/sight.ts';
import { bandOf, type Band } from './surge.ts';

/** Length of a slot. */
const SLOT_MINUTES = 15;
/** Slots of a day. */
const SLOTS_A_DAY = (24 * 60) / SLOT_MINUTES;

/** How a baseline is made. Source: domain.md D7. */
const BASELINE = {
	/** The newest so many comparable slots. */
	slots: 8,
	/** With fewer of its own a slot is pooled with those beside it, then with centers like it. */
	ownAtLeast: 4,
} as const;

/** One quarter of an hour of one center, as its roll-up tells; a null figure was not measured. */
export interface SlotRow {
	/** Ordinal of the center. */
	center: number;
	/** Start, Unix ms. */
	atMs: number;
	/** Local date `YYYY-MM-DD`, weekday 1 Monday … 7 Sunday, and slot of the local day from 0. */
	date: string;
	weekday: number;
	slot: number;
	arrivals: number | null;
	walkIns: number | null;
	/** Means of the slot. */
	queue: number | null;
	windows: number | null;
}

/** What decides which rows of a center are comparable. */
export interface BaselineOptions {
	/** Start of the regime in force, Unix ms: what was before says nothing about now; null: as long as is known. */
	regimeSinceMs: (center: number) => number | null;
	/** Days that do not follow their weekday. */
	isSpecial: (center: number, date: string) => boolean;
	/** During an incident nothing was usual. */
	wasIncident: (center: number, atMs: number) => boolean;
	/** Centers that are alike, by a name: same city, class and work. */
	likeOf: (center: number) => string;
	/** Size of a center beside others like it: windows; at least 1. */
	sizeOf: (center: number) => number;
}

/** What is usual, by center, weekday and slot. */
export interface Baseline {
	/** Null where nothing comparable is known. */
	usual(center: number, weekday: number, slot: number): UsualSlot | null;
}

const FIGURES = ['arrivals', 'walkIns', 'queue', 'windows'] as const;

/**
 * Makes the baseline of roll-up rows in any order: median and spread of the last eight comparable slots. Slots are
 * computed when first asked for, and remembered.
 */
export function createBaseline(rows: Iterable<SlotRow>, options: BaselineOptions): Baseline {
	const bySlot = new Map<number, SlotRow[]>();
	const members = new Map<string, Set<number>>();
	for (const row of rows) {
		if (!isComparable(row, options)) continue;
		const key = keyOf(row.center, row.weekday, row.slot);
		const list = bySlot.get(key);
		if (list) list.push(row);
		else bySlot.set(key, [row]);
		const like = options.likeOf(row.center);
		members.set(like, (members.get(like) ?? new Set()).add(row.center));
	}
	for (const list of bySlot.values()) list.sort((a, b) => b.atMs - a.atMs);
	const at = (center: number, weekday: number, slot: number): readonly SlotRow[] =>
		bySlot.get(keyOf(center, weekday, slot)) ?? [];

	/** The slot of this weekday with the two beside it, then the same slot of the other working days. */
	function pooled(center: number, weekday: number, slot: number): SlotRow[] {
		const beside = [slot - 1, slot, slot + 1].flatMap((one) => at(center, weekday, one));
		const others = weekday <= 5 ? [1, 2, 3, 4, 5].filter((day) => day !== weekday) : [];
		return [...beside, ...others.flatMap((day) => at(center, day, slot))];
	}

	/** What centers like it have, by their size. */
	function profile(center: number, weekday: number, slot: number): SlotRow[] {
		const size = options.sizeOf(center);
		const like = [...(members.get(options.likeOf(center)) ?? [])].filter((one) => one !== center);
		return like.flatMap((other) => {
			const share = size / options.sizeOf(other);
			return at(other, weekday, slot)
				.slice(0, BASELINE.slots)
				.map((row) => scaled(row, share));
		});
	}

	function find(center: number, weekday: number, slot: number): UsualSlot | null {
		const own = at(center, weekday, slot).slice(0, BASELINE.slots);
		if (own.length >= BASELINE.ownAtLeast) return usualOf(own, 'own');
		const more = newest(pooled(center, weekday, slot));
		if (more.length >= BASELINE.ownAtLeast) return usualOf(more, 'pooled');
		const alike = profile(center, weekday, slot);
		if (alike.length >= BASELINE.ownAtLeast) return usualOf(alike, 'profile');
		return null;
	}

	const known = new Map<number, UsualSlot | null>();
	return {
		usual(center, weekday, slot) {
			const key = keyOf(center, weekday, slot);
			let usual = known.get(key);
			if (usual === undefined) known.set(key, (usual = find(center, weekday, slot)));
			return usual;
		},
	};
}

/** Slot of the local day that holds a minute of it. */
export function slotOf(minuteOfDay: number): number {
	return Math.floor(minuteOfDay / SLOT_MINUTES);
}

function isComparable(row: SlotRow, options: BaselineOptions): boolean {
	const since = options.regimeSinceMs(row.center);
	if (since !== null && row.atMs < since) return false;
	return !options.isSpecial(row.center, row.date) && !options.wasIncident(row.center, row.atMs);
}

function newest(rows: SlotRow[]): SlotRow[] {
	return rows.sort((a, b) => b.atMs - a.atMs).slice(0, BASELINE.slots);
}

function usualOf(rows: readonly SlotRow[], basis: UsualSlot['basis']): UsualSlot {
	const bands = FIGURES.map((name): [string, Band | null] => [
		name,
		bandOf(rows.flatMap((row) => row[name] ?? [])),
	]);
	return { ...(Object.fromEntries(bands) as Omit<UsualSlot, 'basis'>), basis };
}

function scaled(row: SlotRow, share: number): SlotRow {
	const figures = FIGURES.map((name) => {
		const value = row[name];
		return [name, value === null ? null : value * share];
	});
	return { ...row, ...(Object.fromEntries(figures) as Partial<SlotRow>) };
}

function keyOf(center: number, weekday: number, slot: number): number {
	return (center * 8 + weekday) * SLOTS_A_DAY + slot;
}
