// What arrives of feeds, counted by several nodes into one table, and what it says of each feed's health.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DELAY_CLASSES, TALLY, type FeedTally } from '$lib/domain/feed-health.ts';
import {
	addFeedTallies,
	forgetFeedTallies,
	listDoorCounts,
} from '$lib/server/store/feed-health.ts';
import { ingestReadings } from '$lib/server/store/ingest.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { after, aReading, NOW } from '../support/reading-builders.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.drop());

const untilMs = Math.floor(NOW.getTime() / TALLY.spanMs) * TALLY.spanMs;
const WINDOWS = {
	daySince: new Date(untilMs - TALLY.dayMs),
	recentSince: new Date(untilMs - TALLY.recentMs),
	until: new Date(untilMs),
};
const classes = (some: Record<number, number>) =>
	Array.from({ length: DELAY_CLASSES.length + 1 }, (_, i) => some[i] ?? 0);
/** Counts of a span that began so many spans before the present one. */
const aTally = (spansAgo: number, some: Partial<FeedTally> = {}): FeedTally => ({
	feedId: 1,
	door: 'readings',
	spanAt: new Date(untilMs - spansAgo * TALLY.spanMs),
	stored: 0,
	timely: 0,
	duplicate: 0,
	rejected: {},
	delays: classes({}),
	...some,
});

test('nodes add up in one span, whoever comes first', async () => {
	const some = {
		stored: 3,
		timely: 2,
		duplicate: 1,
		rejected: { time: 1 },
		delays: classes({ 2: 3 }),
	};
	await Promise.all(
		Array.from({ length: 8 }, (_, i) => {
			const tallies = [aTally(1, some), aTally(2, { feedId: 2, rejected: { [`r${i}`]: i } })];
			return addFeedTallies(db.sql, i % 2 === 0 ? tallies : tallies.reverse());
		}),
	);
	const [first, second] = await listDoorCounts(db.sql, WINDOWS);
	expect(first).toMatchObject({
		feedId: 1,
		door: 'readings',
		lastAt: null,
		places: 0,
		firstAt: new Date(untilMs - TALLY.spanMs),
		timelyRecent: 16,
		timelyDay: 16,
		late: 8,
		duplicate: 8,
		rejected: { time: 8 },
		delays: classes({ 2: 24 }),
	});
	expect(Object.keys(second?.rejected ?? {})).toHaveLength(8);
});

test('what came in time counts in whole spans; what was refused just now is seen at once', async () => {
	await addFeedTallies(db.sql, [
		aTally(0, { feedId: 3, timely: 1000, rejected: { json: 1 } }),
		aTally(3, { feedId: 3, timely: 10, delays: classes({ 3: 10 }) }),
		aTally(4, { feedId: 3, timely: 100, delays: classes({ 4: 100 }) }),
		aTally(TALLY.dayMs / TALLY.spanMs + 1, { feedId: 3, timely: 7, rejected: { time: 9 } }),
	]);
	const counts = await listDoorCounts(db.sql, WINDOWS);
	expect(counts.find(({ feedId }) => feedId === 3)).toMatchObject({
		timelyRecent: 10,
		timelyDay: 110,
		rejected: { json: 1 },
		delays: classes({ 3: 10 }),
	});
});

test('a feed has the places that it spoke of within a day, and its newest word however old', async () => {
	const ingest = (id: string, center: number, at: Date) =>
		ingestReadings(db.sql, {
			items: [aReading({ id, feedId: 4, center, at, queueLength: 1 })],
			receivedAt: at,
			presentAfter: new Date(at.getTime() - TALLY.dayMs),
		});
	await ingest('old', 1, after(-2 * 86_400));
	const old = (await listDoorCounts(db.sql, WINDOWS)).find(({ feedId }) => feedId === 4);
	expect(old).toMatchObject({ places: 0, lastAt: after(-2 * 86_400), firstAt: null });
	await ingest('new', 2, after(-60));
	const fresh = (await listDoorCounts(db.sql, WINDOWS)).find(({ feedId }) => feedId === 4);
	expect(fresh).toMatchObject({ door: 'readings', places: 1, lastAt: after(-60), timelyDay: 0 });
});

test('old spans are forgotten', async () => {
	await forgetFeedTallies(db.sql, WINDOWS.daySince);
	const [row] = await db.sql<{ n: number }>`
		select count(*) as n from feed_tally where span_at < ${WINDOWS.daySince}`;
	expect(row?.n).toBe(0);
	expect(await listDoorCounts(db.sql, WINDOWS)).toHaveLength(4);
});
