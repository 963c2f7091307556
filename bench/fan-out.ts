import type { CommittedBatch } from '../src/lib/domain/reading.ts';
import type { Frame } from '../src/lib/protocol/live.ts';
import { frameRoom } from '../src/lib/server/live/connection.ts';
import { deliver, rawSenderOf, type Delivered } from './deliveries.ts';
import {
	createStillBoard,
	openLiveServer,
	tickWith,
	wireBytes,
	type LiveServer,
	type StillBoard,
} from './live-server.ts';
import { createNetwork, type BenchNetwork } from './network.ts';
import { ABSOLUTE, type Contest, type Goal } from './pairs.ts';
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

const deliveryCost: Goal = {
	id: 'G2',
	measured: 'CPU per delivery, 1,000 clients × 2 KB',
	yardstick: 'pre-encoded `ws`, same sockets',
	unit: 'µs',
	bound: 'at_most',
	floor: 1.6,
	aim: 1.15,
};

const encodes: Goal = {
	id: 'G4',
	measured: 'encodes per frame and room, 1,000 clients',
	yardstick: ABSOLUTE,
	unit: 'encodes',
	bound: 'at_most',
	floor: 1,
	aim: 1,
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
	goals: [roomFrames, deliveryCost, encodes, tickCost],
	open: async () => {
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
		const [frames] = [live, twin].map((board) => tickWith(board, few, network.nowMs));
		const frame = frames?.find(({ r }) => r === 'nation');
		if (!frame) throw new Error('the tick brought no frame of the nation');
		return {
			contests: [
				...roomFramesOf(live, frame),
				encodesOf(live, frame),
				tickCostOf(live, twin, network),
			],
			close: () => live.close(),
		};
	},
};

function roomFramesOf(live: LiveServer, frame: Frame): Contest[] {
	const measure = (send: () => void) =>
		deliver(live, { frames: FRAMES, receivers: CLIENTS, bytes: wireBytes(frame) }, send);
	const ours = () =>
		measure(() => live.handTick({ frames: [frame], isRenewed: false, isNationHeld: false }));
	const yardstick = () => measure(rawSenderOf(live, frame));
	const perSecond = ({ deliveries, ms }: Delivered) => (deliveries * 1000) / ms;
	const cpu = ({ deliveries, cpuMicros }: Delivered) => cpuMicros / deliveries;
	return [
		{
			goal: roomFrames,
			ours: () => ours().then(perSecond),
			yardstick: () => yardstick().then(perSecond),
		},
		{ goal: deliveryCost, ours: () => ours().then(cpu), yardstick: () => yardstick().then(cpu) },
	];
}

/** Counts what the encoder of Socket.IO is asked while a frame goes to a thousand clients, by room that it is sent to. */
function encodesOf(live: LiveServer, frame: Frame): Contest {
	const { encoder } = live.io as unknown as { encoder: { encode: (packet: object) => unknown } };
	const { adapter } = live.io.of('/');
	return {
		goal: encodes,
		ours: async () => {
			const encode = counted(encoder.encode.bind(encoder));
			const broadcast = counted(adapter.broadcast.bind(adapter));
			Object.assign(encoder, { encode });
			Object.assign(adapter, { broadcast });
			await deliver(live, { frames: FRAMES, receivers: CLIENTS, bytes: wireBytes(frame) }, () =>
				live.handTick({ frames: [frame], isRenewed: false, isNationHeld: false }),
			);
			Reflect.deleteProperty(encoder, 'encode');
			Reflect.deleteProperty(adapter, 'broadcast');
			return encode.calls() / broadcast.calls();
		},
		pairs: 3,
	};
}

function counted<A extends unknown[], R>(run: (...args: A) => R) {
	let calls = 0;
	const counting = (...args: A): R => {
		calls += 1;
		return run(...args);
	};
	return Object.assign(counting, { calls: () => calls });
}

/** `twin` is a board of the same history without receivers: it tells beforehand which frames a tick will bring. */
function tickCostOf(live: LiveServer, twin: StillBoard, network: BenchNetwork): Contest {
	let ticks: { batch: CommittedBatch; nowMs: number; frames: Frame[] }[] = [];
	/** Runs the ticks one by one, each until all of it has arrived; mean CPU ms of this process for a tick. */
	const measure = async (
		run: (tick: (typeof ticks)[number]) => void,
		payloadOf: (frame: Frame) => object,
	): Promise<number> => {
		let cost = 0;
		for (const tick of ticks) {
			const before = live.bytesWritten();
			const started = process.cpuUsage();
			run(tick);
			const bytes = tick.frames.map(
				(frame) => live.watchers(frame.r) * wireBytes(payloadOf(frame)),
			);
			await live.reach(before + bytes.reduce((sum, own) => sum + own, 0));
			const { user, system } = process.cpuUsage(started);
			cost += (user + system) / 1000;
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
