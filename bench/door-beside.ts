import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { startBenchPostgres } from './database.ts';
import { openDoorway, type Doorway } from './doorway.ts';
import { openLiveServer } from './live-server.ts';
import { createNetwork } from './network.ts';
import { ABSOLUTE, percentile, type Goal } from './pairs.ts';
import { createEndings, type Subject } from './subject.ts';

const CENTERS = 350;
const CLIENTS = 2000;
/** Requests of one measurement, of so many readings, one every so often: some 900 readings a second. */
const REQUESTS = 50;
const PER_REQUEST = 35;
const EVERY_MS = 40;
/** The two sizes of G26 take as many readings a second each. */
const SMALL = 400;
const LARGE = 20_000;
const RATE = { requests: 10, perRequest: 400, everyMs: 200 };
const PAIRS = 8;

const besideClients: Goal = {
	id: 'G16',
	measured: 'ingest p99 beside 2,000 clients at 4 Hz',
	yardstick: 'no clients',
	unit: 'ms',
	bound: 'at_most',
	floor: 2,
	aim: 1.3,
};

const loopBlock: Goal = {
	id: 'G16b',
	measured: 'longest block of the event loop beside 2,000 clients at 4 Hz',
	yardstick: ABSOLUTE,
	unit: 'ms',
	bound: 'at_most',
	floor: 60,
	aim: 40,
};

const perReading: Goal = {
	id: 'G26',
	measured: 'CPU per reading (check, store, fold, tick), 20,000 centers',
	yardstick: '400 centers, same rate',
	unit: 'µs',
	bound: 'at_most',
	floor: 1.5,
	aim: 1.2,
};

/** Door, store, board and gateway in one process, with PostgreSQL and the receivers in others. */
export const doorSubject: Subject = {
	goals: [besideClients, loopBlock, perReading],
	open: async (wanted) => {
		const endings = createEndings();
		try {
			const server = await startBenchPostgres();
			endings.add(() => server.close());
			const open = async (name: string, centers: number) =>
				openDoorway(createNetwork(centers), await server.open(name), name);
			const small = await open('small', SMALL);
			const large = await open('large', LARGE);
			const quiet = await open('quiet', CENTERS);
			const network = createNetwork(CENTERS);
			const busy = openDoorway(network, await server.open('busy'), 'busy');
			if (wanted.has(besideClients.id) || wanted.has(loopBlock.id)) {
				const clients = Array.from({ length: CLIENTS }, () => ['nation']);
				const live = await openLiveServer(network, clients, busy.still);
				endings.add(() => live.close());
			}
			const contest = { pairs: PAIRS, warmUp: 1 };
			return {
				contests: [
					{
						goal: besideClients,
						ours: () => p99Of(busy),
						yardstick: () => p99Of(quiet),
						...contest,
					},
					{ goal: loopBlock, ours: () => longestBlock(busy), ...contest, pairs: 4 },
					{
						goal: perReading,
						ours: () => cpuPerReading(large),
						yardstick: () => cpuPerReading(small),
						...contest,
					},
				],
				close: () => endings.close(),
			};
		} catch (error) {
			await endings.close();
			throw error;
		}
	},
};

async function p99Of(door: Doorway): Promise<number> {
	const stop = door.startTicking();
	const delays: number[] = [];
	try {
		for (let request = 0; request < REQUESTS; request++) {
			const pause = after(EVERY_MS);
			const startedAt = performance.now();
			await door.push(PER_REQUEST);
			delays.push(performance.now() - startedAt);
			await pause;
		}
	} finally {
		stop();
	}
	return percentile(delays, 0.99);
}

async function longestBlock(door: Doorway): Promise<number> {
	const monitor = monitorEventLoopDelay({ resolution: 1 });
	monitor.enable();
	await p99Of(door);
	monitor.disable();
	return monitor.max / 1e6;
}

/** CPU of this process, µs, per reading at a steady rate, ticks included. */
async function cpuPerReading(door: Doorway): Promise<number> {
	const stop = door.startTicking();
	const before = process.cpuUsage();
	try {
		for (let request = 0; request < RATE.requests; request++) {
			const pause = after(RATE.everyMs);
			await door.push(RATE.perRequest);
			await pause;
		}
	} finally {
		stop();
	}
	const { user, system } = process.cpuUsage(before);
	return (user + system) / (RATE.requests * RATE.perRequest);
}
