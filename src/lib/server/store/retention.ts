import type { Sql } from './connect.ts';

/** Tables in day partitions. */
const DAILY = {
	raw: ['reading', 'contact_reading', 'availability_reading'],
	minutes: ['rollup_1m', 'rollup_contact_1m'],
} as const;

/** Days that are ready before the operations clock reaches them. */
const DAYS_AHEAD = 3;
/** Pages of reading_key (8 KB each) that one statement looks through. */
const PAGES_AT_ONCE = 2000;
/** A larger table is looked through in so many calls, by the minute of the hour. */
const PARTS = 60;

const DAY_MS = 24 * 3600 * 1000;

/**
 * Makes the day partitions from today until three days ahead of the operations clock, so that ingest finds them.
 * `writtenAt` is the system clock: a partition is not dropped sooner than its retention after it.
 */
export async function prepareDays(
	sql: Sql,
	{ operationsNow, writtenAt }: { operationsNow: Date; writtenAt: Date },
): Promise<void> {
	const last = new Date(operationsNow.getTime() + DAYS_AHEAD * DAY_MS);
	for (const table of [...DAILY.raw, ...DAILY.minutes]) {
		await sql`
			select ensure_day_partition(${table}, day::date, ${writtenAt})
			  from generate_series(${utcDay(operationsNow)}::date, ${utcDay(last)}::date, interval '1 day') as day`;
	}
}

/** How long history is kept, in days of both clocks. */
export interface Retention {
	rawDays: number;
	minuteDays: number;
	/** Known ids of live readings, from receipt; a backfill's ids live as long as its readings. */
	keyDays: number;
}

/**
 * Drops what is older than its retention: a day's partitions when the day (operations clock) *and* its last write
 * (system clock) are old enough, known ids after that. Called every minute. Returns the dropped partitions as `table day`.
 */
export async function dropOldDays(
	sql: Sql,
	options: { operationsNow: Date; systemNow: Date; retention: Retention },
): Promise<string[]> {
	const { operationsNow, systemNow, retention } = options;
	const dropped: string[] = [];
	const drop = async (tables: readonly string[], days: number) => {
		const before = utcDay(new Date(operationsNow.getTime() - days * DAY_MS));
		const writtenBefore = new Date(systemNow.getTime() - days * DAY_MS);
		for (const table of tables) {
			const gone = await sql<{ day: string }>`
				select day from drop_day_partitions(${table}, ${before}::date, ${writtenBefore}) as day`;
			dropped.push(...gone.map(({ day }) => `${table} ${day}`));
		}
	};
	await drop(DAILY.raw, retention.rawDays);
	await drop(DAILY.minutes, retention.minuteDays);
	await forgetKeys(sql, systemNow, {
		receivedBefore: new Date(systemNow.getTime() - retention.keyDays * DAY_MS),
		backfillDayBefore: utcDay(new Date(operationsNow.getTime() - retention.rawDays * DAY_MS)),
		backfillReceivedBefore: new Date(systemNow.getTime() - retention.rawDays * DAY_MS),
	});
	return dropped;
}

/**
 * Walks the table page by page: an index on the time of receipt would cost every reading instead. A small table is
 * walked whole, of a large one the part that belongs to the minute: called every minute, all of it once an hour.
 */
async function forgetKeys(
	sql: Sql,
	systemNow: Date,
	limits: { receivedBefore: Date; backfillDayBefore: string; backfillReceivedBefore: Date },
): Promise<void> {
	const [size] = await sql<{ pages: number }>`
		select pg_relation_size('reading_key') / current_setting('block_size')::integer as pages`;
	const pages = size?.pages ?? 0;
	const part = pages > PAGES_AT_ONCE ? Math.ceil(pages / PARTS) : pages;
	const first = pages > PAGES_AT_ONCE ? (systemNow.getUTCMinutes() % PARTS) * part : 0;
	const end = Math.min(first + part, pages);
	for (let page = first; page < end; page += PAGES_AT_ONCE) {
		await sql`
			delete from reading_key
			 where ctid >= ${`(${page},0)`}::tid and ctid < ${`(${Math.min(page + PAGES_AT_ONCE, end)},0)`}::tid
			   and case when backfill_day is null then received_at < ${limits.receivedBefore}
			            else backfill_day < ${limits.backfillDayBefore}::date
			                 and received_at < ${limits.backfillReceivedBefore} end`;
	}
}

function utcDay(instant: Date): string {
	return instant.toISOString().slice(0, 10);
}
