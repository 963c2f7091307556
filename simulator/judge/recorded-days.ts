import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_WEEKS } from '../../src/lib/domain/calendar.ts';
import type { SlotRow } from '../../src/lib/domain/baseline.ts';
import type { Profile } from '../profiles/profile.ts';
import { WARSAW } from '../profiles/warsaw.ts';
import { openRecorded } from '../recorded-file.ts';
import { mapRow, readingId, type MappedReading } from '../row-mapping.ts';
import { bundledDirectory } from './bundled-directory.ts';
import { judgeDay, slotRow, type JudgedWorld } from './judged-day.ts';
import { createLocalClock } from './local-clock.ts';
import type { Label } from '../scenarios/labels.ts';
import { scoreOf, type Score } from './score.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Recordings that are judged: offices. A gym is none, and its hall has no safe capacity of an office. */
const RECORDINGS: readonly {
	file: string;
	network: string;
	profile: Profile;
	/** Days that are not ordinary: a holiday, and the first ones after holidays. */
	odd: readonly string[];
	/** Days that only make the baseline. */
	firstDays: number;
}[] = [
	{
		file: 'warsaw_offices.csv',
		network: 'recorded-networks/warsaw.csv',
		profile: WARSAW,
		odd: ['2020-01-03', '2020-01-06', '2020-01-07'],
		firstDays: 2,
	},
];

/**
 * Judges the ordinary days of the recordings in a folder: nothing is known to have been wrong on them, so that whatever
 * wakes somebody is false. The baseline of a day are the days before it. Empty where the folder has none of the files.
 */
export async function judgeRecorded(folder: string): Promise<Score[]> {
	const scores: Score[] = [];
	for (const recording of RECORDINGS) {
		const file = join(folder, recording.file);
		if (existsSync(file)) scores.push(...(await judgeRecording(file, recording)));
	}
	return scores;
}

async function judgeRecording(
	file: string,
	{ network, profile, odd, firstDays }: (typeof RECORDINGS)[number],
): Promise<Score[]> {
	const directory = bundledDirectory(network);
	const localTime = createLocalClock();
	const zone = directory.centers[0]?.timezone ?? 'UTC';
	const byDate = new Map<string, MappedReading[]>();
	for (const reading of await readingsOf(file, profile)) {
		const { date } = localTime(zone, reading.at);
		const list = byDate.get(date);
		if (list) list.push(reading);
		else byDate.set(date, [reading]);
	}
	// Feeds did fall silent: the recordings have holes of up to 95 minutes.
	const labels: Label[] = [{ kind: 'feed', where: {}, is: 'may', causes: null }];
	const scores: Score[] = [];
	const history: SlotRow[] = [];
	const dates = [...byDate.keys()].sort();
	for (const [i, date] of dates.entries()) {
		const readings = byDate.get(date) ?? [];
		if (i >= firstDays && !odd.includes(date)) {
			const world = { directory, calendar: PLAIN_WEEKS, localTime, decisions: [], history };
			const day = playReadings(world, readings, profile);
			const { centers } = directory;
			const name = `recorded ${profile.name}`;
			scores.push(scoreOf({ name, date, labels, centers, localTime, day, isQuiet: true }));
		}
		if (!odd.includes(date)) history.push(...slotRows({ directory, localTime }, readings));
	}
	return scores;
}

async function readingsOf(file: string, profile: Profile): Promise<MappedReading[]> {
	const recorded = await openRecorded(file);
	const readings: MappedReading[] = [];
	try {
		for await (const row of recorded.rows) {
			const mapped = mapRow(profile, row);
			if ('reading' in mapped && !mapped.reading.isFrozen) readings.push(mapped.reading);
		}
	} finally {
		recorded.close();
	}
	return readings.sort((a, b) => a.at - b.at);
}

function playReadings(world: JudgedWorld, readings: readonly MappedReading[], profile: Profile) {
	const from = Math.floor((readings[0]?.at ?? 0) / MINUTE_MS) * MINUTE_MS;
	const last = readings.at(-1)?.at ?? 0;
	let next = 0;
	return judgeDay(world, {
		from,
		to: Math.min(last + MINUTE_MS, from + DAY_MS),
		cadenceSeconds: profile.cadenceSeconds,
		itemsAt(at) {
			const due = [];
			for (; (readings[next]?.at ?? Infinity) <= at; next++) {
				const { place, at: seenAt, figures } = readings[next]!;
				const instant = new Date(seenAt);
				const item = { id: readingId(place, instant), centerId: place, at: instant.toISOString() };
				due.push({ door: 'center' as const, item: { ...item, ...figures } });
			}
			return due;
		},
	});
}

/** Mean queue of each quarter of an hour; nothing else of a baseline is recorded. */
function slotRows(
	{ directory, localTime }: Pick<JudgedWorld, 'directory' | 'localTime'>,
	readings: readonly MappedReading[],
): SlotRow[] {
	const centers = new Map(directory.centers.map((center) => [center.id, center]));
	const slots = new Map<string, { place: string; atMs: number; sum: number; n: number }>();
	for (const { place, at, figures } of readings) {
		const queue = figures.queueLength;
		if (queue === undefined) continue;
		const atMs = Math.floor(at / QUARTER_MS) * QUARTER_MS;
		const slot = slots.get(`${place} ${atMs}`) ?? { place, atMs, sum: 0, n: 0 };
		slots.set(`${place} ${atMs}`, { ...slot, sum: slot.sum + queue, n: slot.n + 1 });
	}
	return [...slots.values()].flatMap(({ place, atMs, sum, n }) => {
		const center = centers.get(place);
		const nothing = { arrivals: null, walkIns: null, windows: null };
		return center ? [slotRow(localTime, center, atMs, { queue: sum / n, ...nothing })] : [];
	});
}
