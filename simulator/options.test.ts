import { describe, expect, it } from 'vitest';
import { UsageError, readCommand } from './options.ts';

const ENV = { KEZEK_FEED_KEY: 'kezek_secret' };

describe('the command line', () => {
	it('plays an ordinary day by default, with ids of its own', () => {
		const one = readCommand([], ENV);
		expect(one).toMatchObject({
			kind: 'simulate',
			url: 'http://127.0.0.1:3000',
			scenario: { name: 'ordinary-day' },
			seed: '1',
			cadenceSeconds: 10,
			history: 'auto',
		});
		const other = readCommand([], ENV);
		expect(one.kind === 'simulate' && one.runId).not.toBe(other.kind === 'simulate' && other.runId);
	});

	it('takes what is asked for', () => {
		const args =
			'--url http://kezek:8080 --seed 7 --cadence-seconds 30 --history-minutes 0 --run-id r1';
		expect(readCommand(args.split(' '), ENV)).toMatchObject({
			url: 'http://kezek:8080',
			seed: '7',
			cadenceSeconds: 30,
			history: { minutes: 0 },
			runId: 'r1',
		});
		const from = '2026-11-18T04:00:00Z';
		expect(readCommand(['--history-from', from], ENV)).toMatchObject({
			history: { from: new Date(from) },
		});
	});

	it('replays a file', () => {
		const args = '--replay week.csv --mode shift-to-now --to 2020-01-07T00:00:00Z';
		expect(readCommand(args.split(' '), { ...ENV, KEZEK_URL: 'http://kezek' })).toMatchObject({
			kind: 'replay',
			url: 'http://kezek',
			file: 'week.csv',
			mode: 'shift-to-now',
			from: undefined,
			to: new Date('2020-01-07T00:00:00Z'),
		});
	});

	it('explains itself without a key', () => {
		expect(readCommand(['--help'], {})).toEqual({ kind: 'help' });
	});

	it.each([
		['no key', '', {}, 'KEZEK_FEED_KEY'],
		['a foreign option', '--fast', ENV, '--fast'],
		['an address that is none', '--url kezek', ENV, '--url'],
		['an unknown scenario', '--scenario storm', ENV, 'ordinary-day'],
		['a cadence of nothing', '--cadence-seconds 0', ENV, '--cadence-seconds'],
		['history beyond what a feed may send', '--history-minutes 5000', ENV, '--history-minutes'],
		['two histories', '--history-minutes 1 --history-from 2026-11-18T04:00:00Z', ENV, 'exclude'],
		['a local time', '--history-from 2026-11-18T04:00', ENV, 'instant'],
		['an unknown mode', '--replay x.csv --mode slow', ENV, 'backfill'],
		['a run id with blanks', '--run-id=a%20b', ENV, '--run-id'],
	])('refuses %s in one readable line', (_, args, env, hint) => {
		const read = () => readCommand(args === '' ? [] : args.split(' '), env);
		expect(read).toThrow(UsageError);
		expect(read).toThrow(hint);
	});
});
