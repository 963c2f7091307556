import { describe, expect, test } from 'vitest';
import { ChangeLog, type NumberedChange } from './numbered-change.ts';

const aChange = (n: number, id: string, some: Partial<NumberedChange> = {}): NumberedChange => ({
	n,
	kind: 'incident',
	scopes: ['nation'],
	left: [],
	isOpen: true,
	state: { id, revision: n },
	...some,
});
const numbers = (answer: ReturnType<ChangeLog['since']>) =>
	'list' in answer ? answer.list.map(({ n }) => n) : answer.open.map(({ state }) => state.id);

describe('the log of numbered changes', () => {
	test('takes the next number only', () => {
		const log = new ChangeLog(7, [], []);
		expect(log.take(aChange(7, 'a'))).toBeNull();
		expect(log.take(aChange(9, 'a'))).toBeNull();
		expect(log.take(aChange(8, 'a'))).toHaveLength(1);
		expect(log.n).toBe(8);
	});

	test('tells each scope the number told there before, at first where the log began', () => {
		const log = new ChangeLog(7, [], []);
		const told = [
			log.take(aChange(8, 'a', { scopes: ['nation', 'contact'] })),
			log.take(aChange(9, 'b')),
			log.take(aChange(10, 'c', { scopes: ['contact'] })),
		];
		expect(told.map((list) => list?.map(({ scope, p }) => [scope, p]))).toEqual([
			[
				['nation', 7],
				['contact', 7],
			],
			[['nation', 8]],
			[['contact', 8]],
		]);
	});

	test('gives what follows after a number, in order and by scope', () => {
		const log = new ChangeLog(1, [], [aChange(1, 'a')]);
		log.take(aChange(2, 'b'));
		log.take(aChange(3, 'c', { scopes: ['contact'] }));
		expect(numbers(log.since('nation', 0))).toEqual([1, 2]);
		expect(numbers(log.since('nation', 2))).toEqual([]);
		expect(numbers(log.since('contact', 1))).toEqual([3]);
	});

	test('gives all that is open to whoever knows nothing, too little, or what never was', () => {
		const log = new ChangeLog(0, [], []);
		log.take(aChange(1, 'closed'));
		log.take(aChange(2, 'closed', { isOpen: false }));
		log.take(aChange(3, 'elsewhere', { scopes: ['contact'] }));
		for (let n = 4; n <= 504; n++) log.take(aChange(n, 'busy'));
		expect(numbers(log.since('nation', undefined))).toEqual(['busy']);
		expect(numbers(log.since('nation', 3))).toEqual(['busy']);
		expect(numbers(log.since('nation', 505))).toEqual(['busy']);
		expect(numbers(log.since('nation', 4))).toHaveLength(500);
	});

	test('tells a scope that an object left that it is gone, and no more', () => {
		const log = new ChangeLog(0, [], []);
		const state = { id: 'a', revision: 2, secret: 'of the other region' };
		const told = log.take(
			aChange(1, 'a', { scopes: ['region:KZ-10'], left: ['region:KZ-75'], state }),
		);
		const gone = { n: 1, kind: 'incident', isOpen: false, state: { id: 'a', revision: 2 } };
		expect(told?.map(({ scope, heard }) => [scope, heard])).toEqual([
			['region:KZ-10', { n: 1, kind: 'incident', isOpen: true, state }],
			['region:KZ-75', gone],
		]);
		expect(log.since('region:KZ-75', 0)).toEqual({ list: [gone] });
	});
});
