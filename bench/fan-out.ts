import type { CommittedBatch } from '../src/lib/domain/reading.ts';
import type { Frame } from '../src/lib/protocol/live.ts';
import { frameRoom } from '../src/lib/server/live/connection.ts';
import {
	createStillBoard,
	messageOf,
	openLiveServer,
	wireBytes,
	type LiveServer,
	type StillBoard,
} from './live-server.ts';
import { createNetwork, type BenchNetwork } from './network.ts';
import type { Contest, Goal } from './pairs.ts';
import type { Subject } from './subject.ts';

const CENTERS = 350;
const CLIENTS = 1000;
/** A frame of 2 KB is reached with about so many changed centers. */
const CENTERS_OF_2_KB = 35;
/** Frames of one measurement. */
const FRAMES = 30;
/** Feeds report every 10 s: of all centers one fortieth in a tick of 250 ms. */
const TICK_MS = 250;
const CENTERS_PER_TICK = Math.ceil((CENTERS * TICK_MS) / 10_000);
/** Ticks of one measurement: one second, so that place rows are in it once. */
const TICKS = 4;

const roomFrames: Goal = {
	id: 'G1',
	measured: 'room frames/s, 1,000 clients × 2 KB',
	yardstick: 'pre-encoded `ws`, same sockets',
	unit: 'deliveries/s',
	bound: 'at_least',
	floor: 0.6,
	aim: 0.9,
};

const tickCost: Goal = {
	id: 'G5',
	measured: 'tick: fold, build, encode, emit',
	yardstick: 'bare stringify + emit of the rows',
	unit: 'ms',
	bound: 'at_most',
	floor: 1.5,
	aim: 1.15,
};

/** The live board and the gateway at the corporation's size: 350 centers, 10-s feeds, 1,000 browsers with two scopes each. */
export const fanOut: Subject = {
	goals: [roomFrames, tickCost],
	open: async (wanted) => {
		const network = createNetwork(CENTERS);
		const regions = network.directory.places.filter(({ kind }) => kind === 'region');
		const receivers = Array.from({ length: CLIENTS }, (_, i) => [
			'nation',
			`region:${regions[i % regions.length]?.id}`,
		]);
		const live = await openLiveServer(network, receivers);
		const twin = createStillBoard(network);
		twin.board.tick();
		const all = network.batchOf(network.directory.centers, TICK_MS);
		for (const board of [live, twin]) tickWith(board, all, network.nowMs);
		const few = network.batchOf(network.nextCenters(CENTERS_OF_2_KB), TICK_MS);
		const frames = [live, twin].map((board) => tickWith(board, few, network.nowMs));
		const contests: Contest[] = [];
		if (wanted.has(roomFrames.id)) contests.push(roomFramesOf(live, frames[0] ?? []));
		if (wanted.has(tickCost.id)) contests.push(tickCostOf(live, twin, network));
		return { contests, close: () => live.close() };
	},
};

function roomFramesOf(live: LiveServer, frames: readonly Frame[]): Contest {
	const frame = frames.find(({ r }) => r === 'nation');
	if (!frame) throw new Error('the tick brought no frame of the nation');
	const senders = live.senders();
	/** Sends the frames one by one, each until the last receiver has all of it; deliveries per second. */
	const measure = async (send: () => void): Promise<number> => {
		const bytes = CLIENTS * wireBytes(frame);
		const before = live.bytesWritten();
		const startedAt = performance.now();
		for (let sent = 1; sent <= FRAMES; sent++) {
			send();
			await live.reach(before + sent * bytes);
		}
		return (FRAMES * CLIENTS * 1000) / (performance.now() - startedAt);
	};
	return {
		goal: roomFrames,
		ours: () => measure(() => live.handTick({ frames: [frame], isRenewed: false })),
		yardstick: () => {
			const text = Buffer.from(messageOf(frame));
			const encoded = senders[0]?.constructor.frame(text, {
				fin: true,
				opcode: 1,
				mask: false,
				rsv1: false,
				readOnly: false,
			});
			return measure(() => {
				for (const sender of senders) sender.sendFrame(encoded ?? []);
			});
		},
	};
}

/** One tick of a still board, with a batch, at an instant of its operations clock; the frames that it brings. */
function tickWith(still: StillBoard, batch: CommittedBatch, nowMs: number): Frame[] {
	let brought: Frame[] = [];
	const leave = still.board.subscribe(({ frames }) => (brought = frames));
	still.publish(batch);
	still.clock.nowMs = nowMs;
	still.board.tick();
	leave();
	return brought;
}

/** `twin` is a board of the same history without receivers: it tells beforehand which frames a tick will bring. */
function tickCostOf(live: LiveServer, twin: StillBoard, network: BenchNetwork): Contest {
	let ticks: { batch: CommittedBatch; nowMs: number; frames: Frame[] }[] = [];
	/** Runs the ticks one by one, each until all of it has arrived; mean ms of this process in a tick. */
	const measure = async (
		run: (tick: (typeof ticks)[number]) => void,
		payloadOf: (frame: Frame) => object,
	): Promise<number> => {
		let cost = 0;
		for (const tick of ticks) {
			const before = live.bytesWritten();
			const startedAt = performance.now();
			run(tick);
			cost += performance.now() - startedAt;
			const bytes = tick.frames.map(
				(frame) => live.watchers(frame.r) * wireBytes(payloadOf(frame)),
			);
			await live.reach(before + bytes.reduce((sum, own) => sum + own, 0));
		}
		return cost / ticks.length;
	};
	return {
		goal: tickCost,
		beforePair: () => {
			ticks = Array.from({ length: TICKS }, () => {
				const batch = network.batchOf(network.nextCenters(CENTERS_PER_TICK), TICK_MS);
				const { nowMs } = network;
				return { batch, nowMs, frames: tickWith(twin, batch, nowMs) };
			});
		},
		ours: () =>
			measure(
				({ batch, nowMs }) => tickWith(live, batch, nowMs),
				(frame) => frame,
			),
		yardstick: () =>
			measure(
				({ frames }) => {
					for (const { r, v } of frames) live.io.to(frameRoom(r)).emit('board:patch', v);
				},
				({ v }) => v,
			),
	};
}
