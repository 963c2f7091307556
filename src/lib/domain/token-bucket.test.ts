import { expect, test } from 'vitest';
import { fullBucket, takeToken } from './token-bucket.ts';

const limit = { perSecond: 20, burst: 40 };

test('lets a burst through and refuses what follows, saying when to come back', () => {
	const bucket = fullBucket(limit, 0);
	const waits = Array.from({ length: 41 }, () => takeToken(bucket, limit, 0));
	expect(waits.slice(0, 40).every((wait) => wait === 0)).toBe(true);
	expect(waits[40]).toBe(50);
	expect(takeToken(bucket, limit, 50)).toBe(0);
	expect(takeToken(bucket, limit, 51)).toBeGreaterThan(0);
});

test('saves up no more than the burst', () => {
	const bucket = fullBucket(limit, 0);
	const taken = Array.from({ length: 60 }, () => takeToken(bucket, limit, 3_600_000));
	expect(taken.filter((wait) => wait === 0)).toHaveLength(40);
});
