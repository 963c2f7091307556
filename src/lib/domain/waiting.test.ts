import { describe, expect, test } from 'vitest';
import vectors from '../../../tests/support/test-vectors.json' with { type: 'json' };
import { expectedWait, waitByQueueLength, waitRange, walkInWait } from './waiting.ts';

function vector(method: string) {
	const found = vectors.wait_estimators.find((v) => v.method === method);
	if (!found) throw new Error(`no vector ${method}`);
	return { in: found.in as unknown as Record<string, number>, outMin: found.out_min };
}

describe('wait by queue length', () => {
	test('agrees with the vectors', () => {
		const one = vector('queue_length');
		expect(
			waitByQueueLength(one.in.queue!, one.in.windows!, one.in.mean_service_min! * 60),
		).toBeCloseTo(one.outMin * 60, 4);
		const booked = vector('queue_length_booked');
		expect(
			waitByQueueLength(
				booked.in.booked_queue!,
				booked.in.windows!,
				booked.in.mean_service_min! * 60,
			),
		).toBeCloseTo(booked.outMin * 60, 4);
		const walkIn = vector('queue_length_walk_in');
		expect(
			walkInWait(
				walkIn.in.booked_queue!,
				walkIn.in.walk_in_queue!,
				walkIn.in.booked_per_min!,
				walkIn.in.windows!,
				walkIn.in.mean_service_min! * 60,
			),
		).toBeCloseTo(walkIn.outMin * 60, 4);
	});

	test('an empty queue is no wait', () => {
		expect(waitByQueueLength(0, 3)).toBe(0);
		expect(walkInWait(0, 0, 1, 3)).toBe(0);
	});

	test('with no window serving there is no estimate, not even for an empty queue', () => {
		expect(waitByQueueLength(4, 0)).toBeNull();
		expect(waitByQueueLength(4, null)).toBeNull();
		expect(waitByQueueLength(0, 0)).toBeNull();
		expect(walkInWait(1, 1, 0, 0)).toBeNull();
	});

	test('booked arrivals beyond capacity leave walk-ins a long wait, never a negative or endless one', () => {
		const wait = walkInWait(3, 7, 5, 8)!;
		expect(wait).toBeCloseTo((11 * 720) / (8 * 0.3), 6);
	});
});

describe('expectedWait', () => {
	const none = {
		queueLength: null,
		bookedWaiting: null,
		walkInWaiting: null,
		windowsServing: null,
		windowsOpen: null,
	};

	test('takes the classes apart when both are measured', () => {
		const wait = expectedWait(
			{ ...none, queueLength: 10, bookedWaiting: 3, walkInWaiting: 7, windowsServing: 8 },
			0.42,
		);
		expect(wait.booked).toBeCloseTo(6 * 60, 6);
		expect(wait.walkIn).toBeCloseTo(44.5945946 * 60, 3);
	});

	test('takes one common queue when they are not', () => {
		expect(expectedWait({ ...none, queueLength: 10, windowsServing: 8 }, 0.42)).toEqual({
			walkIn: 990,
			booked: null,
		});
	});

	test('takes open windows where serving ones are not measured, and never instead of them', () => {
		expect(expectedWait({ ...none, queueLength: 10, windowsOpen: 8 }, 0).walkIn).toBe(990);
		const both = { ...none, queueLength: 10, windowsServing: 4, windowsOpen: 8 };
		expect(expectedWait(both, 0).walkIn).toBe(1980);
	});

	test('says nothing when nothing was measured', () => {
		expect(expectedWait(none, 0)).toEqual({ walkIn: null, booked: null });
	});
});

describe('the range of a wait', () => {
	/** Exact Erlang quantiles for a mean of 1: the inverse of the incomplete gamma function. */
	test.each([
		[1, 1.678 / 2, 2.994 / 2],
		[10, 10.669 / 11, 13.651 / 11],
		[50, 50.667 / 51, 56.893 / 51],
	])('behind %i people is within 2 %% of the exact one', (waiting, p50, p80) => {
		const range = waitRange(1, waiting);
		expect(Math.abs(range!.p50 / p50 - 1)).toBeLessThan(0.02);
		expect(Math.abs(range!.p80 / p80 - 1)).toBeLessThan(0.02);
	});

	test('does not exist where nobody waits', () => {
		expect(waitRange(0, 0)).toBeNull();
		expect(waitRange(600, 0)).toBeNull();
	});
});
