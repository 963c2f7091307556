import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aBatchStore } from '../../../../tests/support/live-server.ts';
import { createLiveChanges, type LiveChanges } from './changes.ts';

let store: ReturnType<typeof aBatchStore>;
let changes: LiveChanges;
let told: string[];
let lost: number;

beforeEach(() => {
	store = aBatchStore();
	told = [];
	lost = 0;
	changes = createLiveChanges({
		...store.changeReaders,
		clock: { now: () => new Date(7000) },
		onLost: () => (lost += 1),
	});
	changes.subscribe(({ kind, message: { r, p, n, t } }) =>
		told.push(`${kind} ${n} after ${p} in ${r} at ${t}`),
	);
});
afterEach(() => changes.stop());

describe('the numbered changes of a node', () => {
	test('begin where the store is, and give what is open', async () => {
		store.change('incident', 'a', ['nation']);
		store.change('regime', 'b', ['nation', 'contact']);
		store.change('incident', 'a', ['nation'], false);
		await changes.start();
		expect(told).toEqual([]);
		expect(changes.eventsOf('nation')).toEqual({
			n: 3,
			reset: true,
			incidents: [],
			regimes: [{ id: 'b', revision: 1, told: 2 }],
		});
		expect(changes.eventsOf('nation', 2)).toMatchObject({ n: 3, list: [{ n: 3, open: false }] });
	});

	test('cannot begin without the store', async () => {
		store.setAway(true);
		await expect(changes.start()).rejects.toThrow('the store is away');
	});

	test('are told in order, in every scope concerned, after a look', async () => {
		await changes.start();
		store.change('incident', 'a', ['nation', 'contact']);
		store.change('regime', 'b', ['nation']);
		await changes.look();
		expect(told).toEqual([
			'incident 1 after 0 in nation at 7000',
			'incident 1 after 0 in contact at 7000',
			'regime 2 after 1 in nation at 7000',
		]);
	});

	test('a look sees what was committed while an older look was reading', async () => {
		await changes.start();
		const first = changes.look();
		store.change('incident', 'a', ['nation']);
		await changes.look();
		expect(changes.n).toBe(1);
		await first;
	});

	test('a hint reads, and does no harm while the store is away', async () => {
		await changes.start();
		store.setAway(true);
		store.change('incident', 'a', ['nation']);
		changes.hint();
		await expect(changes.look()).rejects.toThrow('the store is away');
		expect(changes.n).toBe(0);
		store.setAway(false);
		changes.hint();
		await changes.look();
		expect(changes.n).toBe(1);
	});

	test('begin afresh when the store was restored: everybody joins again and gets all that is open', async () => {
		for (const id of ['a', 'b', 'c']) store.change('incident', id, ['nation']);
		await changes.start();
		store.restoreToNothing();
		store.change('incident', 'z', ['nation']);
		await changes.look();
		expect([lost, changes.n, told]).toEqual([1, 1, []]);
		const everything = { n: 1, reset: true, incidents: [{ id: 'z' }] };
		for (const since of [0, 3]) {
			expect(changes.eventsOf('nation', since)).toMatchObject(everything);
		}
	});
});
