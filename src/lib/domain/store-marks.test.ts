import { expect, test } from 'vitest';
import { wentBack, type StoreMarks } from './store-marks.ts';

const marks: StoreMarks = {
	auditSeq: 7,
	directoryVersion: 'a-3',
	limitChanges: 2,
	changeTurn: 5,
	batch: 90,
	rolledUpBatch: 88,
};

test.each([
	['nothing moved', {}, false],
	['everything moved on', { auditSeq: 8, changeTurn: 6, batch: 91, rolledUpBatch: 91 }, false],
	['another version of the directory is no way back', { directoryVersion: 'a-2' }, false],
	['the audit trail is shorter', { auditSeq: 6 }, true],
	['the limits of levels changed less often', { limitChanges: 1 }, true],
	['a change has a number again', { changeTurn: 4 }, true],
	['a batch has a number again, though others moved on', { auditSeq: 9, batch: 89 }, true],
	['the roll-ups hold less', { rolledUpBatch: 87 }, true],
])('%s', (_, moved, expected) => {
	expect(wentBack(marks, { ...marks, ...moved })).toBe(expected);
});
