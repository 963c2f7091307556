import { describe, expect, it } from 'vitest';
import { burnInShift, nextScope, wallStop, type WallScene } from './wall-cycle.ts';

const scene = (over: Partial<WallScene> = {}): WallScene => ({
	whole: 'nation',
	hot: ['city:almaty', 'city:shymkent'],
	fresh: null,
	now: 0,
	...over,
});

describe('the round of the wall', () => {
	it('begins with the whole for half a minute', () => {
		expect(wallStop(null, scene())).toEqual({ scope: 'nation', endsAt: 30_000 });
	});

	it('stays until the time is over', () => {
		const stop = { scope: 'nation', endsAt: 30_000 };
		expect(wallStop(stop, scene({ now: 29_999 }))).toBe(stop);
	});

	it('shows each hot place for a quarter of a minute, the worst first, and returns', () => {
		let stop = wallStop(null, scene());
		const seen = [stop.scope];
		for (let i = 0; i < 4; i++) {
			stop = wallStop(stop, scene({ now: stop.endsAt }));
			seen.push(stop.scope);
		}
		expect(seen).toEqual(['nation', 'city:almaty', 'city:shymkent', 'nation', 'city:almaty']);
		expect(stop.endsAt).toBe(30_000 + 15_000 * 2 + 30_000 + 15_000);
	});

	it('stays with the whole while nothing is critical', () => {
		expect(nextScope('nation', scene({ hot: [] }))).toBe('nation');
	});

	it('stops at once where a center turns critical, and goes on from there', () => {
		const stop = { scope: 'nation', endsAt: 30_000 };
		const stopped = wallStop(stop, scene({ fresh: 'city:shymkent', now: 1000 }));
		expect(stopped).toEqual({ scope: 'city:shymkent', endsAt: 61_000 });
		expect(wallStop(stopped, scene({ now: 61_000 })).scope).toBe('nation');
	});

	it('leaves a place that calmed down at the end of its time', () => {
		const stop = { scope: 'city:oral', endsAt: 15_000 };
		expect(wallStop(stop, scene({ now: 14_000 }))).toBe(stop);
		expect(wallStop(stop, scene({ now: 15_000 })).scope).toBe('nation');
	});
});

describe('the shift against burn-in', () => {
	it('takes another corner each hour and comes back', () => {
		const corners = [0, 1, 2, 3, 4].map((hour) => burnInShift(hour * 3_600_000));
		expect(new Set(corners.slice(0, 4).map(({ x, y }) => `${x},${y}`)).size).toBe(4);
		expect(corners[4]).toEqual(corners[0]);
	});
});
