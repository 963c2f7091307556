/** Columns of a center; its detail begins with the same. */
const CENTER_COLUMNS = [
	'ordinal',
	'at',
	'level',
	'freshness',
	'regime',
	'state',
	'severity',
	'occupancy',
	'capacity',
	'queueLength',
	'queueOutside',
	'waitSeconds',
	'waitBookedSeconds',
	'windowsServing',
	'windowsOpen',
	'trend',
] as const;

/**
 * Columns of the positional rows on the wire (realtime.md §2.3), in order. Append only: old clients look columns up by
 * the names that a snapshot carries. Instants are Unix seconds, everything else an integer; null means not measured.
 */
export const COLUMNS = {
	c: CENTER_COLUMNS,
	l: ['ordinal', 'status'],
	d: [
		...CENTER_COLUMNS,
		'occupancyAt',
		'queueAt',
		'outsideAt',
		'bookedWaiting',
		'walkInWaiting',
		'longestWaitSeconds',
		'arrivalsBooked',
		'arrivalsWalkIn',
		'served',
		'noShows',
		'leftWithoutService',
		'turnedAway',
		'movedToNextDay',
		'nextFreeSlotAt',
		'slotsFree',
		'slotsTotal',
		'bookingsRefused',
	],
	a: [
		'ordinal',
		'centers',
		'open',
		'reporting',
		'occupancy',
		'capacity',
		'queueLength',
		'queueOutside',
		'waitSeconds',
		'calm',
		'busy',
		'crowded',
		'critical',
		'unknown',
		'bookingOnly',
		'severity',
		'incidents',
	],
	k: [
		'ordinal',
		'at',
		'level',
		'freshness',
		'mode',
		'severity',
		'callsWaiting',
		'longestWaitSeconds',
		'operatorsOnShift',
		'operatorsBusy',
		'operatorsSeconded',
		'offered',
		'answered',
		'answeredInTarget',
		'abandoned',
		'handleSeconds',
		'answerWaitSeconds',
	],
} as const;

/** A kind of row: `c` center, `l` center status, `d` center detail, `a` place, `k` contact center. */
export type RowKind = keyof typeof COLUMNS;
/** Name of a column of one kind of row. */
export type Column<K extends RowKind> = (typeof COLUMNS)[K][number];
/** A positional row: integers, null where not measured; the first is the ordinal. */
export type Row = (number | null)[];
/** Rows by kind, as a frame carries them. */
export type Rows = { [K in RowKind]?: Row[] };

/** Codes of `level` (realtime.md §2.3): 0 unknown … 4 critical. */
export const LEVELS = ['unknown', 'calm', 'busy', 'crowded', 'critical'] as const;
/** How full a center is, in words. */
export type Level = (typeof LEVELS)[number];
/** Codes of `freshness`: 0 never, 1 fresh, 2 late, 3 stale, 4 lost. */
export const FRESHNESS = ['never', 'fresh', 'late', 'stale', 'lost'] as const;
/** How old a state is, in words. */
export type Freshness = (typeof FRESHNESS)[number];
/** Bits of `regime`: the rule in force at a center; `exempt` of a rule of its city, `changeDue` within 24 h. */
export const REGIME_BITS = {
	bookingOnly: 1,
	groups: 2,
	capacity: 4,
	hours: 8,
	notOnline: 16,
	exempt: 32,
	changeDue: 64,
} as const;
/** Bits of `state`. */
export const STATE_BITS = {
	closed: 1,
	sanitaryBreak: 2,
	notMoving: 4,
	suspect: 8,
	synthetic: 16,
} as const;

/** Position of a column in a row of a kind. */
export function columnOf<K extends RowKind>(kind: K, name: Column<K>): number {
	return (COLUMNS[kind] as readonly string[]).indexOf(name);
}

/**
 * Hash of one row; a scope's hash is the sum of its row hashes modulo 2³². Source: realtime.md §2.4.
 */
export function rowHash(kind: RowKind, row: Row): number {
	let h = Math.imul(0x811c9dc5 ^ kind.charCodeAt(0), 0x01000193);
	for (const x of row) h = Math.imul(h ^ (x ?? -0x80000000), 0x01000193);
	return h >>> 0;
}
