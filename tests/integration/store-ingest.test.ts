import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
	ingestAvailability,
	ingestContactReadings,
	ingestReadings,
	type CheckedReading,
} from '$lib/server/store/ingest.ts';
import { readBatchesAfter, readCounter, readPresent } from '$lib/server/store/present.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
	aContactReading,
	after,
	anAvailability,
	aReading,
	NOW,
} from '../support/reading-builders.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
	await db.sql`
		insert into feed (name, rights, cadence_seconds, created_at)
		values ('door counters', '{readings}', 10, ${NOW}), ('queue system', '{readings}', 60, ${NOW})`;
});
afterAll(() => db.drop());
beforeEach(async () => {
	await db.sql.driver`truncate reading, reading_key, feed_present, rollup_1m, rollup_touched,
		contact_reading, contact_present, rollup_contact_1m, availability_reading, availability_present`;
});

const ingest = (...items: CheckedReading[]) =>
	ingestReadings(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });

const countReadings = async () =>
	(await db.sql<{ n: number }>`select count(*) as n from reading`)[0]?.n;

describe('a reading', () => {
	test('becomes history, the present of its parts and a minute', async () => {
		const { committed, outcomes } = await ingest(
			aReading({
				id: 'a',
				at: after(7),
				occupancy: 84,
				queueLength: 31,
				longestWaitSeconds: 1260,
				served: 3,
			}),
		);
		expect(outcomes).toEqual(['stored']);
		expect(committed.present).toEqual([
			{
				center: 1,
				feed: 1,
				cadenceSeconds: 10,
				batch: committed.batch,
				occupancy: { at: after(7), id: 'a', occupancy: 84 },
				queue: {
					at: after(7),
					id: 'a',
					queueLength: 31,
					bookedWaiting: null,
					walkInWaiting: null,
					longestWaitSeconds: 1260,
					windowsOpen: null,
					windowsServing: null,
				},
				outside: null,
				suspect: false,
				unchangedSince: after(7),
			},
		]);
		expect(committed.minutes).toMatchObject([
			{
				center: 1,
				bucket: NOW,
				batch: committed.batch,
				n: 1,
				queueSum: 31,
				queueN: 1,
				served: 3,
				noShows: 0,
			},
		]);
		expect(await countReadings()).toBe(1);
	});

	test('replaces the parts that it measures and leaves the others, each with its own age', async () => {
		await ingest(aReading({ id: 'a', occupancy: 10, queueLength: 5, queueOutside: 0 }));
		const { committed } = await ingest(aReading({ id: 'b', at: after(10), queueLength: 6 }));
		expect(committed.present[0]).toMatchObject({
			occupancy: { at: NOW, id: 'a', occupancy: 10 },
			queue: { at: after(10), id: 'b', queueLength: 6 },
			outside: { at: NOW, id: 'a', queueOutside: 0 },
		});
	});

	test('that is older than what is known goes into history and minutes only', async () => {
		await ingest(aReading({ id: 'new', at: after(30), occupancy: 10 }));
		const { committed, outcomes } = await ingest(
			aReading({ id: 'old', at: after(5), occupancy: 99 }),
		);
		expect(outcomes).toEqual(['stored_late']);
		expect(committed.present[0]?.occupancy).toEqual({ at: after(30), id: 'new', occupancy: 10 });
		expect(committed.minutes[0]?.n).toBe(2);
	});

	test('with one new part among old ones is current', async () => {
		await ingest(aReading({ id: 'a', at: after(30), occupancy: 10 }));
		const { outcomes } = await ingest(
			aReading({ id: 'b', at: after(5), occupancy: 99, queueOutside: 3 }),
		);
		expect(outcomes).toEqual(['stored']);
	});

	test('with flows only changes no state and is current', async () => {
		const { committed, outcomes } = await ingest(aReading({ id: 'a', served: 4 }));
		expect(outcomes).toEqual(['stored']);
		expect(committed.present).toEqual([]);
		expect(committed.minutes[0]).toMatchObject({ served: 4, queueN: 0 });
	});

	test('of the same instant loses to the larger id, whatever comes first', async () => {
		await ingest(aReading({ id: 'b', occupancy: 2 }));
		await ingest(aReading({ id: 'a', occupancy: 1 }));
		const { present } = await readPresent(db.sql, NOW);
		expect(present[0]?.occupancy).toMatchObject({ id: 'b', occupancy: 2 });
	});

	test('of another feed has a row of its own, with that feed’s cadence', async () => {
		await ingest(
			aReading({ id: 'x', occupancy: 10 }),
			aReading({ id: 'x', feedId: 2, queueLength: 4 }),
		);
		const { present } = await readPresent(db.sql, NOW);
		expect(present.map(({ feed, cadenceSeconds }) => [feed, cadenceSeconds]).sort()).toEqual([
			[1, 10],
			[2, 60],
		]);
	});

	test('that is implausible marks the row until the part is measured again', async () => {
		await ingest(aReading({ id: 'a', occupancy: 9000, suspect: true }));
		expect((await readPresent(db.sql, NOW)).present[0]?.suspect).toBe(true);
		await ingest(aReading({ id: 'b', at: after(10), queueLength: 3 }));
		expect((await readPresent(db.sql, NOW)).present[0]?.suspect).toBe(true);
		await ingest(aReading({ id: 'c', at: after(20), occupancy: 90 }));
		expect((await readPresent(db.sql, NOW)).present[0]?.suspect).toBe(false);
	});

	test('with an awkward id comes back as it was', async () => {
		const id = 'quote " backslash \\ brace {} , NULL Қ';
		const { committed, outcomes } = await ingest(aReading({ id, occupancy: 1 }));
		expect(committed.present[0]?.occupancy?.id).toBe(id);
		expect(outcomes).toEqual(['stored']);
		expect((await ingest(aReading({ id, occupancy: 1 }))).outcomes).toEqual(['duplicate']);
	});
});

