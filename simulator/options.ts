import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { scenarioLines, scenarioNamed } from './scenarios/known.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { REPLAY_MODES, type ReplayMode } from './replay-mode.ts';
import type { HistoryWish } from './simulate.ts';

/** What the command line asks for. */
export type Command =
	| { kind: 'help' }
	| ({ kind: 'simulate' } & {
			url: string;
			feedKey: string;
			scenario: Scenario;
			seed: string;
			cadenceSeconds: number;
			history: HistoryWish;
			runId: string;
	  })
	| ({ kind: 'replay' } & {
			url: string;
			feedKey: string;
			file: string;
			mode: ReplayMode;
			from: Date | undefined;
			to: Date | undefined;
			profile: string | undefined;
	  });

/** Text of `--help`. */
export const USAGE = `Plays centers and contact center, or a recorded file, into a running Kezek over its HTTP API.

  node simulator/main.ts [--url http://127.0.0.1:3000] [--scenario NAME] [--seed 1]
      [--cadence-seconds 10] [--history-minutes N | --history-from INSTANT] [--run-id ID]
  node simulator/main.ts --replay FILE [--mode ${REPLAY_MODES.join('|')}] [--from INSTANT] [--to INSTANT]
      [--profile NAME]

The feed key is read from KEZEK_FEED_KEY, the address also from KEZEK_URL. Without a wish for history two hours are
played in where the board knows nothing yet. Progress is written as JSON lines. Instants are RFC 3339. Ends on SIGTERM,
SIGINT, or with its parent.

Scenarios:
${scenarioLines()
	.map((line) => `  ${line}`)
	.join('\n')}
`;

/** A command line that cannot be followed; its message is for the person who wrote it. */
export class UsageError extends Error {}

/** Reads the command line. Throws `UsageError` with one readable line. */
export function readCommand(args: string[], env: Record<string, string | undefined>): Command {
	const values = parse(args);
	if (values.help) return { kind: 'help' };
	const feedKey = env.KEZEK_FEED_KEY ?? '';
	if (feedKey === '')
		throw new UsageError('KEZEK_FEED_KEY is not set: the key of the feed to play');
	const url = values.url ?? env.KEZEK_URL ?? 'http://127.0.0.1:3000';
	if (!URL.canParse(url) || !/^https?:/.test(url)) {
		throw new UsageError(`--url must be an http(s) address, not ${url}`);
	}
	if (values.replay !== undefined) {
		return {
			kind: 'replay',
			url,
			feedKey,
			file: values.replay,
			mode: oneOf('--mode', REPLAY_MODES, values.mode ?? 'exercise'),
			from: optionalInstant('--from', values.from),
			to: optionalInstant('--to', values.to),
			profile: values.profile,
		};
	}
	const runId = values['run-id'] ?? randomBytes(6).toString('base64url');
	if (!/^[A-Za-z0-9_-]{1,32}$/.test(runId)) {
		throw new UsageError('--run-id must be 1 to 32 letters, digits, _ or -');
	}
	return {
		kind: 'simulate',
		url,
		feedKey,
		scenario: knownScenario(values.scenario ?? 'ordinary-day'),
		seed: values.seed ?? '1',
		cadenceSeconds: count('--cadence-seconds', values['cadence-seconds'] ?? '10', 1, 3600),
		history: historyOf(values['history-minutes'], values['history-from']),
		runId,
	};
}

function parse(args: string[]) {
	const text = { type: 'string' } as const;
	try {
		return parseArgs({
			args,
			options: {
				help: { type: 'boolean', short: 'h' },
				url: text,
				scenario: text,
				seed: text,
				'cadence-seconds': text,
				'history-minutes': text,
				'history-from': text,
				'run-id': text,
				replay: text,
				mode: text,
				from: text,
				to: text,
				profile: text,
			},
		}).values;
	} catch (thrown) {
		throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
	}
}

function historyOf(minutes: string | undefined, from: string | undefined): HistoryWish {
	if (minutes !== undefined && from !== undefined) {
		throw new UsageError('--history-minutes and --history-from exclude each other');
	}
	if (minutes !== undefined) return { minutes: count('--history-minutes', minutes, 0, 1380) };
	const instant = optionalInstant('--history-from', from);
	return instant ? { from: instant } : 'auto';
}

function knownScenario(name: string): Scenario {
	try {
		return scenarioNamed(name);
	} catch (thrown) {
		throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
	}
}

function oneOf<T extends string>(option: string, known: readonly T[], value: string): T {
	const found = known.find((name) => name === value);
	if (found === undefined) {
		throw new UsageError(`${option} must be one of ${known.join(', ')}, not ${value}`);
	}
	return found;
}

function count(option: string, value: string, least: number, most: number): number {
	const number = Number(value);
	if (!/^\d+$/.test(value) || number < least || number > most) {
		throw new UsageError(`${option} must be a whole number from ${least} to ${most}, not ${value}`);
	}
	return number;
}

function optionalInstant(option: string, value: string | undefined): Date | undefined {
	if (value === undefined) return undefined;
	const instant = new Date(value);
	if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(value) || Number.isNaN(instant.getTime())) {
		throw new UsageError(`${option} must be an instant such as 2020-01-06T07:00:00Z, not ${value}`);
	}
	return instant;
}
