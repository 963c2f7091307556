import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ABSOLUTE, type Goal, type Outcome } from './pairs.ts';

const root = join(import.meta.dirname, '..');
/** Where the command leaves its figures, and the page that shows them. */
export const RESULTS_FILE = join(root, 'bench/results/latest.json');
/** The page with the table between the two markers. */
export const PAGE_FILE = join(root, 'docs/performance.md');

const TABLE_START = '<!-- bench:start -->';
const TABLE_END = '<!-- bench:end -->';

/** One goal as it stands in `latest.json`. */
export interface GoalRecord {
	id: string;
	measured: string;
	yardstick: string;
	bound: Goal['bound'];
	floor: number;
	aim: number;
	/** Median and quartiles of the pair ratios. */
	median: number;
	quartiles: [number, number];
	pairs: number;
	holdsFloor: boolean;
	reachesAim: boolean;
	/** Medians of both sides; they depend on the machine and never gate. */
	absolutes: { unit: string; ours: number; yardstick: number };
	/** When, on what, and how busy the machine was over the last minute. */
	date: string;
	node: string;
	cores: number;
	loadAverage: number;
}

/** What the machine is and how busy it is now. */
export function machineNow(): Pick<GoalRecord, 'node' | 'cores' | 'loadAverage'> {
	return {
		node: process.versions.node,
		cores: availableParallelism(),
		loadAverage: rounded(loadavg()[0] ?? 0),
	};
}

/** An outcome as it is kept. */
export function recordOf(
	outcome: Outcome,
	at: Date,
	machine: Pick<GoalRecord, 'node' | 'cores' | 'loadAverage'>,
): GoalRecord {
	const { goal } = outcome;
	return {
		id: goal.id,
		measured: goal.measured,
		yardstick: goal.yardstick,
		bound: goal.bound,
		floor: goal.floor,
		aim: goal.aim,
		median: rounded(outcome.median),
		quartiles: [rounded(outcome.lowerQuartile), rounded(outcome.upperQuartile)],
		pairs: outcome.pairs,
		holdsFloor: outcome.holdsFloor,
		reachesAim: outcome.reachesAim,
		absolutes: {
			unit: goal.unit,
			ours: rounded(outcome.ours),
			yardstick: rounded(outcome.yardstick),
		},
		date: at.toISOString(),
		...machine,
	};
}

/** Earlier records with the new ones in their place, by the number of the goal: a run of one goal keeps the others. */
export function mergeRecords(
	earlier: readonly GoalRecord[],
	latest: readonly GoalRecord[],
): GoalRecord[] {
	const byId = new Map([...earlier, ...latest].map((record) => [record.id, record]));
	return [...byId.values()].toSorted((a, b) => placeOf(a.id) - placeOf(b.id));
}

/** Goals by number, a second figure after the first, the growth law after all goals. */
function placeOf(id: string): number {
	const [, letter, number, second = ''] = /^([A-Z])(\d+)([a-z]?)$/.exec(id) ?? [];
	const isLaw = letter === 'L';
	return (isLaw ? 1000 : 0) + Number(number) + (second === '' ? 0 : 0.5);
}

/** In one word how a goal stands. */
export function verdict(record: Pick<GoalRecord, 'holdsFloor' | 'reachesAim'>): string {
	if (!record.holdsFloor) return 'floor broken';
	return record.reachesAim ? 'aim reached' : 'floor held';
}

/** One line of the terminal. */
export function terminalLine(record: GoalRecord): string {
	const { median, quartiles } = record;
	const spread = `${shown(quartiles[0])} … ${shown(quartiles[1])}`;
	return [
		record.id.padEnd(4),
		`ratio ${shown(median)} (${spread})`.padEnd(32),
		`floor ${limit(record, record.floor)}, aim ${limit(record, record.aim)}: ${verdict(record)}`.padEnd(
			46,
		),
		`${absolutesShown(record)}, ${record.pairs} pairs`,
	].join(' ');
}

function absolutesShown({ yardstick, absolutes }: GoalRecord): string {
	const ours = shown(absolutes.ours);
	const both = yardstick === ABSOLUTE ? ours : `${ours} and ${shown(absolutes.yardstick)}`;
	return `${both} ${absolutes.unit}`;
}

/** The table of all records, in Markdown. */
export function tableOf(records: readonly GoalRecord[]): string {
	const lines = [
		'| goal | measured | ÷ yardstick | median (quartiles) | floor | aim | verdict | ours | yardstick | pairs |',
		'|---|---|---|--:|--:|--:|---|--:|--:|--:|',
	];
	for (const record of records) {
		const { unit, ours, yardstick } = record.absolutes;
		const cells = [
			record.id,
			record.measured,
			record.yardstick,
			`${shown(record.median)} (${shown(record.quartiles[0])}–${shown(record.quartiles[1])})`,
			limit(record, record.floor),
			limit(record, record.aim),
			verdict(record),
			`${shown(ours)} ${unit}`,
			record.yardstick === ABSOLUTE ? ABSOLUTE : `${shown(yardstick)} ${unit}`,
			String(record.pairs),
		];
		lines.push(`| ${cells.join(' | ')} |`);
	}
	return [...lines, '', ...machinesOf(records)].join('\n');
}

/** The page with a new table between its markers. Throws when a marker is missing. */
export function replaceTable(page: string, table: string): string {
	const start = page.indexOf(TABLE_START);
	const end = page.indexOf(TABLE_END);
	if (start < 0 || end < start) throw new Error(`no ${TABLE_START} … ${TABLE_END} in the page`);
	const before = page.slice(0, start + TABLE_START.length);
	return `${before}\n\n${table}\n\n${page.slice(end)}`;
}

/** Writes the figures and the table; what other goals had before stays. */
export async function writeReport(latest: readonly GoalRecord[]): Promise<void> {
	const earlier = existsSync(RESULTS_FILE)
		? (JSON.parse(await readFile(RESULTS_FILE, 'utf8')) as { goals: GoalRecord[] }).goals
		: [];
	const goals = mergeRecords(earlier, latest);
	await mkdir(dirname(RESULTS_FILE), { recursive: true });
	await writeFile(RESULTS_FILE, `${JSON.stringify({ goals }, null, '\t')}\n`);
	const page = replaceTable(await readFile(PAGE_FILE, 'utf8'), tableOf(goals));
	const style = await resolveConfig(PAGE_FILE);
	await writeFile(PAGE_FILE, await format(page, { ...style, filepath: PAGE_FILE }));
}

function machinesOf(records: readonly GoalRecord[]): string[] {
	const groups = Map.groupBy(
		records,
		({ date, node, cores }) => `${date.slice(0, 10)}, Node ${node}, ${cores} cores`,
	);
	return [...groups].map(([machine, own]) => {
		const loads = own.map((record) => record.loadAverage);
		const load = `${shown(Math.min(...loads))}–${shown(Math.max(...loads))}`;
		return `${own.map((record) => record.id).join(', ')}: ${machine}, load average ${load}.\n`;
	});
}

function limit(record: Pick<GoalRecord, 'bound'>, value: number): string {
	return `${record.bound === 'at_least' ? '≥' : '≤'} ${value}`;
}

function rounded(value: number): number {
	return Number(value.toPrecision(4));
}

/** Three figures are all that such measurements carry. */
function shown(value: number): string {
	const short = Number(value.toPrecision(3));
	return Math.abs(short) >= 10_000 ? short.toLocaleString('en-US') : String(short);
}