describe('unchanged since', () => {
	test('is when the figures last said something else', async () => {
		await ingest(aReading({ id: '1', occupancy: 5 }));
		await ingest(aReading({ id: '2', at: after(10), occupancy: 7 }));
		await ingest(aReading({ id: '3', at: after(20), occupancy: 7 }));
		const { present } = await readPresent(db.sql, NOW);
		expect(present[0]?.unchangedSince).toEqual(NOW);
	});
	test('is the first reading when they never did', async () => {
		await ingest(
			aReading({ id: '2', at: after(10), occupancy: 7 }),
			aReading({ id: '1', occupancy: 7 }),
		);
		const { present } = await readPresent(db.sql, NOW);
		expect(present[0]?.unchangedSince).toEqual(NOW);
	});
	test('is found anew when a late reading differs', async () => {
		await ingest(
			aReading({ id: '1', occupancy: 7 }),
			aReading({ id: '3', at: after(20), occupancy: 7 }),
		);
		await ingest(aReading({ id: '2', at: after(10), occupancy: 8 }));
		const { present } = await readPresent(db.sql, NOW);
		expect(present[0]?.unchangedSince).toEqual(after(10));
	});
});

describe('repetition', () => {
	test('of a whole batch adds nothing', async () => {
		const items = [
			aReading({ id: 'a', occupancy: 1, served: 2 }),
			aReading({ id: 'b', center: 2, served: 5 }),
		];
		await ingest(...items);
		const { committed, outcomes } = await ingest(...items);
		expect(outcomes).toEqual(['duplicate', 'duplicate']);
		expect(committed.present).toEqual([]);
		expect(committed.minutes).toEqual([]);
		const [sum] = await db.sql<{
			n: number;
			served: number;
		}>`select sum(n) as n, sum(served) as served from rollup_1m`;
		expect([Number(sum?.n), Number(sum?.served)]).toEqual([2, 7]);
		expect(await countReadings()).toBe(2);
	});
	test('of an id with another body is refused and changes nothing', async () => {
		await ingest(aReading({ id: 'a', occupancy: 1 }));
		const { committed, outcomes } = await ingest(
			aReading({ id: 'a', at: after(60), occupancy: 2 }),
		);
		expect(outcomes).toEqual(['id_reused']);
		expect(committed.present).toEqual([]);
		expect(await countReadings()).toBe(1);
	});
	test('within one statement counts once, with the same and with another body', async () => {
		const { outcomes } = await ingest(
			aReading({ id: 'a', served: 1 }),
			aReading({ id: 'a', served: 1 }),
			aReading({ id: 'a', served: 9 }),
			aReading({ id: 'a', feedId: 2, served: 9 }),
		);
		expect(outcomes).toEqual(['stored', 'duplicate', 'id_reused', 'stored']);
		expect(await countReadings()).toBe(2);
	});
	test('of an id at another door is a reused id: ids are unique per feed', async () => {
		await ingest(aReading({ id: 'a', served: 1 }));
		const { outcomes } = await ingestAvailability(db.sql, {
			items: [anAvailability({ id: 'a', slotsFree: 3 })],
			receivedAt: NOW,
			presentAfter: after(-86_400),
		});
		expect(outcomes).toEqual(['id_reused']);
	});
});

