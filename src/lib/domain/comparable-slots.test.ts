import { expect, it } from 'vitest';
import { comparableSlots, quarterOf } from './comparable-slots.ts';

const NOW = Date.parse('2026-11-23T04:37:12Z');

it('takes eight same weekdays with the slots beside, and fourteen days', () => {
	const slots = comparableSlots(NOW).map((at) => at.toISOString().slice(0, 16));
	expect(slots).toHaveLength(8 * 3 + 14 - 2);
	expect(slots[0]).toBe('2026-11-22T04:30');
	expect(slots).toEqual([...slots].sort().reverse());
	for (const one of [
		'2026-11-16T04:15',
		'2026-11-16T04:45',
		'2026-09-28T04:30',
		'2026-11-09T04:30',
	]) {
		expect(slots).toContain(one);
	}
	expect(slots).not.toContain('2026-11-23T04:30');
});

it('turns with the quarter', () => {
	expect(quarterOf(Date.parse('2026-11-23T04:45:00Z'))).toBe(quarterOf(NOW) + 1);
	expect(quarterOf(Date.parse('2026-11-23T04:44:59Z'))).toBe(quarterOf(NOW));
});
