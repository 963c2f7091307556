import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { zoneOffsetMs } from '../model/local-time.ts';
import { WARSAW } from '../profiles/warsaw.ts';
import { openRecorded } from '../recorded-file.ts';
import { mapRow } from '../row-mapping.ts';
import type { Waiting } from './shape.ts';

const QUARTER_MS = 15 * 60_000;
const QUARTERS_A_DAY = 96;
/** Offices open at 8:00 and work to 16:00; what waits in the last hour is being served out. */
const SEEN = { zone: 'Europe/Warsaw', fromQuarter: 32, quarters: 28 } as const;
/** Quarter hours of a day in which an office must have been seen: holidays and outages are left out. */
const LEAST_SEEN = 24;
/** On a holiday offices report zeros: fewer people than this in all of them together, all day, is no working day. */
const LEAST_PEOPLE = 10;

/** The file with the recorded offices in a folder of recordings; null where it is not there. */
export function recordedOfficesFile(folder: string): string | null {
	const file = join(folder, 'warsaw_offices.csv');
	return existsSync(file) ? file : null;
}

/**
 * People waiting in the recorded offices, by office, working day and quarter hour since opening: the first sweep in each.
 * Frozen sources are left out.
 */
export async function recordedOffices(file: string): Promise<Waiting> {
	const recorded = await openRecorded(file);
	const seen = new Map<string, Map<number, (number | null)[]>>();
	try {
		for await (const row of recorded.rows) {
			const mapped = mapRow(WARSAW, row);
			if (!('reading' in mapped) || mapped.reading.isFrozen) continue;
			const { place, at, figures } = mapped.reading;
			const local = Math.floor((at + zoneOffsetMs(SEEN.zone, at)) / QUARTER_MS);
			const day = Math.floor(local / QUARTERS_A_DAY);
			const quarter = (local % QUARTERS_A_DAY) - SEEN.fromQuarter;
			if (quarter < 0 || quarter >= SEEN.quarters) continue;
			const days = seen.get(place) ?? new Map<number, (number | null)[]>();
			const quarters = days.get(day) ?? new Array<number | null>(SEEN.quarters).fill(null);
			quarters[quarter] ??= figures.queueLength ?? null;
			days.set(day, quarters);
			seen.set(place, days);
		}
	} finally {
		recorded.close();
	}
	const offices = [...seen.values()];
	const dates = [...new Set(offices.flatMap((days) => [...days.keys()]))].sort((a, b) => a - b);
	const workingDays = dates.filter((date) => {
		const people = offices.map((days) => days.get(date) ?? []);
		const isSeen = people.some((day) => day.filter((value) => value !== null).length >= LEAST_SEEN);
		return isSeen && Math.max(0, ...people.flat().map((value) => value ?? 0)) >= LEAST_PEOPLE;
	});
	const nobody = new Array<number | null>(SEEN.quarters).fill(null);
	return offices.map((days) => workingDays.map((date) => days.get(date) ?? nobody));
}