describe('a backfill', () => {
	test('older than a day goes into history and minutes, not onto the present picture', async () => {
		const at = new Date('2020-01-07T11:34:56Z');
		const { committed, outcomes } = await ingest(aReading({ id: 'past', at, queueLength: 80 }));
		expect(outcomes).toEqual(['stored_late']);
		expect(committed.present).toEqual([]);
		expect(committed.minutes).toEqual([]);
		expect((await readPresent(db.sql, NOW)).present).toEqual([]);
		const [minute] = await db.sql<{
			bucket: Date;
			queueSum: number;
		}>`select bucket, queue_sum from rollup_1m`;
		expect(minute).toEqual({ bucket: new Date('2020-01-07T11:34:00Z'), queueSum: 80 });
	});
	test('fills the present only with what is newer than a day, in one batch with older readings', async () => {
		const { outcomes, committed } = await ingest(
			aReading({ id: 'edge', at: after(-86_400), occupancy: 1 }),
			aReading({ id: 'in', at: after(-86_399), occupancy: 2 }),
		);
		expect(outcomes).toEqual(['stored_late', 'stored']);
		expect(committed.present[0]?.occupancy?.id).toBe('in');
	});
});

describe('a minute', () => {
	test('keeps sums, extremes and waits by bucket, and what was never measured apart from zero', async () => {
		await ingest(
			aReading({
				id: '1',
				queueLength: 4,
				queueOutside: 0,
				longestWaitSeconds: 60,
				arrivalsBooked: 0,
			}),
			aReading({ id: '2', at: after(20), queueLength: 10, longestWaitSeconds: 61 }),
			aReading({ id: '3', at: after(40), longestWaitSeconds: 9999 }),
		);
		const [minute] = await db.sql`
			select n, queue_sum, queue_n, queue_min, queue_max, outside_sum, occupancy_sum, occupancy_n,
			       arrivals_booked, served, wait_60, wait_120, wait_300, wait_over, wait_max from rollup_1m`;
		expect(minute).toEqual({
			n: 3,
			queueSum: 14,
			queueN: 2,
			queueMin: 4,
			queueMax: 10,
			outsideSum: 0,
			occupancySum: null,
			occupancyN: 0,
			arrivalsBooked: 0,
			served: null,
			wait60: 1,
			wait120: 1,
			wait300: 0,
			waitOver: 1,
			waitMax: 9999,
		});
	});
});

