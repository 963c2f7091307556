import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const KNOWN = ['G1', 'G7', 'G10', 'G10b', 'G17', 'L1', 'L2'];

describe('readOptions', () => {
	it('measures everything without arguments', () => {
		expect(readOptions([], KNOWN)).toEqual({ only: null, pairs: undefined, help: false });
	});

	it.each([
		['one goal', ['--only', 'G7'], ['G7']],
		['several goals', ['--only', 'G7,G17'], ['G7', 'G17']],
		['small letters and spaces', ['--only=g7, g1'], ['G7', 'G1']],
		['a goal with its second figure', ['--only', 'G10'], ['G10', 'G10b']],
		['the second figure alone', ['--only', 'g10b'], ['G10b']],
		['the growth law', ['--only', 'L'], ['L1', 'L2']],
	])('takes %s', (_, args, expected) => {
		expect([...(readOptions(args, KNOWN).only ?? [])]).toEqual(expected);
	});

	it('takes a number of pairs', () => {
		expect(readOptions(['--pairs', '5'], KNOWN).pairs).toBe(5);
	});

	it.each([
		['an unknown goal', ['--only', 'G99'], 'G99'],
		['no goal at all', ['--only', ''], 'no goal'],
		['a part of a pair', ['--pairs', '1.5'], '1.5'],
		['no pairs', ['--pairs', '0'], '"0"'],
		['an unknown option', ['--fast'], '--fast'],
	])('refuses %s', (_, args, expected) => {
		expect(() => readOptions(args, KNOWN)).toThrow(expected);
	});
});
