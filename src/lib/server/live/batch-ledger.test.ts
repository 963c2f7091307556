import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchLedger } from './batch-ledger.ts';

test('batches in order leave no hole', () => {
	const ledger = new BatchLedger(7);
	for (const batch of [8, 9, 10]) ledger.took(batch, 0);
	expect([ledger.applied, ledger.missingForMs(1000)]).toEqual([10, 0]);
});

test('a hole is noticed by the batch after it, and gone once it arrives', () => {
	const ledger = new BatchLedger(7);
	ledger.took(9, 100);
	expect([ledger.applied, ledger.missingForMs(350)]).toEqual([7, 250]);
	ledger.took(8, 360);
	expect([ledger.applied, ledger.missingForMs(400)]).toEqual([9, 0]);
});

test('a store that is further on is a hole too', () => {
	const ledger = new BatchLedger(7);
	ledger.saw(8, 100);
	expect(ledger.missingForMs(400)).toBe(300);
	ledger.repaired(8, 500);
	expect([ledger.applied, ledger.missingForMs(600)]).toEqual([8, 0]);
});

test('a second hole has its own time', () => {
	const ledger = new BatchLedger(0);
	ledger.took(2, 100);
	ledger.took(4, 200);
	ledger.took(1, 300);
	expect([ledger.applied, ledger.missingForMs(310)]).toEqual([2, 10]);
});

test('a repair that ends before a later batch keeps what came ahead', () => {
	const ledger = new BatchLedger(0);
	ledger.took(2, 0);
	ledger.took(4, 0);
	ledger.repaired(2, 10);
	expect(ledger.applied).toBe(2);
	ledger.took(3, 20);
	expect([ledger.applied, ledger.missingForMs(100)]).toEqual([4, 0]);
});

test('any order and duplication of all batches ends without a hole', () => {
	const all = Array.from({ length: 12 }, (_, i) => i + 1);
	fc.assert(
		fc.property(
			fc.shuffledSubarray(all),
			fc.shuffledSubarray(all, { minLength: 12 }),
			(some, rest) => {
				const ledger = new BatchLedger(0);
				for (const batch of [...some, ...rest]) ledger.took(batch, 0);
				expect([ledger.applied, ledger.missingForMs(9)]).toEqual([12, 0]);
			},
		),
	);
});
