/** A rate limit: so many tokens a second, at most `burst` saved up. */
export interface BucketLimit {
	perSecond: number;
	burst: number;
}

/** Tokens left at an instant of a real, monotonic clock. */
export interface Bucket {
	tokens: number;
	atMs: number;
}

/** A full bucket. */
export function fullBucket(limit: BucketLimit, nowMs: number): Bucket {
	return { tokens: limit.burst, atMs: nowMs };
}

/** Takes one token out of a bucket. Returns 0 when there was one, else in how many ms there will be. */
export function takeToken(bucket: Bucket, limit: BucketLimit, nowMs: number): number {
	const gained = ((nowMs - bucket.atMs) / 1000) * limit.perSecond;
	bucket.tokens = Math.min(limit.burst, bucket.tokens + gained);
	bucket.atMs = nowMs;
	if (bucket.tokens >= 1) {
		bucket.tokens -= 1;
		return 0;
	}
	return Math.ceil(((1 - bucket.tokens) / limit.perSecond) * 1000);
}
