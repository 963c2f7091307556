import { describe, expect, it } from 'vitest';
import { contactReadingSchema, readingSchema } from '../../protocol/readings.ts';
import { checkItems } from './check-items.ts';

const context = {
	door: 'readings',
	feedId: 1,
	now: new Date('2026-11-20T11:00:00Z'),
	floorMs: 0,
	mayBackfill: false,
};

describe('the body hash of an item', () => {
	const hashOf = (item: object) =>
		checkItems([item], { ...context, schema: readingSchema, placeOf: () => 1 }).accepted[0]
			?.bodyHash;
	const item = { id: 'a', centerId: 'x', at: '2026-11-20T11:00:00Z', occupancy: 1, queueLength: 2 };

	it('is that of the same item in another order', () => {
		const turned = Object.fromEntries(Object.entries(item).reverse());
		expect(hashOf(turned)).toEqual(hashOf(item));
	});

	it('differs with any figure', () => {
		expect(hashOf({ ...item, queueLength: 3 })).not.toEqual(hashOf(item));
	});

	it('does not depend on the order of topics either', () => {
		const hashOfTopics = (topics: object) =>
			checkItems([{ id: 'a', contactCenterId: 'x', at: item.at, offered: 3, topics }], {
				...context,
				schema: contactReadingSchema,
				placeOf: () => 1,
			}).accepted[0]?.bodyHash;
		expect(hashOfTopics({ emergency: 1, health: 2 })).toEqual(
			hashOfTopics({ health: 2, emergency: 1 }),
		);
		expect(hashOfTopics({ emergency: 1, health: 2 })).not.toEqual(
			hashOfTopics({ emergency: 2, health: 1 }),
		);
	});
});
