import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compareWith } from '../../simulator/compare/comparison.ts';
import { recordedOfficesFile } from '../../simulator/compare/recorded-offices.ts';
import { scenarioLines, scenarioNamed } from '../../simulator/scenarios/known.ts';
import { SOURCES } from '../../simulator/scenarios/sources.ts';
import { UsageError, wholeNumber, type Arguments, type Command } from './command.ts';
import { requireRunningApp, URL_FLAG } from './running-app.ts';
import type { Surroundings } from './surroundings.ts';

/** Plays a scenario into a running Kezek until Ctrl-C, tells about one, or compares the simulator with recordings. */
export const simulate: Command = {
	name: 'simulate',
	summary:
		'plays a scenario into a running Kezek, until Ctrl-C; or compares the simulator with recorded offices',
	flags: {
		scenario: { value: 'NAME', help: 'what to play, see below' },
		about: {
			help: 'tell what of the scenario is known, from where, and what is invented, and end',
		},
		compare: {
			help: 'compare ordinary days with the recorded offices in KEZEK_RECORDED_DIR; exit code 1 outside the bounds',
		},
		seed: { value: 'TEXT', help: 'the same seed plays the same day (1)' },
		'cadence-seconds': { value: 'N', help: 'seconds between two readings of a place (10)' },
		'history-minutes': {
			value: 'N',
			help: 'play so much of the past first (default: what the board lacks, at most 120)',
		},
		url: URL_FLAG,
	},
	notes: [
		'Needs a key with the rights read, readings, contact_readings and availability: that of the demo, or KEZEK_FEED_KEY.',
		'Where the clock shows other days than those of the scenario, its first day is played today.',
		'Events are printed as JSON lines.',
		'',
		'Scenarios:',
		...scenarioLines().map((line) => `  ${line}`),
	],
	run: async (args, around) => {
		if (args.has('compare')) return compare(args, around);
		const scenario = knownScenario(args.required('scenario'));
		if (args.has('about')) return tellAbout(scenario, around);
		await play(args, around);
	},
};

function knownScenario(name: string) {
	try {
		return scenarioNamed(name);
	} catch (thrown) {
		throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
	}
}

function tellAbout(scenario: ReturnType<typeof scenarioNamed>, around: Surroundings): void {
	const { name, summary, startsAt, facts, illustrative } = scenario;
	const marks = new Set(facts.flatMap(({ sources }) => sources));
	const start = startsAt ?? '11:00 of the last working day';
	for (const line of [
		`${name}: ${summary}`,
		`begins at ${start}`,
		'',
		'Known:',
		...facts.map(({ text, sources }) => `  ${text} [${sources.join(', ')}]`),
		'',
		'Invented, never to be shown as a fact:',
		...illustrative.map((text) => `  ${text}`),
		'',
		...[...marks].map((mark) => `${mark}: ${SOURCES[mark]}`),
	]) {
		around.print(line);
	}
}

async function compare(args: Arguments, around: Surroundings): Promise<void> {
	const folder = around.env.KEZEK_RECORDED_DIR?.trim();
	if (!folder) {
		throw new UsageError('KEZEK_RECORDED_DIR must name the folder with the recorded offices');
	}
	const file = recordedOfficesFile(folder);
	if (file === null) throw new Error(`did not compare: no warsaw_offices.csv in ${folder}`);
	const { lines, isWithin } = await compareWith(file, args.text('seed') ?? '1');
	for (const line of lines) around.print(line);
	if (!isWithin)
		throw new Error('the simulator differs from the recorded offices by more than the bounds');
	around.print('within the bounds');
}

async function play(args: Arguments, around: Surroundings): Promise<void> {
	const cadence = wholeNumber(args, 'cadence-seconds', { min: 1, max: 3600, fallback: 10 });
	const history = args.text('history-minutes');
	if (history !== null) wholeNumber(args, 'history-minutes', { min: 0, max: 1380, fallback: 0 });
	const { url, feedKey } = await requireRunningApp(args, around);
	const child = spawn(
		process.execPath,
		[
			join(around.root, 'simulator/main.ts'),
			...['--url', url, '--scenario', args.required('scenario')],
			...['--cadence-seconds', String(cadence)],
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
}
