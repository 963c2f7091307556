import { describe, expect, it } from 'vitest';
import { createSilence } from './trouble.ts';

const MINUTE_MS = 60_000;

describe('silent feeds of an ordinary day', () => {
	it('are one to six at any moment, in turn, and never the worst center', () => {
		const ids = ['almaty-almaly', ...Array.from({ length: 337 }, (_, i) => `center-${i}`)];
		const isSilent = createSilence(ids, '1');
		const seen = new Set<string>();
		for (let minute = 0; minute < 24 * 60; minute++) {
			const at = Date.parse('2026-11-18T00:00:00+05:00') + minute * MINUTE_MS;
			const silent = ids.filter((id) => isSilent(id, at));
			for (const id of silent) seen.add(id);
			expect(silent.length).toBeGreaterThanOrEqual(1);
			expect(silent.length).toBeLessThanOrEqual(6);
		}
		expect(seen.size).toBeGreaterThanOrEqual(4);
		expect(seen).not.toContain('almaty-almaly');
	});

	it('are none in a network without feeds to fail', () => {
		expect(createSilence([], '1')('anywhere', 0)).toBe(false);
	});
});
