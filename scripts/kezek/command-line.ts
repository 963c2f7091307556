import { AppError } from '../../src/lib/domain/errors.ts';
import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import { helpOf, parseArguments, UsageError, type Command } from './command.ts';
import { demoReset } from './demo-reset.ts';
import { directoryExport } from './directory-export.ts';
import { directoryImport } from './directory-import.ts';
import { factorRemove } from './factor-remove.ts';
import { feedAdd } from './feed-add.ts';
import { feedList } from './feed-list.ts';
import { feedRevoke } from './feed-revoke.ts';
import { migrateCommand } from './migrate.ts';
import { regimeList } from './regime-list.ts';
import { regimeResolve } from './regime-resolve.ts';
import { regimeShow } from './regime-show.ts';
import { replay } from './replay.ts';
import { sessionEnd } from './session-end.ts';
import { simulate } from './simulate.ts';
import type { Surroundings } from './surroundings.ts';
import { userAdd } from './user-add.ts';
import { userChange } from './user-change.ts';
import { userDisable } from './user-disable.ts';
import { userEnable } from './user-enable.ts';
import { userList } from './user-list.ts';
import { userReset } from './user-reset.ts';

const COMMANDS: readonly Command[] = [
	migrateCommand,
	userAdd,
	userList,
	userChange,
	userDisable,
	userEnable,
	userReset,
	sessionEnd,
	factorRemove,
	feedAdd,
	feedList,
	feedRevoke,
	directoryImport,
	directoryExport,
	regimeList,
	regimeShow,
	regimeResolve,
	replay,
	simulate,
	auditVerify,
	auditExport,
	demoReset,
];

const HELP_FLAGS = ['--help', '-h'];

/** Exit codes: a failure, and a command line that cannot be understood. */
const CODES = { failed: 1, usage: 2 } as const;

function overview(commands: readonly Command[]): string {
	const width = Math.max(...commands.map(({ name }) => name.length));
	return [
		'The operator’s command line of Kezek.',
		'',
		'  npm run kezek -- <command> [flags]',
		'',
		...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
		'',
		'--help after a command tells more. DATABASE_URL names an outside database; without it the bundled one in',
		'KEZEK_DATA_DIR (else .kezek) is used, that of the running Kezek if there is one.',
	].join('\n');
}

/** The command that the first words name, with the rest of what was typed; null when they name none. */
function findCommand(typed: readonly string[]): { command: Command; rest: string[] } | null {
	for (const command of COMMANDS) {
		const words = command.name.split(' ');
		if (words.every((word, i) => typed[i] === word)) {
			return { command, rest: typed.slice(words.length) };
		}
	}
	return null;
}

/**
 * Runs what was typed; returns the exit code: 0 when it is done, 1 when it failed, 2 when it cannot be understood. Never
 * throws: every failure is told in words.
 */
export async function runCommandLine(
	typed: readonly string[],
	around: Surroundings,
): Promise<number> {
	const found = findCommand(typed);
	if (!found) return helpOrUnknown(typed, around);
	const { command, rest } = found;
	if (rest.some((word) => HELP_FLAGS.includes(word))) {
		around.print(helpOf(command));
		return 0;
	}
	try {
		await command.run(parseArguments(command, rest), around);
		return 0;
	} catch (error) {
		if (error instanceof UsageError) {
			around.tell(`kezek ${command.name}: ${error.message}`);
			around.tell(`"npm run kezek -- ${command.name} --help" tells more`);
			return CODES.usage;
		}
		around.tell(`kezek ${command.name}: ${failureText(error, around)}`);
		return CODES.failed;
	}
}

function helpOrUnknown(typed: readonly string[], around: Surroundings): number {
	const [first] = typed;
	const words = typed.filter((word) => !HELP_FLAGS.includes(word));
	const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
	if (words.length < typed.length && words.length <= (group.length > 0 ? 1 : 0)) {
		around.print(overview(group.length > 0 ? group : COMMANDS));
		return 0;
	}
	if (first === undefined) around.tell(overview(COMMANDS));
	else {
		const near = group.length > 0 ? group : COMMANDS;
		around.tell(`kezek: no command "${words.slice(0, 2).join(' ')}"`);
		around.tell(`there are: ${near.map(({ name }) => name).join(', ')}`);
	}
	return CODES.usage;
}

/** People read the message; whoever sets LOG_LEVEL=debug gets the stack too. */
function failureText(error: unknown, around: Surroundings): string {
	if (!(error instanceof Error)) return String(error);
	const details = error instanceof AppError ? (error.details.errors ?? []) : [];
	const cause =
		error.cause instanceof Error && error instanceof AppError ? error.cause.message : '';
	const lines = [
		cause === '' ? error.message : `${error.message} (${cause})`,
		...details.map(({ path, message }) => `${path}: ${message}`),
	];
	if (around.env.LOG_LEVEL === 'debug' && error.stack) lines.push(error.stack);
	return lines.join('\n');
}
