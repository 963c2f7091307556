import { readCalendar } from '../calendar-file.ts';
import { openHours } from '../model/hours.ts';
import { localDayAt } from '../model/local-time.ts';
import { createNetwork } from '../model/network.ts';
import { ORDINARY_DAY } from '../scenarios/ordinary-day.ts';
import { bundledCenters } from './bundled-centers.ts';
import type { Waiting } from './shape.ts';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 3600_000;
/** Two weeks and a day from a Thursday on, as long as the recording. */
const PLAYED = { from: '2026-11-12T00:00:00+05:00', workingDays: 11, quarters: 28 } as const;

/** What the simulated network did on its working days. */
interface Simulated {
	/** People waiting in the busiest offices: as many as were recorded. */
	waiting: Waiting;
	/** Visits per open center and day, of the whole network. */
	visitsPerCenterDay: number;
}

/**
 * Plays ordinary days of the bundled network and looks at it every quarter hour since opening. The recording holds large
 * city offices, so of the simulated ones the `offices` with the longest queues are compared.
 */
export function simulatedOffices(offices: number, seed: string): Simulated {
	const centers = bundledCenters();
	const calendar = readCalendar();
	const network = createNetwork({ scenario: ORDINARY_DAY, seed, calendar, centers, sites: [] });
	let visits = 0;
	let opened = 0;
	const all = network.map((place, i) => {
		const center = centers[i]!;
		const days: number[][] = [];
		for (let at = Date.parse(PLAYED.from); days.length < PLAYED.workingDays; at += DAY_MS) {
			const day = localDayAt(center.timezone, at + DAY_MS / 2);
			// Duty centers open on Saturdays too; a day counts where everybody works.
			const hours = day.weekday === 6 ? null : openHours(center, day, calendar);
			if (hours === null) continue;
			const quarters: number[] = [];
			for (let quarter = 0; quarter < PLAYED.quarters; quarter++) {
				place.advance(hours.opensAt + quarter * QUARTER_MS + QUARTER_MS / 5);
				const figures = place.read();
				quarters.push(Number(figures.queueLength));
				visits += Number(figures.arrivalsBooked) + Number(figures.arrivalsWalkIn);
			}
			place.advance(day.endsAt - 1);
			const rest = place.read();
			visits += Number(rest.arrivalsBooked) + Number(rest.arrivalsWalkIn);
			opened++;
			days.push(quarters);
		}
		return days;
	});
	const people = (days: number[][]) => days.flat().reduce((sum, value) => sum + value, 0);
	const busiest = all.toSorted((one, other) => people(other) - people(one)).slice(0, offices);
	return { waiting: busiest, visitsPerCenterDay: visits / opened };
}
