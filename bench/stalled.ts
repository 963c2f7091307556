import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Frame } from '../src/lib/protocol/live.ts';
import { delaysOf } from './deliveries.ts';
import { openLiveServer, tickWith, wireBytes, type LiveServer } from './live-server.ts';
import { createNetwork } from './network.ts';
import { ABSOLUTE, percentile, type Goal } from './pairs.ts';
import { createEndings, type Subject } from './subject.ts';

const CENTERS = 350;
const CHANGED = 35;
const TICK_MS = 250;
const READING = 450;
const STALLED = 50;
/** Frames of 2 KB sent past the stalled ones: unchecked they would be 4 MB in kernel buffers and more here. */
const FRAMES_PAST = 2500;
/** The first of them carry the gateway's clock past the time that an acknowledgement may take. */
const FRAMES_UNTIL_PAUSED = 40;
const FRAMES_TIMED = 10;

const heapPerStalled: Goal = {
	id: 'G10',
	measured: 'memory per stalled client',
	yardstick: ABSOLUTE,
	unit: 'KB',
	bound: 'at_most',
	floor: 256,
	aim: 64,
};

const othersDelay: Goal = {
	id: 'G10b',
	measured: 'p99 of the others, one client in ten stalled',
	yardstick: 'none stalled',
	unit: 'ms',
	bound: 'at_most',
	floor: 1.5,
	aim: 1.1,
};

/** Clients that acknowledge once and then never read again, beside others that do. */
export const stalledSubject: Subject = {
	goals: [heapPerStalled, othersDelay],
	open: async () => {
		const endings = createEndings();
		try {
			const alone = await openNation(READING);
			endings.add(() => alone.live.close());
			const beside = await openNation(READING + STALLED);
			endings.add(() => beside.live.close());
			await stallSome(beside);
			const p99 = async ({ live, frame }: Nation) => {
				const send = () =>
					live.handTick({ frames: [frame], isRenewed: false, isNationHeld: false });
				return percentile(await delaysOf(live, { frames: FRAMES_TIMED, frame }, send), 0.99);
			};
			return {
				contests: [
					{ goal: heapPerStalled, ours: memoryPerStalled, pairs: 3, warmUp: 1 },
					{ goal: othersDelay, ours: () => p99(beside), yardstick: () => p99(alone) },
				],
				close: () => endings.close(),
			};
		} catch (error) {
			await endings.close();
			throw error;
		}
	},
};

interface Nation {
	live: LiveServer;
	frame: Frame;
}

async function openNation(clients: number): Promise<Nation> {
	const network = createNetwork(CENTERS);
	const live = await openLiveServer(
		network,
		Array.from({ length: clients }, () => ['nation']),
	);
	const batch = network.batchOf(network.nextCenters(CHANGED), TICK_MS);
	const frame = tickWith(live, batch, network.nowMs).find(({ r }) => r === 'nation');
	if (!frame) throw new Error('the tick brought no frame of the nation');
	await live.reach(live.bytesWritten());
	return { live, frame };
}

/** Stalls the first clients and sends frames until the gateway has paused them. */
async function stallSome({ live, frame }: Nation): Promise<void> {
	await live.sinks.stall(STALLED);
	for (let sent = 0; sent < FRAMES_UNTIL_PAUSED; sent++) {
		live.elapse(TICK_MS);
		// Each frame of a version of its own, or none of them would be due.
		live.handTick({
			frames: [{ ...frame, s: frame.s + 1 + sent }],
			isRenewed: false,
			isNationHeld: false,
		});
		await turn();
	}
}

/** KB that this process holds for each of some stalled clients once megabytes were sent past them. */
async function memoryPerStalled(): Promise<number> {
	const { live, frame } = await openNation(STALLED);
	try {
		const before = usedBytes();
		await stallSome({ live, frame });
		for (let sent = 0; sent < FRAMES_PAST; sent++) {
			live.handTick({ frames: [frame], isRenewed: false, isNationHeld: false });
			if (sent % 50 === 0) await turn();
		}
		const grown = usedBytes() - before;
		if (live.bytesWritten() > STALLED * FRAMES_PAST * wireBytes(frame)) {
			throw new Error('the stalled clients were not paused');
		}
		return Math.max(0, grown) / STALLED / 1024;
	} finally {
		await live.close();
	}
}

function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

let collect: (() => void) | null = null;

/** What this process holds after a full collection. */
export function usedBytes(): number {
	if (!collect) {
		setFlagsFromString('--expose-gc');
		collect = runInNewContext('gc') as () => void;
	}
	collect();
	collect();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
