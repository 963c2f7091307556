import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCommandLine } from '../../scripts/kezek/command-line.ts';

const root = join(import.meta.dirname, '../..');

/** What a finished command left behind. */
export interface CommandResult {
	code: number | null;
	/** Standard output: the result. */
	out: string;
	/** Standard error: words to the person. */
	err: string;
}

/** What a command gets beside its arguments. */
export interface CommandInput {
	/** All of its environment. */
	env?: Record<string, string>;
	/** Its standard input. */
	input?: string;
}

/** Runs a command of the operator's command line in this process. */
export async function kezek(
	args: readonly string[],
	{ env = {}, input = '' }: CommandInput = {},
): Promise<CommandResult> {
	const read = { out: '', err: '' };
	const code = await runCommandLine(args, {
		root,
		env,
		input: Readable.from([Buffer.from(input)]),
		print: (line) => void (read.out += `${line}\n`),
		tell: (line) => void (read.err += `${line}\n`),
		now: () => new Date(),
		signal: new AbortController().signal,
	});
	return { code, ...read };
}

/** Runs it as a process of its own, as `npm run kezek --` does. PATH and HOME come along. */
export async function kezekProcess(
	args: readonly string[],
	{ env, input = '' }: CommandInput = {},
): Promise<CommandResult> {
	const { PATH = '', HOME = '' } = process.env;
	const child = spawn(process.execPath, [join(root, 'scripts/kezek.ts'), ...args], {
		cwd: root,
		env: { PATH, HOME, ...env },
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	const read = { out: '', err: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (read.out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (read.err += text));
	// A command that does not read its input may be gone before the input is written.
	child.stdin.on('error', () => undefined);
	child.stdin.end(input);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	return { code, ...read };
}
