// `npm run bench`: every goal of docs/performance.md beside its yardstick in the same run, as ratios.
import { readOptions, USAGE } from './options.ts';
import { runContest } from './pairs.ts';
import { machineNow, recordOf, terminalLine, writeReport, type GoalRecord } from './report.ts';
import { boardSubject } from './board-cost.ts';
import { bytesSubject } from './bytes.ts';
import { clientSubject } from './client-apply.ts';
import { crowdSubject } from './crowd.ts';
import { detectionSubject } from './detection.ts';
import { fanOut } from './fan-out.ts';
import { historySubject } from './history-age.ts';
import { ingestSubject } from './ingest.ts';
import { mapSubject } from './map-update.ts';
import { memorySubject } from './idle-memory.ts';
import { paintSubject } from './push-to-paint.ts';
import { protocolSubject } from './protocol.ts';
import { restartSubject } from './restart.ts';
import { rowSize } from './row-size.ts';
import { doorSubject } from './door-beside.ts';
import { stalledSubject } from './stalled.ts';
import { closeEverything, type Subject } from './subject.ts';

const SUBJECTS: readonly Subject[] = [
	fanOut,
	crowdSubject,
	stalledSubject,
	protocolSubject,
	restartSubject,
	memorySubject,
	boardSubject,
	detectionSubject,
	rowSize,
	bytesSubject,
	paintSubject,
	ingestSubject,
	historySubject,
	doorSubject,
	mapSubject,
	clientSubject,
];

/** Measures one subject's wanted goals; a failure is told, and the other subjects go on. */
async function measure(
	subject: Subject,
	wanted: ReadonlySet<string>,
	pairs: number | undefined,
): Promise<{ records: GoalRecord[]; failure: unknown }> {
	const records: GoalRecord[] = [];
	let failure: unknown = null;
	try {
		const { contests, close } = await subject.open(wanted);
		try {
			for (const contest of contests.filter(({ goal }) => wanted.has(goal.id))) {
				const outcome = await runContest(contest, { pairs, oursFirst: () => Math.random() < 0.5 });
				const record = recordOf(outcome, new Date(), machineNow());
				records.push(record);
				console.log(terminalLine(record));
			}
		} finally {
			await close();
		}
	} catch (error) {
		failure = error;
		console.error(`${[...wanted].join(', ')} could not be measured:`, error);
	}
	return { records, failure };
}

async function main(): Promise<number> {
	const known = SUBJECTS.flatMap((subject) => subject.goals.map((goal) => goal.id));
	const { only, pairs, help } = readOptions(process.argv.slice(2), known);
	if (help) {
		console.log(USAGE);
		return 0;
	}
	const startedAt = performance.now();
	const records: GoalRecord[] = [];
	let failures = 0;
	for (const subject of SUBJECTS) {
		const wanted = subject.goals.map((goal) => goal.id).filter((id) => only?.has(id) ?? true);
		if (wanted.length === 0) continue;
		const measured = await measure(subject, new Set(wanted), pairs);
		records.push(...measured.records);
		if (measured.failure !== null) failures += 1;
	}
	if (records.length > 0) await writeReport(records);
	const broken = records.filter((record) => !record.holdsFloor);
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	const { node, cores, loadAverage } = machineNow();
	console.log(
		`${records.length} goals in ${seconds} s on ${cores} cores, Node ${node}, load average ${loadAverage}`,
	);
	if (broken.length > 0) {
		console.error(`floor broken: ${broken.map((record) => record.id).join(', ')}`);
	}
	return broken.length > 0 || failures > 0 ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => {
		console.error('interrupted: ending what was started');
		void closeEverything().finally(() => process.exit(130));
	});
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
