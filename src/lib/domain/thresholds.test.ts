import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVEL_LIMITS } from './load.ts';
import {
	CENTER_DIMENSIONS,
	limitsOfCenter,
	limitsOfContact,
	LIMIT_UNITS,
	PRESET_THRESHOLDS,
	readSteps,
	shownLimit,
	withCenterLimits,
	withContactLimits,
	type Dimension,
} from './thresholds.ts';

const KIND = { class: 'city', type: 'ordinary' } as const;
const CENTER = { ...KIND, regionId: 'KZ-75' };
const limits = (outside: number) => ({
	waitShare: LEVEL_LIMITS.waitShare,
	insideShare: LEVEL_LIMITS.insideShare,
	outside: [outside, outside + 1, outside + 2] as const,
});

describe('limits in force', () => {
	const network = withCenterLimits(PRESET_THRESHOLDS, { ...KIND, regionId: null }, limits(50));
	const both = withCenterLimits(network, CENTER, limits(70));

	test.each([
		['nothing was set', PRESET_THRESHOLDS, CENTER, 5],
		['the network’s', network, CENTER, 50],
		['the region’s before the network’s', both, CENTER, 70],
		['the network’s in another region', both, { ...CENTER, regionId: 'KZ-71' }, 50],
		['the presets for another kind', both, { ...CENTER, type: 'duty' as const }, 5],
	])('%s', (_, thresholds, center, outside) => {
		expect(limitsOfCenter(thresholds, center).outside[0]).toBe(outside);
	});

	test('set anew take the place of the old ones and raise their revision', () => {
		const again = withCenterLimits(both, CENTER, limits(90));
		expect(again.centers.map(({ revision }) => revision)).toEqual([1, 2]);
		expect(limitsOfCenter(again, CENTER).outside[0]).toBe(90);
	});

	test('of the contact center are no center’s', () => {
		const changed = withContactLimits(PRESET_THRESHOLDS, {
			lostShare: [0.3, 0.4, 0.5],
			waitingPerOperator: [2, 3, 4],
		});
		expect(limitsOfContact(changed).lostShare).toEqual([0.3, 0.4, 0.5]);
		expect(limitsOfCenter(changed, CENTER)).toBe(LEVEL_LIMITS);
	});
});

describe('typed limits', () => {
	test.each<[Dimension, [string, string, string], readonly number[]]>([
		['waitShare', ['15', ' 30 ', '60'], [0.75, 1.5, 3]],
		['outside', ['5', '15', '40'], [5, 15, 40]],
		['lostShare', ['5', '7,5', '10.1'], [0.05, 0.075, 0.101]],
		['waitingPerOperator', ['0,05', '0.5', '1'], [0.05, 0.5, 1]],
	])('%s of %j are taken', (dimension, typed, expected) => {
		const { steps } = readSteps(dimension, typed);
		steps?.forEach((limit, i) => expect(limit).toBeCloseTo(expected[i] ?? NaN, 12));
		expect(steps).toHaveLength(3);
	});

	test.each<[Dimension, [string, string, string], (string | null)[]]>([
		['outside', ['5', '5', '40'], [null, 'limit_order', null]],
		['outside', ['5', '15', '4'], [null, null, 'limit_order']],
		['outside', ['0', '15', '10001'], ['limit_range', null, 'limit_range']],
		['outside', ['5.5', '-1', '1e3'], ['limit_number', 'limit_number', 'limit_number']],
		['outside', ['', 'NaN', 'Infinity'], ['limit_number', 'limit_number', 'limit_number']],
		['lostShare', ['5', '7,55', '100'], [null, 'limit_number', 'limit_range']],
	])('%s of %j are refused where they are wrong', (dimension, typed, problems) => {
		expect(readSteps(dimension, typed)).toEqual({ steps: null, problems });
	});

	test('are shown as they were typed', () => {
		const dimensions = Object.keys(LIMIT_UNITS) as Dimension[];
		fc.assert(
			fc.property(fc.constantFrom(...dimensions), fc.nat(500), (dimension, n) => {
				const { min, digits } = LIMIT_UNITS[dimension];
				const typed = [n, n + 1, n + 2].map((k) => (min + k / 10 ** digits).toFixed(digits));
				const { steps } = readSteps(dimension, typed as [string, string, string]);
				const shown = steps?.map((limit) => shownLimit(dimension, limit));
				expect(shown ?? []).toEqual(steps ? typed.map(Number) : []);
			}),
		);
		expect(CENTER_DIMENSIONS.map((one) => shownLimit(one, LEVEL_LIMITS[one][0]))).toEqual([
			20, 85, 5,
		]);
	});
});
