import { describe, expect, it } from 'vitest';
import { aDirectory, aCenter } from '../../../../tests/support/board-builders.ts';
import { aDecision, aMeasure, named } from '../../../../tests/support/rule-builders.ts';
import type { Principal } from '../../domain/permission.ts';
import type { Decision } from '../../domain/regime.ts';
import { RuleBook } from '../../domain/rule-book.ts';
import { createRegimes } from './regimes.ts';

const NOW = new Date('2026-11-10T05:00:00Z');
const HOUR_MS = 3_600_000;
const hours = (n: number) => new Date(NOW.getTime() + n * HOUR_MS);
const DIRECTORY = aDirectory([
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { cityId: 'semey', regionId: 'KZ-10' }),
]);
const SEMEY = {
	entries: [{ kind: 'city', id: 'semey', regionId: 'KZ-10', isConfirmed: true } as const],
	classes: null,
	types: null,
};

function regimesOf(...versions: [decision: Decision, knownAt: Date][]) {
	const book = new RuleBook();
	book.take(versions.map(([decision, knownAt], i) => ({ n: i + 1, decision, knownAt })));
	return createRegimes({
		rules: { book: () => book },
		directory: () => DIRECTORY,
		operations: { now: () => NOW },
	});
}
const regimes = regimesOf(
	[aDecision('almaty'), hours(-24)],
	[aDecision('semey', { measures: [aMeasure({ scope: SEMEY })] }), hours(-24)],
	[aDecision('almaty', { revision: 2, canceledAt: hours(-1) }), hours(-1)],
	[aDecision('tomorrow', { date: '2026-11-11', level: 'city' }), hours(24)],
	[
		aDecision('nation', {
			level: 'nation',
			measures: [
				aMeasure({
					scope: { entries: [named('nation')], classes: null, types: null },
					content: { services: 'not_online' },
				}),
			],
		}),
		hours(-24),
	],
);
const person = (some: Partial<Extract<Principal, { kind: 'user' }>> = {}): Principal => ({
	kind: 'user',
	userId: 'u',
	role: 'viewer',
	regions: ['KZ-75'],
	...some,
});
const feed = (centers: number[]): Principal => ({
	kind: 'feed',
	feedId: 1,
	rights: ['read'],
	centers,
	contactCenters: [],
});
const asked = (query: string) => new URLSearchParams(query);
const refusal = (work: () => unknown) => {
	try {
		return work();
	} catch (error) {
		const { code, details } = error as {
			code: string;
			details: { reason?: string; field?: string };
		};
		return [code, details.reason, details.field];
	}
};

describe('the regime of a center', () => {
	it('is that of now, as known now, with the decisions of its trace', () => {
		const answer = regimes.ofCenter(person(), 'c1', asked(''));
		expect(answer).toMatchObject({ id: 'c1', at: NOW, knownAt: NOW, admission: 'open' });
		expect(answer.trace.map(({ decisionId, outcome }) => [decisionId, outcome])).toEqual([
			['nation', 'applies'],
			['almaty', 'canceled'],
		]);
		expect(answer.decisions.map(({ id, state }) => [id, state])).toEqual([
			['nation', 'in_force'],
			['almaty', 'canceled'],
		]);
	});
	it('is that of any instant, as was known at another', () => {
		const at = (query: string) => regimes.ofCenter(person(), 'c1', asked(query)).admission;
		const before = hours(-2).toISOString();
		expect(at(`known=${before}`)).toBe('booking_only');
		expect(at(`at=${before}`)).toBe('booking_only');
		expect(at(`known=${before}&at=2026-10-01T00:00:00Z`)).toBe('open');
	});
	it('of a decision that is not known yet there is no trace', () => {
		const { trace } = regimes.ofCenter(person(), 'c1', asked(`at=${hours(48).toISOString()}`));
		expect(trace.map(({ decisionId }) => decisionId)).not.toContain('tomorrow');
	});
	it.each([
		['a center of another region', person(), 'c2', '', ['not_found', undefined, undefined]],
		['no center', person({ regions: 'all' }), 'c9', '', ['not_found', undefined, undefined]],
		[
			'a center that a key does not cover',
			feed([1]),
			'c2',
			'',
			['not_found', undefined, undefined],
		],
		['no instant', person(), 'c1', 'at=noon', ['invalid', 'time', 'at']],
		['without an offset', person(), 'c1', 'at=2026-11-10T05:00:00', ['invalid', 'time', 'at']],
		[
			'known in the future',
			person(),
			'c1',
			`known=${hours(1).toISOString()}`,
			['invalid', 'range', 'known'],
		],
	] as const)('is refused: %s', (_, principal, id, query, expected) => {
		expect(refusal(() => regimes.ofCenter(principal, id, asked(query)))).toEqual(expected);
	});
});

describe('the list of decisions', () => {
	const idsFor = (principal: Principal, query = '') =>
		regimes.list(principal, asked(query)).map(({ id }) => id);

	it('holds those that concern the places of the reader', () => {
		expect(idsFor(person({ role: 'leadership', regions: [] }))).toEqual([
			'almaty',
			'semey',
			'nation',
		]);
		expect(idsFor(person())).toEqual(['almaty', 'nation']);
		expect(idsFor(person({ regions: ['KZ-10'] }))).toEqual(['semey', 'nation']);
		expect(idsFor(feed([2]))).toEqual(['semey', 'nation']);
	});
	it('of one state, as was known', () => {
		expect(idsFor(person(), 'state=canceled')).toEqual(['almaty']);
		expect(idsFor(person(), `known=${hours(-2).toISOString()}&state=in_force`)).toEqual([
			'almaty',
			'nation',
		]);
		expect(refusal(() => idsFor(person(), 'state=waiting'))).toEqual(['invalid', 'range', 'state']);
	});
});
