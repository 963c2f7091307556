import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ABSOLUTE, type Goal } from './pairs.ts';
import { createEndings, type Subject } from './subject.ts';

const ROOT = join(import.meta.dirname, '..');
const WANTED = 1_000_000;

const differences: Goal = {
	id: 'G11',
	measured: 'differences in 10⁶ comparisons of clients with their nodes',
	yardstick: ABSOLUTE,
	unit: 'differences',
	bound: 'at_most',
	floor: 0,
	aim: 0,
};

/** The property run of the protocol, which is a test too; it stops at the first seed with a difference. */
export const protocolSubject: Subject = {
	goals: [differences],
	open: () => {
		const endings = createEndings();
		const run = async () => {
			const child = spawn(
				process.execPath,
				[
					'node_modules/vitest/vitest.mjs',
					'run',
					'--project',
					'load',
					'tests/load/protocol.test.ts',
				],
				{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
			);
			endings.add(() => void child.kill());
			let output = '';
			child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
			await new Promise((resolve) => child.on('close', resolve));
			return differencesOf(output);
		};
		return Promise.resolve({
			contests: [{ goal: differences, ours: run, pairs: 1, warmUp: 0 }],
			close: () => endings.close(),
		});
	},
};

/** Reads the sums that the run printed last. Throws where it made fewer comparisons than wanted. */
function differencesOf(output: string): number {
	const last = output.match(/\{"worlds".*\}/g)?.at(-1) ?? '{}';
	const { comparisons = 0, differences } = JSON.parse(last) as Record<string, number>;
	if (differences === undefined || comparisons < WANTED) {
		throw new Error(`the property run ended early:\n${output}`);
	}
	return differences;
}
