import { describe, expect, test } from 'vitest';
import { aCenter, aDirectory } from '../../../tests/support/board-builders.ts';
import type { Principal, Regions, Role } from './permission.ts';
import { canSeeScope } from './scope.ts';

const directory = aDirectory([
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { regionId: 'KZ-10', cityId: 'semey' }),
]);
const person = (role: Role, regions: Regions): Principal => ({
	kind: 'user',
	userId: 'u',
	role,
	regions,
});
const ALL = ['nation', 'contact', 'region:KZ-75', 'region:KZ-10', 'city:almaty', 'city:semey'];
const CENTERS = ['center:c1', 'center:c2'];

describe('who sees which scope', () => {
	test.each([
		[person('leadership', []), [...ALL, ...CENTERS]],
		[person('admin', []), [...ALL, ...CENTERS]],
		[person('viewer', 'all'), [...ALL, ...CENTERS]],
		[person('viewer', ['KZ-10']), ['contact', 'region:KZ-10', 'city:semey', 'center:c2']],
		[
			person('regional_director', ['KZ-75']),
			['contact', 'region:KZ-75', 'city:almaty', 'center:c1'],
		],
		[person('duty_officer', []), ['contact']],
	])('%j', (principal, seen) => {
		const visible = [...ALL, ...CENTERS].filter((name) => canSeeScope(principal, name, directory));
		expect(visible).toEqual(seen);
	});

	test.each(['', 'nation:', 'region:', 'region:nowhere', 'city:KZ-75', 'center:', 'l', 'toString'])(
		'nobody sees %j',
		(name) => {
			expect(canSeeScope(person('leadership', 'all'), name, directory)).toBe(false);
		},
	);
});
