import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestReadings } from '$lib/server/store/ingest.ts';
import { dropOldDays, prepareDays } from '$lib/server/store/retention.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { after, aReading, NOW } from '../support/reading-builders.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.drop());

const DAY = 86_400;
const RETENTION = { rawDays: 30, minuteDays: 400, keyDays: 3 };
const days = async (parent: string) =>
	(
		await db.sql<{
			day: string;
		}>`select day from day_partition where parent = ${parent} order by day`
	).map(({ day }) => day);
const ingest = (id: string, at: Date, receivedAt: Date, presentAfter: Date) =>
	ingestReadings(db.sql, { items: [aReading({ id, at, served: 1 })], receivedAt, presentAfter });
const keys = async () =>
	(await db.sql<{ id: string }>`select id from reading_key order by id`).map(({ id }) => id);

test('days are ready three days ahead of the operations clock, and preparing again does nothing', async () => {
	for (let i = 0; i < 2; i++) {
		await prepareDays(db.sql, { operationsNow: NOW, writtenAt: NOW });
		for (const table of [
			'reading',
			'contact_reading',
			'availability_reading',
			'rollup_1m',
			'rollup_contact_1m',
		]) {
			expect(await days(table)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']);
		}
	}
});

test('a past day is made by the reading that needs it, in UTC whatever the session’s zone', async () => {
	await ingest('past', new Date('2020-01-06T23:59:59.999Z'), NOW, after(-DAY));
	await ingest('past2', new Date('2020-01-07T00:00:00.000Z'), NOW, after(-DAY));
	expect((await days('reading')).slice(0, 2)).toEqual(['2020-01-06', '2020-01-07']);
	const [row] = await db.sql<{ n: number }>`select count(*) as n from reading_20200107`;
	expect(row?.n).toBe(1);
});

test('preparing days and writing at the same time do not wait for each other’s end', async () => {
	await Promise.all([
		...Array.from({ length: 10 }, (_, i) => ingest(`par${i}`, after(i * DAY), NOW, after(-DAY))),
		...Array.from({ length: 5 }, (_, i) =>
			prepareDays(db.sql, { operationsNow: after(i * 3 * DAY), writtenAt: NOW }),
		),
	]);
	const [row] = await db.sql<{ n: number }>`select count(*) as n from reading where id like 'par%'`;
	expect(row?.n).toBe(10);
});

test('a day is dropped only when both the day and its last write are old', async () => {
	// The readings of 2020 were written just now: their day is old, their last write is not.
	const soon = { operationsNow: after(10 * DAY), systemNow: after(10 * DAY), retention: RETENTION };
	expect(await dropOldDays(db.sql, soon)).toEqual([]);
	const later = {
		operationsNow: after(31 * DAY),
		systemNow: after(31 * DAY),
		retention: RETENTION,
	};
	const dropped = await dropOldDays(db.sql, later);
	expect(dropped).toContain('reading 2020-01-06');
	expect(dropped).toContain('reading 2026-11-21');
	expect(dropped).not.toContain('reading 2026-11-22');
	expect(dropped.some((text) => text.startsWith('rollup_1m'))).toBe(false);
	const [row] = await db.sql<{ raw: number; minutes: number }>`
		select (select count(*) from reading where at < '2021-01-01') as raw,
		       (select count(*) from rollup_1m where bucket < '2021-01-01') as minutes`;
	expect(row).toEqual({ raw: 0, minutes: 2 });
});

test('a live id is known for three days from receipt, a backfilled one as long as its readings', async () => {
	await db.sql`delete from reading_key`;
	await ingest('live', after(40 * DAY), after(40 * DAY), after(39 * DAY));
	await ingest('old', after(20 * DAY), after(40 * DAY), after(39 * DAY));
	const at = (day: number) => ({
		operationsNow: after(day * DAY),
		systemNow: after(day * DAY),
		retention: RETENTION,
	});
	await dropOldDays(db.sql, at(42));
	expect(await keys()).toEqual(['live', 'old']);
	await dropOldDays(db.sql, at(44));
	expect(await keys()).toEqual(['old']);
	await dropOldDays(db.sql, at(60));
	expect(await keys()).toEqual(['old']);
	expect((await ingest('old', after(20 * DAY), after(60 * DAY), after(59 * DAY))).outcomes).toEqual(
		['duplicate'],
	);
	await dropOldDays(db.sql, at(101));
	expect(await keys()).toEqual([]);
});

test('a day that was dropped is made again when a backfill needs it', async () => {
	const { outcomes } = await ingest(
		'again',
		new Date('2020-01-06T12:00:00Z'),
		after(101 * DAY),
		after(100 * DAY),
	);
	expect(outcomes).toEqual(['stored_late']);
	expect(await days('reading')).toContain('2020-01-06');
});

test('a large table of known ids is walked in parts, once an hour', async () => {
	await db.sql`truncate reading_key`;
	await db.sql`
		insert into reading_key (feed, position, received_at, id, body_hash)
		select 1, g, ${NOW}::timestamptz, lpad(g::text, 60, '0'), sha256(g::text::bytea) from generate_series(1, 150000) g`;
	const left = async () =>
		(await db.sql<{ n: number }>`select count(*) as n from reading_key`)[0]?.n;
	const at = (minute: number) => after(10 * DAY + minute * 60);
	const drop = (minute: number) =>
		dropOldDays(db.sql, { operationsNow: at(minute), systemNow: at(minute), retention: RETENTION });
	await drop(0);
	const afterOne = (await left()) ?? 0;
	expect(afterOne).toBeGreaterThan(140_000);
	expect(afterOne).toBeLessThan(150_000);
	for (let minute = 1; minute < 60; minute++) await drop(minute);
	expect(await left()).toBe(0);
});
