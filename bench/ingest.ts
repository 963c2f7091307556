import http from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ingestReadings } from '../src/lib/server/store/ingest.ts';
import type { KezekProcess } from '../tests/support/kezek-process.ts';
import { endApp, operationsNow, startBenchApp } from './app.ts';
import { openBenchDatabase, type BenchDatabase } from './database.ts';
import type { Goal } from './pairs.ts';
import { checked, createReadingSource, type FullReading, type ReadingSource } from './readings.ts';
import { createEndings, type Subject } from './subject.ts';

const PER_REQUEST = 500;
const CONNECTIONS = 4;
/** Requests of one measurement: enough that its first and last statement, which overlap with nothing, weigh little. */
const REQUESTS = 48;
/** Single statements of one measurement. */
const SINGLES = 100;
const DAY_MS = 24 * 3_600_000;

const throughDoor: Goal = {
	id: 'G17',
	measured: 'rows/s, HTTP → durable, 500 a request',
	yardstick: 'COPY, same shape and index',
	unit: 'rows/s',
	bound: 'at_least',
	floor: 0.15,
	aim: 0.3,
};

const oneByOne: Goal = {
	id: 'G18',
	measured: 'rows/s, HTTP → durable, 500 a request',
	yardstick: 'one statement per reading',
	unit: 'rows/s',
	bound: 'at_least',
	floor: 10,
	aim: 20,
};

/** The built app in its own process, fed over HTTP by four connections, against the same PostgreSQL used directly. */
export const ingestSubject: Subject = {
	goals: [throughDoor, oneByOne],
	open: async (wanted) => {
		const endings = createEndings();
		try {
			const database = await openBenchDatabase();
			endings.add(() => database.close());
			const app = await startBenchApp(database.url);
			endings.add(() => endApp(app));
			const centers = await database.store.sql<{ ordinal: number; id: string }>`
				select ordinal, id from center order by ordinal`;
			const [feed] = await database.store.sql<{
				id: number;
			}>`select id from feed order by id limit 1`;
			if (!feed) throw new Error('the demo has no feed');
			const ids = centers.map(({ id }) => id);
			const ordinals = new Map(centers.map(({ id, ordinal }) => [id, ordinal]));
			const door = createDoor(app, createReadingSource(ids, 'door'));
			endings.add(() => door.close());
			const singles = createReadingSource(ids, 'single');
			await makeCopyTable(database);

			const contests = [
				{
					goal: throughDoor,
					beforePair: async () => {
						await door.prepare();
						await database.driver`truncate copy_yardstick`;
					},
					ours: () => door.push(),
					yardstick: copyOf(database, createReadingSource(ids, 'copy'), ordinals, feed.id),
				},
				{
					goal: oneByOne,
					beforePair: () => door.prepare(),
					ours: () => door.push(),
					yardstick: async () => {
						const now = await operationsNow(app);
						const readings = singles
							.next(SINGLES, now)
							.map((reading) => checked(reading, ordinals.get(reading.centerId) ?? 0, feed.id));
						const presentAfter = new Date(now.getTime() - DAY_MS);
						const startedAt = performance.now();
						for (const item of readings) {
							const input = { items: [item], receivedAt: new Date(), presentAfter };
							await ingestReadings(database.store.sql, input);
						}
						return (SINGLES * 1000) / (performance.now() - startedAt);
					},
				},
			];
			return {
				contests: contests.filter(({ goal }) => wanted.has(goal.id)),
				close: () => endings.close(),
			};
		} catch (error) {
			await endings.close();
			throw error;
		}
	},
};

/** The door as a busy integrator uses it: a few connections, each sends its next request when the last is answered. */
function createDoor(app: KezekProcess, source: ReadingSource) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
	let bodies: Buffer[] = [];

	const post = async (body: Buffer): Promise<void> => {
		const request = http.request(`${app.url}/api/v1/readings`, {
			method: 'POST',
			agent,
			headers: {
				'content-type': 'application/json',
				'content-length': body.length,
				authorization: `Bearer ${app.demo.feedKey}`,
			},
		});
		request.end(body);
		const [response] = (await once(request, 'response')) as [http.IncomingMessage];
		const chunks = (await response.toArray()) as Buffer[];
		const text = Buffer.concat(chunks).toString();
		const { stored } = JSON.parse(text) as { stored?: number };
		if (response.statusCode !== 200 || stored !== PER_REQUEST) {
			throw new Error(`the door answered ${response.statusCode}: ${text.slice(0, 300)}`);
		}
	};

	return {
		/** Writes the next requests down beforehand: what the sender does is not measured. */
		prepare: async () => {
			const now = await operationsNow(app);
			bodies = Array.from({ length: REQUESTS }, () =>
				Buffer.from(JSON.stringify({ readings: source.next(PER_REQUEST, now) })),
			);
		},
		/** Pushes them; rows per second until the last answer, that is until all of them are durable. */
		push: async (): Promise<number> => {
			const waiting = bodies;
			bodies = [];
			const rows = waiting.length * PER_REQUEST;
			const startedAt = performance.now();
			await Promise.all(
				Array.from({ length: CONNECTIONS }, async () => {
					for (let body = waiting.pop(); body; body = waiting.pop()) await post(body);
				}),
			);
			return (rows * 1000) / (performance.now() - startedAt);
		},
		close: () => agent.destroy(),
	};
}

/** A table with the columns and indexes of one day of readings. */
async function makeCopyTable({ driver }: BenchDatabase): Promise<void> {
	await driver`create table copy_yardstick (like reading including all)`;
}

const COPIED = [
	'center',
	'at',
	'feed',
	'id',
	'batch',
	'suspect',
	'occupancy',
	'queue_length',
	'booked_waiting',
	'walk_in_waiting',
	'longest_wait_seconds',
	'windows_open',
	'windows_serving',
	'queue_outside',
	'arrivals_booked',
	'arrivals_walk_in',
	'served',
	'no_shows',
	'left_without_service',
	'turned_away',
	'moved_to_next_day',
] as const;

/** COPY of as many rows, each request's in a transaction of its own; rows per second. The text is written beforehand. */
function copyOf(
	{ driver }: BenchDatabase,
	source: ReadingSource,
	ordinals: ReadonlyMap<string, number>,
	feed: number,
): () => Promise<number> {
	const line = (reading: FullReading): string =>
		[
			ordinals.get(reading.centerId),
			reading.at,
			feed,
			reading.id,
			1,
			'f',
			reading.occupancy,
			reading.queueLength,
			reading.bookedWaiting,
			reading.walkInWaiting,
			reading.longestWaitSeconds,
			reading.windowsOpen,
			reading.windowsServing,
			reading.queueOutside,
			reading.arrivalsBooked,
			reading.arrivalsWalkIn,
			reading.served,
			reading.noShows,
			reading.leftWithoutService,
			reading.turnedAway,
			reading.movedToNextDay,
		].join('\t');
	const texts = Array.from({ length: REQUESTS }, () =>
		Buffer.from(`${source.next(PER_REQUEST, new Date()).map(line).join('\n')}\n`),
	);
	return async () => {
		const startedAt = performance.now();
		for (const text of texts) {
			const copy = driver`copy copy_yardstick (${driver.unsafe(COPIED.join(', '))}) from stdin`;
			await pipeline(Readable.from([text]), await copy.writable());
		}
		return (REQUESTS * PER_REQUEST * 1000) / (performance.now() - startedAt);
	};
}
