import { watchLifeline } from './lifeline.ts';
import { USAGE, UsageError, readCommand, type Command } from './options.ts';
import { hasRefusals } from './replay-summary.ts';
import { replay } from './replay.ts';
import { outageTeller } from './simulator-event.ts';
import { simulate } from './simulate.ts';

/** Progress of a replay is told this often, real ms. */
const TELL_MS = 1000;

function tell(event: object): void {
	process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function runReplay(
	command: Extract<Command, { kind: 'replay' }>,
	signal: AbortSignal,
): Promise<number> {
	let toldAt = -Infinity;
	tell({ event: 'live' });
	const summary = await replay({
		...command,
		signal,
		onRetry: outageTeller(tell),
		onProgress: ({ rowsRead, sent, stored, duplicate, skipped, rejected }) => {
			if (performance.now() - toldAt < TELL_MS) return;
			toldAt = performance.now();
			tell({ event: 'replayed', rowsRead, sent, stored, duplicate, skipped, rejected });
		},
	});
	tell({ event: 'summary', ...summary });
	return hasRefusals(summary) ? 1 : 0;
}

async function main(): Promise<number> {
	const command = readCommand(process.argv.slice(2), process.env);
	if (command.kind === 'help') {
		process.stdout.write(USAGE);
		return 0;
	}
	const signal = watchLifeline();
	if (command.kind === 'replay') return runReplay(command, signal);
	await simulate({ ...command, signal, onEvent: tell });
	return 0;
}

try {
	process.exit(await main());
} catch (thrown) {
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	tell({ event: 'error', message });
	process.stderr.write(`${message}\n`);
	process.exit(thrown instanceof UsageError ? 2 : 1);
}
