import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowTable } from './row-table.ts';
import { COLUMNS, rowHash, type Row } from './row.ts';

const ROW_17: Row = [17, 1795237200, 3, 1, 1, 0, 2, 84, 64, 31, 12, 1260, 410, 6, 7, 1];
const ROW_18: Row = [18, null, 0, 0, 0, 0, 0, null, 48, null, null, null, null, null, null, null];

/** A `c` row that differs from another only by its ordinal and occupancy. */
function aRow(ordinal: number, occupancy: number | null): Row {
	const row: Row = COLUMNS.c.map(() => null);
	row[0] = ordinal;
	row[7] = occupancy;
	return row;
}

describe('RowTable', () => {
	test('has the hash of the example in the specification', () => {
		const table = new RowTable('c', COLUMNS.c);
		table.write(ROW_17, 1);
		expect(table.hash).toBe(394413373);
		table.write(ROW_18, 1);
		expect(table.hash).toBe(1813239725);
	});

	test('gives rows back as they were written, null and instants beyond 2038 too', () => {
		const table = new RowTable('c', COLUMNS.c);
		const late = [...ROW_17];
		late[1] = 4102444800;
		table.write(late, 1);
		table.write(ROW_18, 1);
		expect(table.read(17)).toEqual(late);
		expect(table.read(18)).toEqual(ROW_18);
		expect(table.read(19)).toBeNull();
		expect(table.value(18, 'occupancy')).toBeNull();
		expect(table.value(18, 'capacity')).toBe(48);
		expect(table.value(18, 'no such column')).toBeNull();
	});

	test('an equal row is no change', () => {
		const table = new RowTable('c', COLUMNS.c);
		expect(table.write(ROW_17, 1)).not.toBeNull();
		expect(table.write([...ROW_17], 2)).toBeNull();
		expect(table.changedAt(17)).toBe(1);
		expect(table.write(aRow(17, 0), 3)).not.toBeNull();
	});

	test('0 and null are different values', () => {
		const table = new RowTable('c', COLUMNS.c);
		table.write(aRow(1, 0), 1);
		expect(table.write(aRow(1, null), 2)).not.toBeNull();
		expect(table.value(1, 'occupancy')).toBeNull();
	});

	test('carries columns that this side does not know yet', () => {
		const table = new RowTable('c', [...COLUMNS.c, 'appended']);
		table.write([...ROW_17, 7], 1);
		expect(table.value(17, 'appended')).toBe(7);
		expect(table.hash).toBe(rowHash('c', [...ROW_17, 7]));
	});

	test('walks exactly the rows changed after any version, newest first, with the right hash', () => {
		const writes = fc.array(
			fc.record({ ordinal: fc.nat(40), occupancy: fc.option(fc.nat(3)), step: fc.nat(1) }),
			{ maxLength: 120 },
		);
		fc.assert(
			fc.property(writes, (list) => {
				const table = new RowTable('c', COLUMNS.c);
				const model = new Map<number, { row: Row; seq: number }>();
				let seq = 1;
				for (const { ordinal, occupancy, step } of list) {
					seq += step;
					const row = aRow(ordinal, occupancy);
					const changed = table.write(row, seq) !== null;
					expect(changed).toBe(model.get(ordinal)?.row[7] !== occupancy || !model.has(ordinal));
					if (changed) model.set(ordinal, { row, seq });
				}
				for (let since = 0; since <= seq; since++) {
					const walked = [...table.changedSince(since)];
					const versions = walked.map((ordinal) => table.changedAt(ordinal));
					expect(versions).toEqual([...versions].sort((a, b) => b - a));
					const expected = [...model].filter(([, m]) => m.seq > since).map(([ordinal]) => ordinal);
					expect(walked.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
				}
				let hash = 0;
				for (const { row } of model.values()) hash = (hash + rowHash('c', row)) >>> 0;
				expect(table.hash).toBe(hash);
				expect(table.size).toBe(model.size);
			}),
			{ numRuns: 60 },
		);
	});

	test('starts afresh after clear', () => {
		const table = new RowTable('c', COLUMNS.c);
		for (let i = 1; i <= 40; i++) table.write(aRow(i, i), i);
		table.clear();
		expect([table.size, table.hash, [...table.changedSince(0)]]).toEqual([0, 0, []]);
		table.write(ROW_17, 1);
		expect([...table.changedSince(0)]).toEqual([17]);
		expect(table.hash).toBe(rowHash('c', ROW_17));
	});
});
