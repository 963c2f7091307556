import { basename } from 'node:path';
import { inspect } from '../../simulator/inspect.ts';
import { replay as play } from '../../simulator/replay.ts';
import { instant, UsageError, type Arguments, type Command } from './command.ts';
import { endBackfillKey, makeBackfillKey } from './backfill-feed.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';
import { startQuietApp } from './quiet-app.ts';
import { runExercise } from './replay-exercise.ts';
import { progressTeller, reportReplay } from './replay-report.ts';
import { findRunningApp, requireRunningApp, URL_FLAG } from './running-app.ts';
import type { Surroundings } from './surroundings.ts';

const MODES = ['backfill', 'shift-to-now', 'exercise'] as const;

/** Plays a recorded file into Kezek. */
export const replay: Command = {
	name: 'replay',
	summary: 'plays a recorded file (CSV, also gzipped) into Kezek',
	places: ['file'],
	flags: {
		backfill: { help: 'into history, with its own times' },
		'shift-to-now': { help: 'live, at real speed, as if it began now' },
		exercise: { help: 'starts the demo with the file’s clock and only the file’s network' },
		speed: { value: 'N', help: 'with --exercise: how many times as fast (1)' },
		from: { value: 'INSTANT', help: 'leave out what is earlier' },
		to: { value: 'INSTANT', help: 'leave out this instant and what is later' },
		url: URL_FLAG,
	},
	notes: [
		'The same file again adds nothing. --backfill makes itself a key with the right "backfill" in the database (or takes',
		'KEZEK_FEED_KEY), and starts a Kezek for the time of the command where none answers.',
		'Import the places of the file first: directory import data/recorded-networks/NAME.csv',
	],
	run: async (args, around) => {
		const [file = ''] = args.places;
		const period = { from: instant(args, 'from'), to: instant(args, 'to') };
		if (period.from && period.to && period.from >= period.to) {
			throw new UsageError('--from must be before --to');
		}
		switch (modeOf(args)) {
			case 'backfill':
				return runBackfill(file, period, args, around);
			case 'shift-to-now': {
				const app = await requireRunningApp(args, around);
				return runReplay({ ...app, file, mode: 'shift-to-now', ...period }, around);
			}
			case 'exercise':
				return runExercise({ file, speed: readSpeed(args), ...period }, around);
		}
	},
};

interface Period {
	from: Date | null;
	to: Date | null;
}

async function runBackfill(
	file: string,
	period: Period,
	args: Arguments,
	around: Surroundings,
): Promise<void> {
	const { cadenceSeconds } = await inspect(file);
	const found = await findRunningApp(args, around);
	if (!found && args.text('url') !== null) throw new Error('no Kezek answers at that address');
	const ownKey = around.env.KEZEK_FEED_KEY?.trim();
	if (found && ownKey) {
		return runReplay(
			{ url: found.url, feedKey: ownKey, file, mode: 'backfill', ...period },
			around,
		);
	}
	const app = found ?? (await startQuietApp(around));
	try {
		const source = { name: basename(file), cadenceSeconds };
		const key = await withDatabase(around, (sql) =>
			makeBackfillKey(sql, source, operatorChange(around)),
		);
		try {
			const wish = { url: app.url, feedKey: key.text, file, mode: 'backfill' as const };
			await runReplay({ ...wish, ...period }, around);
		} finally {
			await withDatabase(around, (sql) => endBackfillKey(sql, key, operatorChange(around)));
		}
	} finally {
		if ('stop' in app) await app.stop();
	}
}

async function runReplay(
	wish: Period & {
		url: string;
		feedKey: string;
		file: string;
		mode: 'backfill' | 'shift-to-now';
	},
	around: Surroundings,
): Promise<void> {
	const { from, to, ...options } = wish;
	const summary = await play({
		...options,
		from: from ?? undefined,
		to: to ?? undefined,
		signal: around.signal,
		onProgress: progressTeller(around),
		onRetry: ({ because, pauseMs }) => {
			around.tell(`Kezek is busy or away (${because}), next try in ${Math.ceil(pauseMs / 1000)} s`);
		},
	});
	reportReplay(summary, around);
}

function modeOf(args: Arguments): (typeof MODES)[number] {
	const chosen = MODES.filter((mode) => args.has(mode));
	const [mode] = chosen;
	if (mode === undefined || chosen.length > 1) {
		throw new UsageError('choose one of --backfill, --shift-to-now, --exercise');
	}
	if (mode !== 'exercise' && args.text('speed') !== null) {
		throw new UsageError('--speed goes with --exercise');
	}
	if (mode === 'exercise' && args.text('url') !== null) {
		throw new UsageError('--url does not go with --exercise, which starts a demo of its own');
	}
	return mode;
}

/** The operations clock takes 0.1 to 3600. */
function readSpeed(args: Arguments): number {
	const text = args.text('speed') ?? '1';
	const speed = Number(text);
	if (!/^\d+(\.\d+)?$/.test(text) || speed < 0.1 || speed > 3600) {
		throw new UsageError(`--speed must be a number from 0.1 to 3600, not "${text}"`);
	}
	return speed;
}
