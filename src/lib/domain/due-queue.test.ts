import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueQueue } from './due-queue.ts';

test('gives what is due exactly once, by the last instant set', () => {
	const step = fc.oneof(
		fc.record({ ordinal: fc.nat(20), at: fc.oneof(fc.nat(50), fc.constant(Infinity)) }),
		fc.record({ now: fc.nat(50) }),
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
			const queue = new DueQueue();
			const model = new Map<number, number>();
			for (const one of steps) {
				if ('now' in one) {
					const expected = [...model].filter(([, at]) => at <= one.now).map(([o]) => o);
					for (const ordinal of expected) model.delete(ordinal);
					expect(queue.take(one.now).sort()).toEqual(expected.sort());
				} else {
					queue.set(one.ordinal, one.at);
					if (one.at === Infinity) model.delete(one.ordinal);
					else model.set(one.ordinal, one.at);
				}
			}
		}),
	);
});
