// The operator's command line: `npm run kezek -- <command>`. One file per command in scripts/kezek.
import { join } from 'node:path';
import { runCommandLine } from './kezek/command-line.ts';
import type { Surroundings } from './kezek/surroundings.ts';

function surroundings(): Surroundings {
	const controller = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => controller.abort(signal));
	}
	return {
		root: join(import.meta.dirname, '..'),
		env: process.env,
		input: process.stdin,
		print: (line) => void process.stdout.write(`${line}\n`),
		tell: (line) => void process.stderr.write(`${line}\n`),
		now: () => new Date(),
		signal: controller.signal,
	};
}

const code = await runCommandLine(process.argv.slice(2), surroundings());
// Nothing that is still open, such as an idle connection, may hold the process back.
process.stdout.write('', () => process.exit(code));
