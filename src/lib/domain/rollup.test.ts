import { describe, expect, test } from 'vitest';
import {
	centerPoint,
	waitBucket,
	waitPercentile,
	WAIT_LIMITS_SECONDS,
	type CenterRollup,
} from './rollup.ts';

const counts = (...pairs: [bucket: number, count: number][]) => {
	const list = Array.from({ length: WAIT_LIMITS_SECONDS.length + 1 }, () => 0);
	for (const [bucket, count] of pairs) list[bucket] = count;
	return list;
};

describe('wait buckets', () => {
	test.each([
		[0, 0],
		[60, 0],
		[61, 1],
		[1200, 5],
		[7200, 10],
		[7201, 11],
	])('%i s falls into bucket %i: a limit belongs to the bucket below it', (seconds, bucket) => {
		expect(waitBucket(seconds)).toBe(bucket);
	});
});

describe('wait percentile', () => {
	test('nothing observed is no percentile', () => {
		expect(waitPercentile(counts(), 0.5, null)).toBeNull();
	});
	test('half of the observations lie in the first of two equal buckets', () => {
		expect(waitPercentile(counts([0, 10], [1, 10]), 0.5, 120)).toBe(60);
	});
	test('within a bucket observations are spread evenly', () => {
		expect(waitPercentile(counts([3, 4]), 0.5, 600)).toBe(450);
	});
	test('nothing is estimated above the longest wait', () => {
		expect(waitPercentile(counts([3, 4]), 1, 310)).toBe(310);
		expect(waitPercentile(counts([3, 4]), 0.5, 310)).toBe(305);
	});
	test('the open bucket ends at the longest wait', () => {
		expect(waitPercentile(counts([11, 2]), 0.5, 9200)).toBe(8200);
	});
	test('merging histograms is not averaging percentiles', () => {
		const calm = counts([0, 90]);
		const bad = counts([8, 10]);
		const merged = calm.map((n, i) => n + (bad[i] ?? 0));
		expect(waitPercentile(merged, 0.9, 3600)).toBe(60);
		expect(waitPercentile(merged, 0.95, 3600)).toBe(3000);
	});
});

describe('a center point', () => {
	const rollup: CenterRollup = {
		at: new Date(0),
		readings: 3,
		occupancy: { sum: 100, n: 3, min: 20, max: 50 },
		queueLength: { sum: null, n: 0, min: null, max: null },
		queueOutside: { sum: 0, n: 3, min: 0, max: 0 },
		bookedWaiting: { sum: 4, n: 2 },
		walkInWaiting: { sum: null, n: 0 },
		windowsOpen: { sum: 21, n: 3 },
		windowsServing: { sum: 20, n: 3 },
		waits: counts([0, 3]),
		waitMax: 30,
		flows: {
			arrivalsBooked: 5,
			arrivalsWalkIn: 0,
			served: null,
			noShows: null,
			leftWithoutService: null,
			turnedAway: null,
			movedToNextDay: null,
		},
	};
	test('holds the asked figures only, means with their extremes', () => {
		expect(centerPoint(rollup, ['occupancy', 'arrivalsBooked'])).toEqual({
			at: new Date(0),
			readings: 3,
			occupancy: 33.33,
			occupancyMin: 20,
			occupancyMax: 50,
			arrivalsBooked: 5,
		});
	});
	test('keeps what was not measured apart from zero', () => {
		const point = centerPoint(rollup, ['queueLength', 'queueOutside', 'served', 'arrivalsWalkIn']);
		expect(point).toMatchObject({
			queueLength: null,
			queueOutside: 0,
			served: null,
			arrivalsWalkIn: 0,
		});
	});
});
