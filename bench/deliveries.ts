import type { Frame } from '../src/lib/protocol/live.ts';
import { messageOf, wireBytes, type LiveServer } from './live-server.ts';

/** What some frames cost until the last receiver had all of them. */
export interface Delivered {
	deliveries: number;
	ms: number;
	/** CPU of this process, µs. */
	cpuMicros: number;
}

/** Sends so many frames one by one, each until the last receiver has all of it. */
export async function deliver(
	live: LiveServer,
	{ frames, receivers, bytes }: { frames: number; receivers: number; bytes: number },
	send: () => void,
): Promise<Delivered> {
	const before = live.bytesWritten();
	const cpuBefore = process.cpuUsage();
	const startedAt = performance.now();
	for (let sent = 1; sent <= frames; sent++) {
		send();
		await live.reach(before + sent * receivers * bytes);
	}
	const { user, system } = process.cpuUsage(cpuBefore);
	return {
		deliveries: frames * receivers,
		ms: performance.now() - startedAt,
		cpuMicros: user + system,
	};
}

/** Writes a frame straight to every `ws` sender, encoded once: what nothing can beat on the same sockets. */
export function rawSenderOf(live: LiveServer, frame: Frame): () => void {
	const senders = live.senders();
	return () => {
		const text = Buffer.from(messageOf(frame));
		const encoded = senders[0]?.constructor.frame(text, {
			fin: true,
			opcode: 1,
			mask: false,
			rsv1: false,
			readOnly: false,
		});
		for (const sender of senders) sender.sendFrame(encoded ?? []);
	};
}

/**
 * Sends so many frames, each when the last has arrived everywhere; ms from the call to the arrival, of every frame at
 * every receiver that reads.
 */
export async function delaysOf(
	live: LiveServer,
	{ frames, frame }: { frames: number; frame: Frame },
	send: () => void,
): Promise<number[]> {
	const delays: number[] = [];
	for (let sent = 0; sent < frames; sent++) {
		const { arrivals } = await live.sinks.track(1, wireBytes(frame));
		const sentAt = performance.timeOrigin + performance.now();
		send();
		for (const at of (await arrivals)[0] ?? []) delays.push(at - sentAt);
	}
	return delays;
}
