import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from '../../simulator/inspect.ts';
import { UsageError } from './command.ts';
import type { Surroundings } from './surroundings.ts';

/** What an exercise with a recorded file needs. */
export interface ExerciseWish {
	file: string;
	/** Operations seconds per real second. */
	speed: number;
	from: Date | null;
	to: Date | null;
}

/**
 * Starts the demo as an exercise on the file's clock and with only the file's network, and stays until it ends. Throws when
 * the file holds nothing in the period, or when the demo ends with an error.
 */
export async function runExercise(wish: ExerciseWish, around: Surroundings): Promise<void> {
	const file = resolve(wish.file);
	const { profile, first, last, rows, sites } = await inspect(file);
	if (first === null || last === null) throw new Error(`${wish.file} holds no readings`);
	const startsAt = wish.from !== null && wish.from > first ? wish.from : first;
	if (startsAt > last || (wish.to !== null && wish.to <= startsAt)) {
		throw new UsageError(
			`nothing lies in that period: the file goes from ${first.toISOString()} to ${last.toISOString()}`,
		);
	}
	const network = join(around.root, 'data/recorded-networks', `${profile}.csv`);
	if (!existsSync(network)) throw new Error(`no network for the profile ${profile}: ${network}`);
	around.tell(`${profile}: ${sites.length} places, ${rows} rows, from ${startsAt.toISOString()}`);

	const code = await runDemo(around, {
		KEZEK_CLOCK: `${startsAt.toISOString()}@${wish.speed}`,
		KEZEK_EXERCISE_FILE: file,
		KEZEK_EXERCISE_FROM: wish.from?.toISOString() ?? '',
		KEZEK_EXERCISE_TO: wish.to?.toISOString() ?? '',
	});
	if (code !== 0) throw new Error(`the exercise ended with code ${code}`);
}

/** Ctrl-C at a terminal reaches the demo by itself; a signal sent to this process alone is passed on. */
function runDemo(around: Surroundings, exercise: Record<string, string>): Promise<number> {
	const child = spawn(process.execPath, [join(around.root, 'scripts/start.ts')], {
		cwd: around.root,
		env: { ...around.env, ...exercise },
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	const passOn = () => void (around.signal.reason === 'SIGTERM' && child.kill('SIGTERM'));
	around.signal.addEventListener('abort', passOn, { once: true });
	return new Promise((done, fail) => {
		child.once('error', fail);
		child.once('exit', (code, signal) => done(code ?? (signal === null ? 0 : 1)));
	}).finally(() => around.signal.removeEventListener('abort', passOn)) as Promise<number>;
}
