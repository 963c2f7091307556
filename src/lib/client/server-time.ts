/** A stamp further back than this (real ms) is a clock that stood still, not a slow message. */
const STOOD_STILL_MS = 5000;

/**
 * The server's operations clock as this page knows it: the newest stamp of a message plus the real time since, at the
 * exercise's speed. The clock of the PC plays no part. `realMs` is a real clock that never runs back.
 */
export class ServerTime {
	readonly speed: number;
	#stamp: number;
	#takenAt: number;

	constructor(stamp: number, speed: number, realMs: number) {
		this.#stamp = stamp;
		this.#takenAt = realMs;
		this.speed = speed;
	}

	/** Takes a message's stamp `t` (operations ms). Late messages do not turn the clock back. */
	take(t: number, realMs: number): void {
		const known = this.at(realMs);
		if (t < known && known - t < STOOD_STILL_MS * this.speed) return;
		this.#stamp = t;
		this.#takenAt = realMs;
	}

	/** Operations clock in ms at a real instant. */
	at(realMs: number): number {
		return this.#stamp + (realMs - this.#takenAt) * this.speed;
	}
}
