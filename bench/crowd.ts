import type { Frame, Scope } from '../src/lib/protocol/live.ts';
import { deliver, delaysOf, rawSenderOf } from './deliveries.ts';
import { growthLine } from './law.ts';
import {
	createStillBoard,
	openLiveServer,
	tickWith,
	wireBytes,
	type LiveServer,
	type StillBoard,
} from './live-server.ts';
import { createNetwork, type BenchNetwork } from './network.ts';
import { percentile, type Contest, type Goal } from './pairs.ts';
import { createEndings, type Subject } from './subject.ts';

const CENTERS = 350;
/** About 2 KB of the nation's frame. */
const CHANGED = 35;
const TICK_MS = 250;
/** Deliveries of one measurement, whatever the number of clients. */
const DELIVERIES = 30_000;
const FRAMES_TIMED = 10;
const REGION: Scope = 'region:KZ-10';

const manyClients: Goal = {
	id: 'G3',
	measured: 'room frames/s, 2,000 clients × 2 KB',
	yardstick: '200 clients',
	unit: 'deliveries/s',
	bound: 'at_least',
	floor: 0.8,
	aim: 0.9,
};

const commitToFrame: Goal = {
	id: 'G14',
	measured: 'committed → frame received, 1,000 clients: p99 − tick',
	yardstick: 'raw `ws` send → receive, p99',
	unit: 'ms',
	bound: 'at_most',
	floor: 4,
	aim: 2,
};

const moreClients = growthLine({
	id: 'L3',
	measured: 'CPU of a frame to 2,000 clients',
	unit: 'ms',
	counts: true,
});

const moreScopes = growthLine({
	id: 'L4',
	measured: 'CPU of a tick to 1,000 clients with two scopes each',
	unit: 'ms',
	counts: true,
});

/** Gateways with 200, 1,000 and 2,000 clients of the nation, and one with 1,000 clients of two scopes. */
export const crowdSubject: Subject = {
	goals: [manyClients, commitToFrame, moreClients, moreScopes],
	open: async (wanted) => {
		const endings = createEndings();
		const open = async (clients: number, scopes: Scope[] = ['nation']) => {
			const network = createNetwork(CENTERS);
			const live = await openLiveServer(
				network,
				Array.from({ length: clients }, () => scopes),
			);
			endings.add(() => live.close());
			const twin = createStillBoard(network);
			twin.board.tick();
			const all = network.batchOf(network.directory.centers, TICK_MS);
			for (const board of [live, twin]) tickWith(board, all, network.nowMs);
			return { network, live, twin, clients };
		};
		try {
			const thousand = await open(1000);
			const contests: Contest[] = [commitToFrameOf(thousand)];
			const frame = frameOf(thousand);
			if (wanted.has(manyClients.id) || wanted.has(moreClients.id)) {
				const most = await open(2000);
				const few = await open(200);
				contests.push(
					{
						goal: manyClients,
						ours: () => throughput(most, frame),
						yardstick: () => throughput(few, frame),
					},
					{
						goal: moreClients,
						ours: () => cpuOfTick(most, [frame]),
						yardstick: () => cpuOfTick(thousand, [frame]),
					},
				);
			}
			if (wanted.has(moreScopes.id)) {
				const double = await open(1000, ['nation', REGION]);
				contests.push({
					goal: moreScopes,
					ours: () => cpuOfTick(double, [frame, { ...frame, r: REGION }]),
					yardstick: () => cpuOfTick(thousand, [frame]),
				});
			}
			return { contests, close: () => endings.close() };
		} catch (error) {
			await endings.close();
			throw error;
		}
	},
};

interface Crowd {
	network: BenchNetwork;
	live: LiveServer;
	/** The same board without receivers: it tells beforehand which frames a tick will bring. */
	twin: StillBoard;
	clients: number;
}

function frameOf({ network, live, twin }: Crowd): Frame {
	const batch = network.batchOf(network.nextCenters(CHANGED), TICK_MS);
	const [frames] = [live, twin].map((board) => tickWith(board, batch, network.nowMs));
	const frame = frames?.find(({ r }) => r === 'nation');
	if (!frame) throw new Error('the tick brought no frame of the nation');
	return frame;
}

async function throughput({ live, clients }: Crowd, frame: Frame): Promise<number> {
	const frames = Math.round(DELIVERIES / clients);
	const work = { frames, receivers: clients, bytes: wireBytes(frame) };
	const { deliveries, ms } = await deliver(live, work, () =>
		live.handTick({ frames: [frame], isRenewed: false, isNationHeld: false }),
	);
	return (deliveries * 1000) / ms;
}

/** CPU, ms, of handing frames of one tick to all clients, who watch the scope of each. */
async function cpuOfTick({ live, clients }: Crowd, frames: Frame[]): Promise<number> {
	const ticks = Math.round(DELIVERIES / clients);
	const bytes = frames.reduce((sum, frame) => sum + wireBytes(frame), 0);
	const { cpuMicros } = await deliver(live, { frames: ticks, receivers: clients, bytes }, () =>
		live.handTick({ frames, isRenewed: false, isNationHeld: false }),
	);
	return cpuMicros / ticks / 1000;
}

/**
 * From a committed batch on the bus, which is when the door answers, to the frame at every client. The tick comes at once:
 * its wait is what the goal takes out.
 */
function commitToFrameOf({ network, live, twin }: Crowd): Contest {
	let frame: Frame | null = null;
	const p99 = (delays: number[]) => percentile(delays, 0.99);
	return {
		goal: commitToFrame,
		ours: async () => {
			const delays: number[] = [];
			for (let tick = 0; tick < FRAMES_TIMED; tick++) {
				const batch = network.batchOf(network.nextCenters(CHANGED), TICK_MS);
				const { nowMs } = network;
				const expected = tickWith(twin, batch, nowMs).find(({ r }) => r === 'nation');
				if (!expected) throw new Error('the tick brought no frame of the nation');
				frame = expected;
				delays.push(
					...(await delaysOf(live, { frames: 1, frame }, () => tickWith(live, batch, nowMs))),
				);
			}
			return p99(delays);
		},
		yardstick: async () => {
			frame ??= frameOf({ network, live, twin, clients: 0 });
			const raw = rawSenderOf(live, frame);
			return p99(await delaysOf(live, { frames: FRAMES_TIMED, frame }, raw));
		},
	};
}
