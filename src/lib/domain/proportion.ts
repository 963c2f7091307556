/** Half-width factor of a 95 % interval: the standard normal quantile of 0.975. */
const Z_95 = 1.959963984540054;

/** A share with the range in which the true one lies 95 times of 100. */
export interface Proportion {
	share: number;
	low: number;
	high: number;
}

/**
 * Share of `part` in `whole` with its Wilson interval (95 %), which stays within 0…1 and is honest for few cases; null
 * for an empty whole. Source: domain.md D13 (`wilson`).
 */
export function wilson(part: number, whole: number): Proportion | null {
	if (whole <= 0) return null;
	const share = part / whole;
	const z2 = Z_95 * Z_95;
	const middle = share + z2 / (2 * whole);
	const half = Z_95 * Math.sqrt((share * (1 - share)) / whole + z2 / (4 * whole * whole));
	const scale = 1 + z2 / whole;
	return {
		share,
		low: Math.max(0, (middle - half) / scale),
		high: Math.min(1, (middle + half) / scale),
	};
}
