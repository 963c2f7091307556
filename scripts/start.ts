// `npm start` and `npm run dev`: builds what is missing or old, then runs the app in this process, with progress.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lastWorkingDayStart } from '../src/lib/domain/demo-day.ts';
import { bundledCalendar } from '../src/lib/server/directory/bundled-calendar.ts';
import type { HttpSlot } from '../src/app.d.ts';
import { scenarioLines, scenarioNamed } from '../simulator/scenarios/known.ts';
import { ensureBuild } from './build.ts';

const root = join(import.meta.dirname, '..');

const USAGE = `Starts Kezek in demo mode.

  npm start                                   the living map, at real speed
  npm start -- --scenario NAME [--speed N]    an exercise, afresh, N times as fast
  npm run dev                                 the same with hot reload

Scenarios (npm run kezek -- simulate --scenario NAME --about tells what of it is known):
${scenarioLines()
	.map((line) => `  ${line}`)
	.join('\n')}`;

function applyArguments(): { dev: boolean } {
	const { values } = parseArgs({
		options: {
			dev: { type: 'boolean', default: false },
			scenario: { type: 'string' },
			speed: { type: 'string' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	if (values.scenario === undefined && values.speed !== undefined) {
		throw new Error('--speed goes with --scenario');
	}
	if (values.scenario !== undefined) {
		const { name, startsAt } = scenarioNamed(values.scenario);
		const start =
			startsAt === null
				? lastWorkingDayStart(new Date(), bundledCalendar(join(root, 'data')))
				: new Date(startsAt);
		process.env.KEZEK_SCENARIO = name;
		process.env.KEZEK_CLOCK = `${start.toISOString()}@${values.speed ?? '1'}`;
	}
	return { dev: values.dev };
}

/** Vite's server with hot reload; the plugin in vite.config.ts hands it to the app. */
async function runDevelopment(): Promise<void> {
	const { createServer } = await import('vite');
	const port = Number(process.env.PORT ?? 3000);
	process.env.ORIGIN ??= `http://127.0.0.1:${port}`;
	const vite = await createServer({ root });
	await vite.listen();
	const end = async () => {
		setTimeout(() => process.exit(1), 10_000).unref();
		const slots = globalThis as unknown as Record<symbol, HttpSlot | undefined>;
		await slots[Symbol.for('kezek.http')]?.stop?.();
		await vite.close();
		process.exit(0);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
		process.on(signal, () => void end());
}

try {
	const { dev } = applyArguments();
	process.chdir(root);
	if (dev) await runDevelopment();
	else {
		await ensureBuild();
		await import('../server.ts');
	}
} catch (error) {
	console.error(`kezek: ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof Error && !('code' in error)) console.error(USAGE);
	process.exit(1);
}
