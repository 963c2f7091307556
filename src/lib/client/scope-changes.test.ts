import { describe, expect, test } from 'vitest';
import type { ChangeMessage } from '$lib/protocol/live.ts';
import { newestChange, ScopeChanges } from './scope-changes.ts';

const told = (p: number, n: number, id: string, revision: number, open = true): ChangeMessage => ({
	r: 'nation',
	p,
	n,
	t: 0,
	open,
	incident: { id, revision },
});
const states = (changes: ScopeChanges) =>
	Array.from(changes.open('incident'), ({ id, revision }) => `${id} ${revision}`);

function known(...ids: string[]): ScopeChanges {
	const changes = new ScopeChanges();
	const incidents = ids.map((id) => ({ id, revision: 1 }));
	changes.takeReply({ n: 5, reset: true, incidents, regimes: [{ id: 'r', revision: 1 }] });
	return changes;
}

describe('the changes of a scope', () => {
	test('begin with what is open', () => {
		const changes = known('a', 'b');
		expect([states(changes), changes.since]).toEqual([['a 1', 'b 1'], 5]);
		expect([...changes.open('regime')]).toEqual([{ id: 'r', revision: 1 }]);
	});

	test('follow one by one, and what is closed is gone', () => {
		const changes = known('a');
		expect(changes.take(told(3, 6, 'b', 1))).toBe('applied');
		expect(changes.take(told(6, 8, 'a', 2, false))).toBe('applied');
		expect([states(changes), changes.since]).toEqual([['b 1'], 8]);
	});

	test('are counted by kind, also those of what is closed', () => {
		const changes = new ScopeChanges();
		expect(newestChange('incident', [changes])).toBe(null);
		const first = known('a');
		expect(newestChange('incident', [changes, first])).toBe(5);
		first.take(told(5, 6, 'a', 2, false));
		first.take(told(6, 8, 'a', 3, false));
		expect([newestChange('incident', [first]), newestChange('regime', [first])]).toEqual([8, 5]);
	});

	test('ignore what is known already', () => {
		const changes = known('a');
		expect(changes.take(told(2, 5, 'a', 9))).toBe('ignored');
		expect(states(changes)).toEqual(['a 1']);
	});

	test('ask to join when one is missing, or before any reply', () => {
		const changes = known('a');
		expect(changes.take(told(6, 7, 'b', 1))).toBe('join');
		expect([states(changes), changes.since]).toEqual([['a 1'], 5]);
		expect(new ScopeChanges().take(told(0, 1, 'a', 1))).toBe('join');
	});

	test('keep the higher revision of one object', () => {
		const changes = known();
		changes.take(told(5, 6, 'a', 4));
		changes.take(told(6, 7, 'a', 3));
		expect(states(changes)).toEqual(['a 4']);
	});

	test('take a list in order and keep the larger number of two nodes', () => {
		const changes = known('a');
		const list = [told(0, 4, 'old', 1), told(0, 6, 'a', 2), told(0, 7, 'b', 1)];
		changes.takeReply({ n: 9, list });
		expect([states(changes), changes.since]).toEqual([['a 2', 'b 1'], 9]);
		changes.takeReply({ n: 8, list: [] });
		expect(changes.since).toBe(9);
	});

	test('begin afresh after a restore, with a smaller number too', () => {
		const changes = known('a');
		changes.takeReply({ n: 2, reset: true, incidents: [], regimes: [] });
		expect([states(changes), changes.since]).toEqual([[], 2]);
		expect(changes.take(told(2, 3, 'c', 1))).toBe('applied');
	});
});
