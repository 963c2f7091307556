/**
 * A stream of pseudo-random numbers that depends on its seed text only: the same text, the same
 * stream, everywhere.
 */
export interface Random {
	/** Uniform in [0, 1). */
	next(): number;
	/** Uniform in [from, to). */
	between(from: number, to: number): number;
	/** True with the given probability. */
	chance(probability: number): boolean;
	/** Exponential with the given mean. */
	exponential(mean: number): number;
	/** Normal with mean 0 and standard deviation 1. */
	normal(): number;
	/** Lognormal with the given mean and coefficient of variation. */
	lognormal(mean: number, cv: number): number;
	/** Poisson count with the given mean. */
	poisson(mean: number): number;
	/** An integer whose mean is `mean` and that is never more than 1 away from it. */
	rounded(mean: number): number;
}

/**
 * Makes the stream that belongs to a seed text. Generator: sfc32 (Chris Doty-Humphrey, PractRand,
 * public domain).
 */
export function createRandom(seed: string): Random {
	let a = hashText(`a${seed}`);
	let b = hashText(`b${seed}`);
	let c = hashText(`c${seed}`);
	let counter = 1;

	function next(): number {
		const sum = (a + b + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = ((c << 21) | (c >>> 11)) + sum;
		c |= 0;
		return (sum >>> 0) / 4294967296;
	}
	// The first outputs still resemble the seed.
	for (let i = 0; i < 12; i++) next();

	function normal(): number {
		// Box–Muller; 1 − u keeps the logarithm finite.
		return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
	}
	function exponential(mean: number): number {
		return -mean * Math.log(1 - next());
	}
	return {
		next,
		normal,
		exponential,
		between: (from, to) => from + (to - from) * next(),
		chance: (probability) => next() < probability,
		lognormal(mean, cv) {
			const variance = Math.log(1 + cv * cv);
			return mean * Math.exp(Math.sqrt(variance) * normal() - variance / 2);
		},
		poisson(mean) {
			// Sums of exponentials: exact for any mean, and means here are small.
			let count = 0;
			for (let sum = exponential(1); sum < mean; sum += exponential(1)) count++;
			return count;
		},
		rounded: (mean) => Math.floor(mean) + (next() < mean - Math.floor(mean) ? 1 : 0),
	};
}

/**
 * 32-bit hash of a text: seeds, and choices that must not depend on the order of a list. FNV-1a,
 * mixed at the end.
 */
export function hashText(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** A fixed number in [0, 1) for a text: a trait of a center that is the same on every day. */
export function traitOf(text: string): number {
	return hashText(text) / 4294967296;
}
