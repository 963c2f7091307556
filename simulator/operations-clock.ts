import type { Api } from './api.ts';
import { sleep } from './sleep.ts';

/** How often the server's clock is read again, real ms. */
const SYNC_MS = 5000;
/** Longest nap while waiting for an instant, so that a changed speed is noticed. */
const LONGEST_NAP_MS = 1000;

/** The server's operations clock, followed from outside. It never runs back. */
export interface OperationsClock {
	/** The present operations instant, Unix ms. */
	now(): number;
	/** Operations seconds per real second. */
	speed(): number;
	/**
	 * Reads the server's clock if the last look is older than a few seconds, or at once when `force`
	 * is set.
	 */
	sync(force?: boolean): Promise<void>;
	/** Waits until an operations instant (Unix ms) has come. */
	until(at: number): Promise<void>;
}

/**
 * Follows the operations clock of a server: reads it, then runs on by itself at the clock's speed.
 * After an outage it may be ahead, for an exercise stands still while its server is down: then it
 * stands still too until the server's has come up.
 */
export async function followClock(
	api: Pick<Api, 'clock'>,
	signal: AbortSignal,
	monotonicMs: () => number = () => performance.now(),
): Promise<OperationsClock> {
	let readAt = 0;
	let operationsAt = 0;
	let speed = 1;
	let latest = -Infinity;

	async function read(): Promise<void> {
		const before = monotonicMs();
		const answer = await api.clock();
		const at = Date.parse(answer.now);
		if (!Number.isFinite(at) || !(answer.speed > 0)) {
			throw new Error('GET /api/v1/clock gave no usable instant and speed');
		}
		// A retried request says nothing about its delay; the instant is then at worst a little late,
		// never ahead.
		readAt = monotonicMs();
		speed = answer.speed;
		operationsAt = at + Math.min(200, (readAt - before) / 2) * speed;
	}

	function now(): number {
		latest = Math.max(latest, Math.floor(operationsAt + (monotonicMs() - readAt) * speed));
		return latest;
	}

	await read();
	return {
		now,
		speed: () => speed,
		async sync(force = false) {
			if (force || monotonicMs() - readAt >= SYNC_MS) await read();
		},
		async until(at) {
			while (now() < at) {
				await sleep(Math.min(LONGEST_NAP_MS, Math.max(1, (at - now()) / speed)), signal);
				if (monotonicMs() - readAt >= SYNC_MS) await read();
			}
		},
	};
}
