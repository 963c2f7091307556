import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Surroundings } from './surroundings.ts';

/** The command line itself was wrong: the message names what, and the exit code is 2. */
export class UsageError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'UsageError';
	}
}

/** One flag as a command declares it. */
export interface Flag {
	/** How its value is called in the help; absent for a switch. */
	value?: string;
	/** What it is for, one line. */
	help: string;
}

/** What was typed after a command's name, checked against its flags. */
export interface Arguments {
	/** Positional arguments, as many as the command names. */
	places: string[];
	/** Value of a flag, or null when it was not given. */
	text(flag: string): string | null;
	/** Value of a flag that must be given; throws `UsageError`. */
	required(flag: string): string;
	/** Whether a switch was given. */
	has(flag: string): boolean;
}

/** One command of the operator's command line. */
export interface Command {
	/** Words that select it, such as `user add`. */
	name: string;
	/** What it does, one line. */
	summary: string;
	/** Names of its positional arguments; all are required. */
	places?: readonly string[];
	flags: Readonly<Record<string, Flag>>;
	/** Lines that end its help: what it prints, what it needs, examples. */
	notes?: readonly string[];
	/** Does it. Throws on failure: nothing is reported as done that is not. */
	run(args: Arguments, around: Surroundings): Promise<void>;
}

/** Checks what was typed against a command's declaration. Throws `UsageError`. */
export function parseArguments(command: Command, typed: readonly string[]): Arguments {
	const options: ParseArgsOptionsConfig = {};
	for (const [name, flag] of Object.entries(command.flags)) {
		options[name] = { type: flag.value === undefined ? 'boolean' : 'string' };
	}
	const { values, positionals } = parse(typed, options);
	const names = command.places ?? [];
	if (positionals.length < names.length) {
		const missing = names.slice(positionals.length).map((name) => `<${name}>`);
		throw new UsageError(`missing ${missing.join(' ')}`);
	}
	if (positionals.length > names.length) {
		throw new UsageError(`unexpected argument "${positionals[names.length]}"`);
	}
	const text = (flag: string) => {
		const value = values[flag];
		return typeof value === 'string' ? value : null;
	};
	return {
		places: positionals,
		text,
		required: (flag) => {
			const value = text(flag);
			if (value === null || value.trim() === '') throw new UsageError(`--${flag} is required`);
			return value;
		},
		has: (flag) => values[flag] === true,
	};
}

function parse(typed: readonly string[], options: ParseArgsOptionsConfig) {
	try {
		return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true });
	} catch (error) {
		// Node's own sentence names the flag; what follows it is advice about `--`.
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(message.split('. To ')[0] ?? message);
	}
}

/** The help of one command. */
export function helpOf(command: Command): string {
	const places = (command.places ?? []).map((name) => ` <${name}>`).join('');
	const flags = Object.entries(command.flags).map(([name, flag]) => [
		`--${name}${flag.value === undefined ? '' : ` ${flag.value}`}`,
		flag.help,
	]);
	const width = Math.max(0, ...flags.map(([left = '']) => left.length));
	return [
		`${command.name}: ${command.summary}`,
		'',
		`  npm run kezek -- ${command.name}${places}${flags.length > 0 ? ' [flags]' : ''}`,
		...(flags.length > 0 ? [''] : []),
		...flags.map(([left = '', help = '']) => `  ${left.padEnd(width)}  ${help}`),
		...(command.notes ? ['', ...command.notes] : []),
	].join('\n');
}

/** A whole number of a flag inside bounds; `fallback` when it was not given. Throws `UsageError`. */
export function wholeNumber(
	args: Arguments,
	flag: string,
	bounds: { min: number; max: number; fallback: number },
): number {
	const text = args.text(flag);
	if (text === null) return bounds.fallback;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < bounds.min || value > bounds.max) {
		throw new UsageError(
			`--${flag} must be a whole number from ${bounds.min} to ${bounds.max}, not "${text}"`,
		);
	}
	return value;
}

/** Parts of a comma-separated flag, without blanks and repetitions. */
export function listOf(text: string): string[] {
	return [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');
}

/** Instant with an offset, as `2026-11-21T09:15:00+05:00`; null when the flag was not given. Throws `UsageError`. */
export function instant(args: Arguments, flag: string): Date | null {
	const text = args.text(flag);
	if (text === null) return null;
	const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
	const at = new Date(text);
	if (!shape.test(text) || Number.isNaN(at.getTime())) {
		throw new UsageError(
			`--${flag} must be an instant with an offset, as 2026-11-21T09:15:00+05:00, not "${text}"`,
		);
	}
	return at;
}
