import { describe, expect, it } from 'vitest';
import { CELLS, GRANTEES, type Grantee } from '../../../tests/support/permission-table.ts';
import { AppError } from './errors.ts';
import {
	canEverywhere,
	canInCenter,
	canInRegion,
	canSomewhere,
	PERMISSIONS,
	requireSomewhere,
	ROLES,
	type Principal,
} from './permission.ts';

const HOME = { ordinal: 7, regionId: 'KZ-75' };
const AWAY = { ordinal: 8, regionId: 'KZ-71' };

function principal(who: Grantee, places: 'own' | 'all'): Principal {
	if (who === 'feed') {
		const centers = places === 'all' ? ('all' as const) : [HOME.ordinal];
		return { kind: 'feed', feedId: 1, rights: ['readings', 'read'], centers, contactCenters: [] };
	}
	const regions = places === 'all' ? ('all' as const) : [HOME.regionId];
	return { kind: 'user', userId: 'u1', role: who, regions };
}

it('the table has a line for every permission and a column for every role', () => {
	expect([...new Set(CELLS.map((cell) => cell.permission))].sort()).toEqual(
		[...PERMISSIONS].sort(),
	);
	expect(GRANTEES.slice(0, -1)).toEqual(ROLES);
	expect(CELLS.every((cell) => /^[+roc-]$/.test(cell.mark))).toBe(true);
});

describe.each(CELLS)('$permission for $who is $mark', ({ permission, who, mark }) => {
	const own = principal(who, 'own');
	const all = principal(who, 'all');
	const everywhere = mark === '+';
	const inPlaces = mark === 'r' || mark === 'o';

	it('somewhere at all', () => {
		expect(canSomewhere(own, permission)).toBe(mark !== '-');
		expect(canSomewhere(all, permission)).toBe(mark !== '-');
		const ask = () => requireSomewhere(own, permission);
		if (mark === '-') {
			expect(ask).toThrow(AppError);
			expect(ask).toThrow(expect.objectContaining({ code: 'forbidden' }));
			expect(ask).toThrow(expect.objectContaining({ details: { reason: permission } }));
		} else expect(ask).not.toThrow();
	});

	it('everywhere', () => {
		expect(canEverywhere(own, permission)).toBe(everywhere);
		expect(canEverywhere(all, permission)).toBe(everywhere || inPlaces);
	});

	it('in a region', () => {
		expect(canInRegion(own, permission, HOME.regionId)).toBe(everywhere || mark === 'r');
		expect(canInRegion(own, permission, AWAY.regionId)).toBe(everywhere);
		expect(canInRegion(all, permission, AWAY.regionId)).toBe(everywhere || inPlaces);
	});

	it('at a center', () => {
		expect(canInCenter(own, permission, HOME)).toBe(everywhere || inPlaces);
		expect(canInCenter(own, permission, AWAY)).toBe(everywhere);
		expect(canInCenter(all, permission, AWAY)).toBe(everywhere || inPlaces);
	});
});

it('a person without any region and a key without any place are refused everywhere', () => {
	const nobody: Principal = { kind: 'user', userId: 'u1', role: 'duty_officer', regions: [] };
	const mute: Principal = {
		kind: 'feed',
		feedId: 1,
		rights: [],
		centers: [],
		contactCenters: [],
	};
	for (const asks of [nobody, mute]) {
		expect(canEverywhere(asks, 'board.view')).toBe(false);
		expect(canInRegion(asks, 'board.view', HOME.regionId)).toBe(false);
		expect(canInCenter(asks, 'board.view', HOME)).toBe(false);
	}
});

it('a region whose id begins like another is another', () => {
	const director: Principal = {
		kind: 'user',
		userId: 'u1',
		role: 'regional_director',
		regions: ['KZ-7'],
	};
	expect(canInRegion(director, 'board.view', 'KZ-75')).toBe(false);
});
