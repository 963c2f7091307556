// `npm run evaluate:detection`: plays labelled days through detection, prints how well it did, writes docs/detection.md.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { createJudge, judgedScenarios } from '../simulator/judge/judge.ts';
import { judgeRecorded } from '../simulator/judge/recorded-days.ts';
import { figuresOf, lineOf, pageOf } from '../simulator/judge/report.ts';
import type { Score } from '../simulator/judge/score.ts';

const PAGE = join(import.meta.dirname, '../docs/detection.md');
const USAGE = `npm run evaluate:detection [-- SCENARIO…]

Plays labelled days of the simulator offline through the detectors, and the recorded offices where KEZEK_RECORDED_DIR
names their folder; prints recall, precision, delay, causes and false pages, and writes docs/detection.md. With names of
scenarios only those are played, and nothing is written. Exit code 1 where a target is missed.`;

async function main(): Promise<number> {
	const wanted = process.argv.slice(2);
	if (wanted.includes('--help')) {
		console.log(USAGE);
		return 0;
	}
	const scores: Score[] = [];
	const judge = createJudge();
	for (const judged of judgedScenarios()) {
		if (wanted.length > 0 && !wanted.includes(judged.scenario.name)) continue;
		const { score } = judge.judge(judged);
		scores.push(score);
		console.log(lineOf(score));
	}
	const folder = process.env.KEZEK_RECORDED_DIR;
	if (folder === undefined)
		console.log('recorded offices: not judged, KEZEK_RECORDED_DIR names no folder');
	else if (wanted.length === 0) {
		const recorded = await judgeRecorded(folder);
		if (recorded.length === 0) console.log(`recorded offices: none in ${folder}`);
		for (const score of recorded) console.log(lineOf(score));
		scores.push(...recorded);
	}
	const figures = figuresOf(scores);
	console.log('');
	for (const { what, value, target, isReached } of figures) {
		console.log(`${what}: ${value} ${target}${isReached === false ? '  MISSED' : ''}`);
	}
	if (wanted.length === 0) {
		const options = await resolveConfig(PAGE);
		await writeFile(PAGE, await format(pageOf(scores, new Date()), { ...options, filepath: PAGE }));
	}
	return figures.some(({ isReached }) => isReached === false) ? 1 : 0;
}

process.exitCode = await main();
