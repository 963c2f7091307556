import { vi } from 'vitest';
import { MORNING } from './board-builders.ts';

/** Stops every clock and timer at MORNING: they move with `vi.advanceTimersByTimeAsync` only. */
export function stopTime(): void {
	vi.useFakeTimers({
		now: MORNING,
		toFake: [
			'setTimeout',
			'clearTimeout',
			'setInterval',
			'clearInterval',
			'setImmediate',
			'clearImmediate',
			'Date',
			'performance',
		],
	});
}
