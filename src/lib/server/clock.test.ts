import { describe, expect, it } from 'vitest';
import { createExerciseClock, createRealOperationsClock } from './clock.ts';

describe('the operations clock', () => {
	it('starts where the exercise says and runs at its speed', () => {
		let monotonic = 5000;
		const clock = createExerciseClock({
			startsAt: new Date('2021-08-23T02:30:00Z'),
			speed: 60,
			monotonicMs: () => monotonic,
		});
		expect(clock.now()).toEqual(new Date('2021-08-23T02:30:00Z'));
		monotonic += 1000;
		expect(clock.now()).toEqual(new Date('2021-08-23T02:31:00Z'));
		expect(clock.describe()).toEqual({
			now: '2021-08-23T02:31:00.000Z',
			speed: 60,
			exercise: true,
		});
	});

	it('has a floor of two real seconds in an exercise and none outside', () => {
		const startsAt = new Date(0);
		expect(createExerciseClock({ startsAt, speed: 600 }).floorMs).toBe(1_200_000);
		expect(createRealOperationsClock({ now: () => startsAt }).floorMs).toBe(0);
	});

	it('never runs back, even when the machine does', () => {
		let real = new Date('2026-11-20T11:00:00Z');
		const clock = createRealOperationsClock({ now: () => real });
		const before = clock.now();
		real = new Date('2026-11-20T10:59:00Z');
		expect(clock.now()).toEqual(before);
	});
});
