import { pino } from 'pino';
import type { Principal } from '../src/lib/domain/permission.ts';
import type { BatchResult } from '../src/lib/protocol/readings.ts';
import { createFeedTally } from '../src/lib/server/ingest/feed-tally.ts';
import { createIngest } from '../src/lib/server/ingest/ingest.ts';
import { createMetrics } from '../src/lib/server/metrics.ts';
import { LIVE_BOARD } from '../src/lib/server/live/board.ts';
import { addFeedTallies } from '../src/lib/server/store/feed-health.ts';
import {
	ingestAvailability,
	ingestContactReadings,
	ingestReadings,
} from '../src/lib/server/store/ingest.ts';
import type { BenchDatabase } from './database.ts';
import { createStillBoard, type StillBoard } from './live-server.ts';
import type { BenchNetwork } from './network.ts';
import { createReadingSource } from './readings.ts';

/** The app's door for readings, its store and its live board, wired as the app wires them, in this process. */
export interface Doorway {
	still: StillBoard;
	/** Sends one request of so many readings of the centers in turn; resolves when it is answered. */
	push(readings: number): Promise<void>;
	/** Starts the ticks of the board, four a second; gives their end. */
	startTicking(): () => void;
}

const FEED: Extract<Principal, { kind: 'feed' }> = {
	kind: 'feed',
	feedId: 1,
	rights: ['readings'],
	centers: 'all',
	contactCenters: 'all',
};

/** Opens the door of a network on a database; `name` keeps its reading ids apart from others. */
export function openDoorway(network: BenchNetwork, database: BenchDatabase, name: string): Doorway {
	const still = createStillBoard(network);
	const { sql } = database.store;
	const now = () => new Date();
	const log = pino({ level: 'silent' });
	const tally = createFeedTally({ write: (tallies) => addFeedTallies(sql, tallies), log });
	const ingest = createIngest({
		store: {
			ingestReadings: (input) => ingestReadings(sql, input),
			ingestContactReadings: (input) => ingestContactReadings(sql, input),
			ingestAvailability: (input) => ingestAvailability(sql, input),
		},
		bus: {
			publish: still.publish,
			subscribe: () => () => undefined,
			state: () => 'ok',
			close: () => Promise.resolve(),
		},
		system: { now },
		operations: {
			now,
			speed: 1,
			exercise: false,
			floorMs: 0,
			describe: () => ({ now: now().toISOString(), speed: 1, exercise: false }),
		},
		directory: () => network.directory,
		refreshDirectory: () => Promise.resolve(),
		metrics: createMetrics({
			sockets: () => 0,
			freshCenters: () => 0,
			machineAheadSeconds: () => 0,
		}),
		tally,
	});
	const source = createReadingSource(
		network.directory.centers.map(({ id }) => id),
		name,
	);
	return {
		still,
		push: async (readings) => {
			const body = JSON.stringify({ readings: source.next(readings, now()) });
			const headers = { 'content-type': 'application/json' };
			const request = new Request('http://127.0.0.1/', { method: 'POST', headers, body });
			const { stored }: BatchResult = await ingest.accept('readings', FEED, request);
			if (stored !== readings) throw new Error(`${stored} of ${readings} readings were stored`);
		},
		startTicking: () => {
			const timer = setInterval(() => {
				still.clock.nowMs = Date.now();
				still.board.tick();
			}, LIVE_BOARD.tickMs);
			return () => clearInterval(timer);
		},
	};
}
