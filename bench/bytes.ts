import type { Frame } from '../src/lib/protocol/live.ts';
import { createStillBoard, tickWith, wireBytes, type StillBoard } from './live-server.ts';
import { createNetwork, type BenchNetwork } from './network.ts';
import { ABSOLUTE, type Goal } from './pairs.ts';
import type { Subject } from './subject.ts';

const TICK_MS = 250;
/** Feeds report every 10 s: a fortieth of the centers in each tick. */
const TICKS_OF_A_ROUND = 40;
const STALL_TICKS = 240;
const CENTERS = 350;
const SCOPE_CENTERS = 200;
const SCOPE = 'region:KZ-10';
/** Bytes do not swing: a few rounds are enough. */
const PAIRS = 5;

const scopeBytes: Goal = {
	id: 'G8',
	measured: 'bytes to a scope of 200 in 10 s, 20,000 centers in all',
	yardstick: '400 in all',
	unit: 'bytes',
	bound: 'at_most',
	floor: 1.1,
	aim: 1.02,
};

const afterStall: Goal = {
	id: 'G9',
	measured: 'bytes to be current after a 60-s stall',
	yardstick: 'the frames missed',
	unit: 'bytes',
	bound: 'at_most',
	floor: 0.2,
	aim: 0.05,
};

const firstScreen: Goal = {
	id: 'G23',
	measured: 'first screen of a scope of 200 (snapshot and its places), 20,000 centers in all',
	yardstick: '400 in all',
	unit: 'bytes',
	bound: 'at_most',
	floor: 1.5,
	aim: 1.1,
};

const firstQueries: Goal = {
	id: 'G23b',
	measured: 'store queries of a first screen of a scope of 200',
	yardstick: ABSOLUTE,
	unit: 'queries',
	bound: 'at_most',
	floor: 0,
	aim: 0,
};

/** What goes over the wire, counted on still boards without receivers. */
export const bytesSubject: Subject = {
	goals: [scopeBytes, afterStall, firstScreen, firstQueries],
	open: () => {
		const large = openBoard(20_000);
		const small = openBoard(400);
		const nation = openBoard(CENTERS);
		let missed = 0;
		let cursor = { e: '', s: 0 };
		return Promise.resolve({
			contests: [
				{
					goal: scopeBytes,
					ours: () => Promise.resolve(bytesOf(round(large, TICKS_OF_A_ROUND), SCOPE)),
					yardstick: () => Promise.resolve(bytesOf(round(small, TICKS_OF_A_ROUND), SCOPE)),
					pairs: PAIRS,
				},
				{
					goal: afterStall,
					beforePair: () => {
						const { board } = nation.still;
						const { e, s } = board.heartbeat('nation');
						missed = bytesOf(round(nation, STALL_TICKS), 'nation');
						cursor = { e, s };
					},
					ours: () => {
						const answer = nation.still.board.join('nation', cursor);
						if (!answer) throw new Error('the nation is gone');
						return Promise.resolve(Buffer.byteLength(JSON.stringify({ ok: true, ...answer })));
					},
					yardstick: () => Promise.resolve(missed),
					pairs: PAIRS,
				},
				{
					goal: firstScreen,
					ours: () => Promise.resolve(firstScreenBytes(large)),
					yardstick: () => Promise.resolve(firstScreenBytes(small)),
					pairs: PAIRS,
				},
				{
					goal: firstQueries,
					ours: () => {
						const before = large.still.queries();
						firstScreenBytes(large);
						return Promise.resolve(large.still.queries() - before);
					},
					pairs: PAIRS,
				},
			],
			close: () => Promise.resolve(),
		});
	},
};

interface Watched {
	network: BenchNetwork;
	still: StillBoard;
}

function openBoard(centers: number): Watched {
	const regions = centers === CENTERS ? undefined : centers / SCOPE_CENTERS;
	const network = createNetwork(centers, regions === undefined ? {} : { regions });
	const still = createStillBoard(network);
	tickWith(still, network.batchOf(network.directory.centers, TICK_MS), network.nowMs);
	return { network, still };
}

/** Lets so many ticks pass in which feeds report in turn; every frame that they bring. */
function round({ network, still }: Watched, ticks: number): Frame[] {
	const perTick = Math.ceil(network.directory.centers.length / TICKS_OF_A_ROUND);
	return Array.from({ length: ticks }, () =>
		tickWith(still, network.batchOf(network.nextCenters(perTick), TICK_MS), network.nowMs),
	).flat();
}

/** What the page of someone who answers for one region carries: its picture, and its part of the directory. */
function firstScreenBytes({ network, still }: Watched): number {
	const { directory } = network;
	const snapshot = still.board.snapshot(SCOPE);
	if (snapshot?.v?.c?.length !== SCOPE_CENTERS) throw new Error(`${SCOPE} is not of 200 centers`);
	const isOurs = ({ id, regionId }: { id: string; regionId: string | null }) =>
		`region:${id}` === SCOPE || `region:${regionId}` === SCOPE;
	const visible = {
		...directory,
		places: directory.places.filter(isOurs),
		centers: directory.centers.filter(isOurs),
	};
	return Buffer.byteLength(JSON.stringify({ directory: visible, snapshots: [snapshot] }));
}

function bytesOf(frames: readonly Frame[], scope: string): number {
	return frames.filter(({ r }) => r === scope).reduce((sum, frame) => sum + wireBytes(frame), 0);
}
