import { describe, expect, it } from 'vitest';
import { ABSOLUTE, judge, type Goal } from './pairs.ts';
import {
	mergeRecords,
	recordOf,
	replaceTable,
	tableOf,
	terminalLine,
	verdict,
	type GoalRecord,
} from './report.ts';

const goal: Goal = {
	id: 'G7',
	measured: 'bytes per row',
	yardstick: 'object with keys',
	unit: 'bytes',
	bound: 'at_most',
	floor: 0.25,
	aim: 0.2,
};
const machine = { node: '24.21.0', cores: 2, loadAverage: 0.5 };

function aRecord(ratio: number, changes: Partial<GoalRecord> = {}): GoalRecord {
	const outcome = judge(goal, [{ ours: ratio * 275, yardstick: 275 }]);
	return { ...recordOf(outcome, new Date('2026-11-22T10:00:00Z'), machine), ...changes };
}

describe('recordOf', () => {
	it('keeps goal, ratio, absolutes, date and machine', () => {
		expect(aRecord(0.2)).toEqual({
			id: 'G7',
			measured: 'bytes per row',
			yardstick: 'object with keys',
			bound: 'at_most',
			floor: 0.25,
			aim: 0.2,
			median: 0.2,
			quartiles: [0.2, 0.2],
			pairs: 1,
			holdsFloor: true,
			reachesAim: true,
			absolutes: { unit: 'bytes', ours: 55, yardstick: 275 },
			date: '2026-11-22T10:00:00.000Z',
			node: '24.21.0',
			cores: 2,
			loadAverage: 0.5,
		});
	});
});

describe('verdict', () => {
	it.each([
		['aim reached', 0.19],
		['floor held', 0.22],
		['floor broken', 0.26],
	])('says "%s" at %d', (expected, ratio) => {
		expect(verdict(aRecord(ratio))).toBe(expected);
		expect(terminalLine(aRecord(ratio))).toContain(expected);
	});
});

describe('mergeRecords', () => {
	it('replaces a goal, keeps the others, and orders by number', () => {
		const earlier = [aRecord(0.2), aRecord(0.2, { id: 'G17' })];
		const merged = mergeRecords(earlier, [aRecord(0.3), aRecord(0.1, { id: 'G1' })]);
		expect(merged.map(({ id, median }) => [id, median])).toEqual([
			['G1', 0.1],
			['G7', 0.3],
			['G17', 0.2],
		]);
	});

	it('puts second figures after the first, and the growth law last', () => {
		const ids = ['L1', 'G10b', 'G17', 'G10'].map((id) => aRecord(0.2, { id }));
		expect(mergeRecords([], ids).map(({ id }) => id)).toEqual(['G10', 'G10b', 'G17', 'L1']);
	});
});

describe('tableOf', () => {
	it('shows no yardstick for a figure that is judged as it is', () => {
		const table = tableOf([aRecord(0.2, { yardstick: ABSOLUTE })]);
		expect(table).toContain('| aim reached | 55 bytes | — | 1 |');
	});

	it('shows ratio, limits, verdict and absolutes of every goal', () => {
		const table = tableOf([aRecord(0.22), aRecord(0.19, { id: 'G8' })]);
		expect(table).toContain(
			'| G7 | bytes per row | object with keys | 0.22 (0.22–0.22) | ≤ 0.25 | ≤ 0.2 | floor held | 60.5 bytes | 275 bytes | 1 |',
		);
		expect(table).toContain('G7, G8: 2026-11-22, Node 24.21.0, 2 cores, load average 0.5–0.5.');
	});
});

describe('replaceTable', () => {
	const page = 'before\n\n<!-- bench:start -->\n\nold\n\n<!-- bench:end -->\n\nafter\n';

	it('changes only what stands between the markers', () => {
		expect(replaceTable(page, 'new')).toBe(
			'before\n\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\n\nafter\n',
		);
	});

	it('refuses a page without markers', () => {
		expect(() => replaceTable('before', 'new')).toThrow('bench:start');
	});
});