describe('contact centers', () => {
	const ingestContact = (...items: ReturnType<typeof aContactReading>[]) =>
		ingestContactReadings(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });

	test('keep state, flows and topics', async () => {
		const { committed, outcomes } = await ingestContact(
			aContactReading({
				id: 'a',
				callsWaiting: 14,
				operatorsOnShift: 50,
				offered: 210,
				answered: 188,
				answerWaitMaxSeconds: 88,
				topics: { state_services: 160, emergency: 28 },
			}),
		);
		expect(outcomes).toEqual(['stored']);
		expect(committed.contactPresent).toEqual([
			{
				contactCenter: 1,
				feed: 1,
				cadenceSeconds: 10,
				batch: committed.batch,
				at: NOW,
				id: 'a',
				callsWaiting: 14,
				longestWaitSeconds: null,
				operatorsOnShift: 50,
				operatorsBusy: null,
				operatorsSeconded: null,
			},
		]);
		expect(committed.contactMinutes).toMatchObject([
			{
				contactCenter: 1,
				bucket: NOW,
				n: 1,
				offered: 210,
				answered: 188,
				answerWaitMaxSeconds: 88,
			},
		]);
		const [row] = await db.sql<{ topics: object }>`select topics from contact_reading`;
		expect(row?.topics).toEqual({ state_services: 160, emergency: 28 });
	});
	test('add flows, keep the longest answer, and leave the state to the newest reading that measured it', async () => {
		await ingestContact(
			aContactReading({
				id: 'b',
				at: after(20),
				callsWaiting: 3,
				answered: 5,
				answerWaitMaxSeconds: 40,
			}),
		);
		const late = await ingestContact(
			aContactReading({
				id: 'a',
				at: after(10),
				callsWaiting: 9,
				answered: 7,
				answerWaitMaxSeconds: 90,
			}),
		);
		const flows = await ingestContact(aContactReading({ id: 'c', at: after(30), answered: 1 }));
		expect(late.outcomes).toEqual(['stored_late']);
		expect(flows.outcomes).toEqual(['stored']);
		expect(flows.committed.contactMinutes[0]).toMatchObject({
			answered: 13,
			answerWaitMaxSeconds: 90,
			n: 3,
		});
		const { contactPresent } = await readPresent(db.sql, NOW);
		expect(contactPresent[0]).toMatchObject({ id: 'b', callsWaiting: 3 });
	});
});

describe('availability', () => {
	test('keeps the newest reading of a booking system', async () => {
		const ingestSlots = (...items: ReturnType<typeof anAvailability>[]) =>
			ingestAvailability(db.sql, { items, receivedAt: NOW, presentAfter: after(-86_400) });
		await ingestSlots(
			anAvailability({
				id: 'b',
				at: after(60),
				nextFreeSlotAt: after(7200),
				slotsFree: 0,
				slotsTotal: 40,
			}),
		);
		const { outcomes, committed } = await ingestSlots(anAvailability({ id: 'a', slotsFree: 9 }));
		expect(outcomes).toEqual(['stored_late']);
		expect(committed.availability).toEqual([]);
		const { availability } = await readPresent(db.sql, NOW);
		expect(availability).toMatchObject([
			{
				center: 1,
				feed: 1,
				cadenceSeconds: 10,
				at: after(60),
				nextFreeSlotAt: after(7200),
				slotsFree: 0,
				slotsTotal: 40,
				bookingsRefused: null,
			},
		]);
	});
});

describe('reading back', () => {
	test('what batches after a number wrote equals what they returned', async () => {
		await ingest(
			aReading({ id: '1', occupancy: 1 }),
			aReading({ id: '2', center: 2, occupancy: 1 }),
		);
		const seen = await readCounter(db.sql);
		const { committed } = await ingest(
			aReading({ id: '3', at: after(10), center: 2, occupancy: 2, queueLength: 3 }),
		);
		const { batch, ...rows } = committed;
		expect(batch).toBe(seen + 1);
		expect(await readCounter(db.sql)).toBe(batch);
		expect(await readBatchesAfter(db.sql, seen, after(-960))).toEqual(rows);
		expect(await readBatchesAfter(db.sql, batch, after(-960))).toMatchObject({
			present: [],
			minutes: [],
		});
	});
	test('minutes before the asked instant are left out', async () => {
		await ingest(
			aReading({ id: '1', at: after(-3600), served: 1 }),
			aReading({ id: '2', served: 1 }),
		);
		const { minutes } = await readPresent(db.sql, after(-960));
		expect(minutes.map(({ bucket }) => bucket)).toEqual([NOW]);
	});
});
