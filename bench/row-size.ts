import { Board } from '../src/lib/domain/board.ts';
import { COLUMNS, type Row } from '../src/lib/domain/row.ts';
import { createNetwork, warmBoard } from './network.ts';
import type { Goal } from './pairs.ts';
import type { Subject } from './subject.ts';

const CENTERS = 400;
const INSTANT = 'at';

const bytesPerRow: Goal = {
	id: 'G7',
	measured: 'bytes per `c` row',
	yardstick: 'object with keys, ISO time',
	unit: 'bytes',
	bound: 'at_most',
	floor: 0.25,
	aim: 0.2,
};

/** A row as the usual API would send it: every column by name, the instant as text. */
function withKeys(row: Row): object {
	return Object.fromEntries(
		COLUMNS.c.map((name, i) => {
			const value = row[i] ?? null;
			const isInstant = name === INSTANT && value !== null;
			return [name, isInstant ? new Date(value * 1000).toISOString() : value];
		}),
	);
}

function meanBytes(values: readonly unknown[]): number {
	const bytes = values.map((value) => Buffer.byteLength(JSON.stringify(value)));
	return bytes.reduce((sum, one) => sum + one, 0) / bytes.length;
}

/** Size on the wire of the Board's own rows, tick after tick of a network where every center reports. */
export const rowSize: Subject = {
	goals: [bytesPerRow],
	open: () => {
		const network = createNetwork(CENTERS);
		const board = warmBoard(network);
		let rows = nationRows(board);
		return Promise.resolve({
			contests: [
				{
					goal: bytesPerRow,
					ours: () => Promise.resolve(meanBytes(rows)),
					yardstick: () => {
						const bytes = meanBytes(rows.map(withKeys));
						return Promise.resolve(bytes);
					},
					beforePair: () => {
						board.fold(network.batchOf(network.directory.centers, 10_000));
						board.advance(new Date(network.nowMs));
						rows = nationRows(board);
					},
				},
			],
			close: () => Promise.resolve(),
		});
	},
};

function nationRows(board: Board): Row[] {
	return board.rowsOf('nation')?.c ?? [];
}
