/**
 * Milliseconds that a change costs the page until it is painted: the change itself and what it leaves for the next
 * animation frame, without the idle time between. `flush` makes the browser finish what it only noted down.
 */
export function frameCost(change: () => void, flush: () => void): Promise<number> {
	return new Promise((resolve) => {
		let cost = 0;
		let frameStartedAt = 0;
		// Callbacks of one frame run in the order of their asking: this one before those of the change …
		requestAnimationFrame(() => (frameStartedAt = performance.now()));
		const startedAt = performance.now();
		change();
		cost += performance.now() - startedAt;
		// … and this one after them.
		requestAnimationFrame(() => {
			flush();
			resolve(cost + performance.now() - frameStartedAt);
		});
	});
}

/** Waits for so many animation frames: what the last measurement left behind is over. */
export async function settle(frames = 2): Promise<void> {
	for (let frame = 0; frame < frames; frame++) {
		await new Promise((resolve) => requestAnimationFrame(resolve));
	}
}
