import { describe, expect, it } from 'vitest';
import {
	ACKNOWLEDGE_MINUTES,
	raisedTogether,
	SEVERITIES,
	worseOf,
	type Severity,
} from './severity.ts';

describe('severity', () => {
	it('is worse the lower it is, and nothing says nothing', () => {
		expect(worseOf(2, 3)).toBe(2);
		expect(worseOf<Severity | null>(null, 4)).toBe(4);
	});

	it('rises one level with three centers of one city or two cities, and never above 1', () => {
		expect(raisedTogether(2, ['a', 'a'])).toBe(2);
		expect(raisedTogether(2, ['a', 'a', 'a'])).toBe(1);
		expect(raisedTogether(3, ['a', 'b'])).toBe(2);
		expect(raisedTogether(1, ['a', 'b'])).toBe(1);
		expect(raisedTogether(3, [null, null, null])).toBe(3);
	});

	it('leaves less time to acknowledge the worse it is', () => {
		expect(SEVERITIES.map((severity) => ACKNOWLEDGE_MINUTES[severity])).toEqual([5, 15, 60, null]);
	});
});
