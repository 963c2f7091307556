import { describe, expect, it } from 'vitest';
import { REGIME_BITS } from '$lib/domain/row.ts';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import { DESK_SIZES } from '../../../../tests/support/map-theme.ts';
import { planLabels, type LabelScene } from './label-plan.ts';
import { createMarkField } from './mark-field.ts';
import { markOf } from './mark.ts';

const [calm, crowded, critical] = [1, 3, 4];

/** Two centers in Almaty, one in Semey, one in the country; levels and waits (minutes) by ordinal. */
function aScene(
	levels: number[],
	waits: number[] = [],
	some: Partial<LabelScene> = {},
): LabelScene {
	const centers = [
		aCenter(1, { cityId: 'almaty' }),
		aCenter(2, { cityId: 'almaty' }),
		aCenter(3, { cityId: 'semey', regionId: 'KZ-10' }),
		aCenter(4, { regionId: 'KZ-10' }),
	];
	const field = createMarkField(aDirectory(centers), (o) => markOf(levels[o - 1] ?? calm, 1, 0));
	field.read('all');
	field.project((lat, lon) => ({ x: lon, y: lat }), DESK_SIZES);
	return {
		field,
		regions: [{ name: { kk: 'r', ru: 'r', en: 'Region' }, point: { x: 0, y: 0 } }],
		selected: null,
		hovered: null,
		nearby: null,
		isNarrow: false,
		hasLoad: true,
		hasRules: true,
		waitSeconds: (ordinal) => (waits[ordinal - 1] ?? 0) * 60,
		texts: {
			name: (name) => name.en,
			critical: (wait, count) => `${wait} s in ${count}`,
			bookingOnly: () => 'by booking',
			state: (ordinal) => `state ${ordinal}`,
		},
		...some,
	};
}

const titles = (scene: LabelScene) => planLabels(scene).map(({ title }) => title);

describe('planLabels', () => {
	it('names main cities and the ground of a calm country', () => {
		expect(titles(aScene([calm, calm, calm, calm]))).toEqual(['almaty', 'semey', 'Region']);
	});

	it('puts critical before crowded, and the longer wait first', () => {
		const scene = aScene([crowded, calm, critical, critical], [50, 0, 40, 60]);
		expect(titles(scene).slice(0, 3)).toEqual(['Center 4', 'semey', 'almaty']);
	});

	it('says the longest wait and how many centers are critical in a city', () => {
		const [first] = planLabels(aScene([critical, critical, calm, calm], [10, 25]));
		expect(first).toMatchObject({ tone: 'critical', value: '1500 s in 2', cityId: 'almaty' });
	});

	it('names a calm center that is selected or pointed at, before the main cities', () => {
		const scene = aScene([calm, calm, calm, calm], [], { selected: 3, hovered: 1 });
		expect(titles(scene).slice(0, 3)).toEqual(['Center 2', 'Center 4', 'almaty']);
	});

	it('names every center by itself when few are in view', () => {
		const scene = aScene([calm, critical, calm, calm], [], { nearby: [0, 1] });
		expect(planLabels(scene).slice(0, 2)).toMatchObject([
			{ title: 'Center 2', value: 'state 2' },
			{ title: 'Center 1', value: 'state 1' },
		]);
	});

	it('keeps to names of places on a narrow map', () => {
		const plan = planLabels(aScene([critical, calm, calm, calm], [10], { isNarrow: true }));
		expect(plan.map(({ title, value }) => [title, value])).toEqual([
			['almaty', null],
			['semey', null],
		]);
	});

	it('names booking-only cities that are calm, before other calm ones, where rules are shown', () => {
		const field = createMarkField(
			aDirectory([aCenter(1, { cityId: 'almaty' }), aCenter(2, { cityId: 'semey' })]),
			() => markOf(calm, 1, 0),
			(ordinal) => (ordinal === 2 ? REGIME_BITS.bookingOnly : 0),
		);
		field.read('all');
		field.project((lat, lon) => ({ x: lon, y: lat }), DESK_SIZES);
		const scene = { ...aScene([]), field, regions: [] };
		expect(planLabels(scene)[0]).toMatchObject({ title: 'semey', value: 'by booking' });
		expect(planLabels({ ...scene, hasRules: false }).map(({ value }) => value)).toEqual([
			null,
			null,
		]);
	});

	it('raises no alarm where the load is not drawn', () => {
		const scene = aScene([critical, critical, critical, critical], [10, 25], { hasLoad: false });
		expect(planLabels(scene).map(({ tone, value }) => ({ tone, value }))).toEqual([
			{ tone: 'plain', value: null },
			{ tone: 'plain', value: null },
			{ tone: 'ground', value: null },
		]);
	});
});
