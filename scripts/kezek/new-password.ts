import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import {
	passwordProblem,
	PASSWORD_LENGTH,
	type PasswordProblem,
} from '../../src/lib/domain/password.ts';
import { UsageError } from './command.ts';
import type { Surroundings } from './surroundings.ts';

const SENTENCES: Record<PasswordProblem, string> = {
	too_short: `the password needs at least ${PASSWORD_LENGTH.min} characters`,
	too_long: `the password may have at most ${PASSWORD_LENGTH.max} characters`,
	text: 'the password holds a control character',
	context_word:
		'the password holds a word that anyone would try here: a place, the login, or the name of a service',
	common: 'the password is too common',
};

/**
 * A new password: asked for twice at a terminal, else the first line of standard input. `names` are words that it may not
 * hold. Throws in plain words when it is refused.
 */
export async function readNewPassword(
	around: Surroundings,
	fromInput: boolean,
	names: readonly string[],
): Promise<string> {
	const isAsked = around.input.isTTY === true && !fromInput;
	const password = isAsked ? await askTwice(around) : await firstLine(around.input);
	if (password === '') throw new UsageError('no password was given');
	const problem = passwordProblem(password, names);
	if (problem !== null) throw new Error(SENTENCES[problem]);
	return password;
}

async function askTwice(around: Surroundings): Promise<string> {
	const password = await askHidden(around, 'Password: ');
	if ((await askHidden(around, 'Once more: ')) !== password) {
		throw new Error('the two passwords differ');
	}
	return password;
}

/** Asks at a terminal without showing what is typed. */
function askHidden(around: Surroundings, question: string): Promise<string> {
	const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({ input: around.input, output: silence, terminal: true });
	process.stderr.write(question);
	return new Promise((resolve, reject) => {
		lines.once('SIGINT', () => reject(new Error('interrupted')));
		lines.question('', resolve);
	}).finally(() => {
		lines.close();
		process.stderr.write('\n');
	}) as Promise<string>;
}

async function firstLine(input: Readable): Promise<string> {
	const lines = createInterface({ input });
	for await (const line of lines) return line;
	return '';
}
