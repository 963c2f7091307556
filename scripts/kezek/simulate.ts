import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SCENARIOS } from '../../simulator/model/network.ts';
import { UsageError, wholeNumber, type Command } from './command.ts';
import { requireRunningApp, URL_FLAG } from './running-app.ts';

/** Plays a scenario into a running Kezek, until Ctrl-C. */
export const simulate: Command = {
	name: 'simulate',
	summary: 'plays a scenario into a running Kezek, until Ctrl-C',
	flags: {
		scenario: { value: 'NAME', help: SCENARIOS.join(' | ') },
		seed: { value: 'TEXT', help: 'the same seed plays the same day (1)' },
		'cadence-seconds': { value: 'N', help: 'seconds between two readings of a place (10)' },
		'history-minutes': {
			value: 'N',
			help: 'play so much of the past first (default: what the board lacks, at most 120)',
		},
		url: URL_FLAG,
	},
	notes: [
		'Needs a key with the rights read, readings and contact_readings: that of the demo, or KEZEK_FEED_KEY.',
		'Events are printed as JSON lines.',
	],
	run: async (args, around) => {
		const scenario = args.required('scenario');
		if (!SCENARIOS.some((known) => known === scenario)) {
			throw new UsageError(`--scenario must be one of ${SCENARIOS.join(', ')}, not "${scenario}"`);
		}
		const cadence = wholeNumber(args, 'cadence-seconds', { min: 1, max: 3600, fallback: 10 });
		const history = args.text('history-minutes');
		if (history !== null) wholeNumber(args, 'history-minutes', { min: 0, max: 1380, fallback: 0 });
		const { url, feedKey } = await requireRunningApp(args, around);
		const child = spawn(
			process.execPath,
			[
				join(around.root, 'simulator/main.ts'),
				...['--url', url, '--scenario', scenario, '--cadence-seconds', String(cadence)],
				...(args.text('seed') === null ? [] : ['--seed', args.required('seed')]),
				...(history === null ? [] : ['--history-minutes', history]),
			],
			{
				cwd: around.root,
				env: { ...around.env, KEZEK_FEED_KEY: feedKey },
				stdio: ['ignore', 'inherit', 'inherit'],
			},
		);
		around.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
		const code = await new Promise<number>((done, fail) => {
			child.once('error', fail);
			child.once('exit', (exitCode, signal) => done(exitCode ?? (signal === null ? 0 : 1)));
		});
		if (code !== 0) throw new Error(`the simulator ended with code ${code}`);
	},
};
