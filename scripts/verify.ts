// `npm run verify`: everything that must pass, with one closing line for the whole run. A part can be named:
// check, test, integration, faults, e2e; load, which prints figures, and looks, which measures every screen, are no part of
// the whole run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../tests/support/chromium.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const results = mkdtempSync(join(tmpdir(), 'kezek-verify-'));

interface Count {
	passed: number;
	failed: number;
}

interface Step {
	name: string;
	command: string[];
	env?: Record<string, string>;
	/** Reads how many tests ran; a step without it counts as one. */
	count?: () => Count;
}

/** Runs a step; its output is shown whole when it fails, and as it comes when it is a test run. */
function run(step: Step): Promise<Count> {
	const startedAt = performance.now();
	const [file = '', ...args] = step.command;
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		const child = spawn(file, args, {
			cwd: root,
			env: { ...process.env, ...step.env },
			stdio: step.count ? 'inherit' : ['ignore', 'pipe', 'pipe'],
		});
		child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
		child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
		child.on('close', (code) => {
			const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
			const isGood = code === 0;
			if (!isGood) process.stdout.write(Buffer.concat(chunks));
			console.log(`${isGood ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)`);
			const counted = step.count?.() ?? { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 };
			if (!isGood && counted.failed === 0) counted.failed = 1;
			resolve(counted);
		});
	});
}

function readJson(file: string): unknown {
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function vitest(project: string): Step {
	const file = join(results, `${project}.json`);
	return {
		name: `tests: ${project}`,
		command: [
			bin('vitest'),
			'run',
			'--project',
			project,
			'--reporter=dot',
			'--reporter=json',
			`--outputFile.json=${file}`,
		],
		count: () => {
			const report = readJson(file) as { numPassedTests?: number; numFailedTests?: number };
			return { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
		},
	};
}

/** Journeys of the browser; `looks` measures every screen, and plays a morning, instead. */
function playwright(looks = false): Step {
	const file = join(results, 'e2e.json');
	return {
		name: 'tests: e2e',
		command: [
			bin('playwright'),
			'test',
			...(looks ? ['looks', 'bad-days', 'almaty-morning'] : []),
			'--reporter=list,json',
		],
		env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, ...(looks && { KEZEK_LOOKS: 'yes' }) },
		count: () => {
			const { stats } = readJson(file) as {
				stats?: { expected: number; unexpected: number; flaky: number };
			};
			return {
				passed: stats?.expected ?? 0,
				failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
			};
		},
	};
}

const PREPARE: Step[] = [
	{ name: 'messages', command: [process.execPath, 'scripts/compile-messages.ts'] },
	{ name: 'generated types', command: [bin('svelte-kit'), 'sync'] },
];
const FORMAT: Step = {
	name: 'format',
	command: [bin('prettier'), '--check', '--log-level', 'warn', '.'],
};
const LINT: Step = { name: 'lint', command: [bin('eslint'), '.', '--max-warnings', '0'] };
const STRUCTURE: Step[] = [
	{ name: 'types', command: [bin('svelte-check'), '--fail-on-warnings', '--output', 'human'] },
	{
		name: 'directions',
		command: [
			bin('depcruise'),
			'src',
			'simulator',
			'scripts',
			'server.ts',
			'--config',
			'.dependency-cruiser.cjs',
		],
	},
	{ name: 'unused code', command: [bin('knip')] },
];
const BUILD: Step = { name: 'build', command: [bin('vite'), 'build', '--logLevel', 'warn'] };

const CHROME = 'chromium-headless-shell';
const REDIS = 'redis-server';

/** Programs that some tests need, from Debian's packages of the same name. */
const PROGRAMS = {
	[CHROME]: {
		isThere: () => findChromium() !== null,
		purpose: 'The browser tests need Chromium',
		orElse: 'set CHROMIUM_PATH to a Chromium or Chrome binary',
	},
	[REDIS]: {
		isThere: () => isRunnable('redis-server', '--version'),
		purpose: 'The tests of several nodes need Redis',
		orElse: 'put a redis-server into PATH',
	},
};

function isRunnable(file: string, ...args: string[]): boolean {
	return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/**
 * The lanes that bring what this machine lacks: one that installs Debian's packages, none where all is there. Ends the run
 * with words where something is missing and we may not.
 */
function installing(names: (typeof CHROME | typeof REDIS)[]): Step[][] {
	const missing = names.filter((name) => !PROGRAMS[name].isThere());
	if (missing.length === 0) return [];
	const isRoot = process.getuid?.() === 0;
	if (!isRunnable('apt-get', '--version') || !(isRoot || isRunnable('sudo', '-n', 'true'))) {
		for (const name of missing) {
			const { purpose, orElse } = PROGRAMS[name];
			console.error(`${purpose}. Install it (Debian: "apt-get install ${name}"), or ${orElse}.`);
		}
		process.exit(1);
	}
	const apt = [...(isRoot ? [] : ['sudo', '-n']), 'apt-get', '-qq'];
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	return [
		[
			{ name: 'packages of Debian', command: [...apt, 'update'], env },
			{
				name: `installing ${missing.join(', ')}`,
				command: [...apt, 'install', '-y', '--no-install-recommends', ...missing],
				env,
			},
		],
	];
}

/** The steps in lanes: each lane runs in order, the lanes of one group at the same time. */
const PARTS: Record<string, () => Step[][][]> = {
	check: () => [[PREPARE], [[FORMAT, LINT], STRUCTURE]],
	test: () => [[PREPARE, ...installing([CHROME])], [[vitest('unit'), vitest('browser')]]],
	integration: () => [[PREPARE, ...installing([REDIS])], [[BUILD, vitest('integration')]]],
	faults: () => [[PREPARE, ...installing([REDIS])], [[BUILD, vitest('faults')]]],
	e2e: () => [[PREPARE, ...installing([CHROME, REDIS])], [[BUILD, playwright()]]],
	looks: () => [[PREPARE, ...installing([CHROME, REDIS])], [[BUILD, playwright(true)]]],
	load: () => [[PREPARE, ...installing([REDIS])], [[BUILD, vitest('load')]]],
	// The build writes its own form of the messages, so it is over before anything reads them. Tests of running
	// apps have clocks in them: one project after the other.
	all: () => [
		[[BUILD], [FORMAT], ...installing([CHROME, REDIS])],
		[PREPARE],
		[[LINT], [...STRUCTURE, vitest('browser'), vitest('unit')]],
		[[vitest('faults'), vitest('integration'), playwright()]],
	],
};

const part = process.argv[2] ?? 'all';
const groups = PARTS[part];
if (!groups) {
	console.error(`no part "${part}"; there are: ${Object.keys(PARTS).join(', ')}`);
	process.exit(2);
}

const total: Count = { passed: 0, failed: 0 };
for (const lanes of groups()) {
	await Promise.all(
		lanes.map(async (steps) => {
			for (const step of steps) {
				const { passed, failed } = await run(step);
				total.passed += passed;
				total.failed += failed;
			}
		}),
	);
}
rmSync(results, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
