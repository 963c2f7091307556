// From a Board to incidents in the store: one node looks at a time, whoever is killed; three nodes of which some die find the
// same incidents as one that lives; what is usual comes from the roll-ups of comparable quarters of an hour.
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLAIN_WEEKS } from '$lib/domain/calendar.ts';
import { Board } from '$lib/domain/board.ts';
import type { Incident } from '$lib/domain/incident.ts';
import { RuleBook } from '$lib/domain/rule-book.ts';
import { PRESET_THRESHOLDS } from '$lib/domain/thresholds.ts';
import { readBaselines } from '$lib/server/detect/baselines.ts';
import { createDetect, type Detect } from '$lib/server/detect/detect.ts';
import {
	aBatch,
	aCenter,
	aDirectory,
	aMinute,
	aPresent,
	kazakhTime,
	MORNING,
} from '../support/board-builders.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { reach, aMember } from '../support/incident-desk.ts';
import { aClock, type MovableClock } from '../support/people.ts';

const CENTERS = 30;
const CROWDED = 12;
const DIRECTORY = aDirectory(Array.from({ length: CENTERS }, (_, i) => aCenter(i + 1)));
const STEP_MS = 30_000;

let db: TestDatabase;
beforeEach(async () => {
	db = await freshDatabase();
});
afterEach(() => db.drop());

/** A hall of twelve centers fills at step 10 and empties at step 50. */
const insideAt = (center: number, step: number) =>
	center <= CROWDED && step >= 10 + (center % 4) && step < 50 ? 95 : 20;

/** A day of some nodes on one Board: half a minute of operations, five seconds of the system a step. */
async function play(steps: number, nodesAt: (step: number, add: () => Detect) => Detect[]) {
	const system: MovableClock = aClock(MORNING);
	let nowMs = MORNING.getTime();
	const board = new Board({ directory: DIRECTORY, floorMs: 0, localTime: kazakhTime });
	const made: Detect[] = [];
	const add = () => {
		const operations = {
			now: () => new Date(nowMs),
			speed: 6,
			exercise: true,
			floorMs: 0,
			describe: () => ({ now: '', speed: 6, exercise: true }),
		};
		const book = new RuleBook();
		const detect = createDetect({
			sql: db.sql,
			system,
			operations,
			directory: () => DIRECTORY,
			localTime: kazakhTime,
			calendar: PLAIN_WEEKS,
			rules: { book: () => book },
			thresholds: () => PRESET_THRESHOLDS,
			tables: () => board.tables,
			ways: { channels: ['email'], webhooks: [] },
			onChanged: () => undefined,
			// Its own timer is no part of this.
			everyMs: null,
			log: pino({ level: 'silent' }),
		});
		made.push(detect);
		return detect;
	};
	for (let step = 0; step < steps; step++) {
		const at = new Date(nowMs);
		const minute = new Date(Math.floor(nowMs / 60_000) * 60_000);
		const ordinals = DIRECTORY.centers.map(({ ordinal }) => ordinal);
		board.fold(
			aBatch(step + 1, {
				present: ordinals.map((center) => {
					const occupancy = insideAt(center, step);
					const figures = { occupancy, queueLength: 3, windowsServing: 4, queueOutside: 0 };
					return aPresent(center, at, figures, { batch: step + 1 });
				}),
				minutes: ordinals.map((center) => aMinute(center, minute, { batch: step + 1 })),
			}),
		);
		board.advance(at);
		await Promise.all(nodesAt(step, add).map((node) => node.look()));
		nowMs += STEP_MS;
		system.pass(5 / 60);
	}
	await Promise.all(made.map((node) => node.stop()));
}

const found = async () => {
	const rows = await db.sql<{ doc: Incident }>`select doc from incident order by id`;
	return rows
		.map(({ doc: { kind, state, peak, members } }) => ({
			kind,
			state,
			peak,
			members: members.map(({ id }) => id).sort(),
		}))
		.sort((a, b) => (a.members.join() < b.members.join() ? -1 : 1));
};

describe('detection', () => {
	it('opens an incident at each crowded center, and ends it when that is over', async () => {
		const { userId } = await aMember(db.sql, 'duty_officer');
		await reach(db.sql, userId, 'email');
		let only: Detect | null = null;
		await play(120, (_, add) => [(only ??= add())]);
		const incidents = await found();
		expect(incidents).toHaveLength(CROWDED);
		expect(new Set(incidents.map(({ state }) => state))).toEqual(new Set(['resolved']));
		const steps = await db.sql<{ step: string; n: number }>`
			select step, count(*)::integer as n from message group by step order by step`;
		expect(steps.find(({ step }) => step === 'opened')?.n).toBe(CROWDED);
		expect(steps.find(({ step }) => step === 'resolved')?.n).toBe(CROWDED);
	});

	it('by three nodes of which the one at work is killed finds the same as one that lives', async () => {
		let only: Detect | null = null;
		await play(120, (_, add) => [(only ??= add())]);
		const byOne = await found();
		await db.drop();
		db = await freshDatabase();
		let alive: Detect[] = [];
		const killedAt = [13, 30, 55, 80];
		await play(120, (step, add) => {
			if (step === 0) alive = [add(), add(), add()];
			// Killed: it looks no more, and gives nothing back. Another one starts in its place.
			if (killedAt.includes(step)) alive = [...alive.slice(1), add()];
			return alive;
		});
		expect(await found()).toEqual(byOne);
		const doubled = await db.sql`
			select kind, subject from incident_member group by kind, subject having count(*) > 1`;
		expect(doubled).toEqual([]);
	});
});

it('what is usual comes from the same quarter of eight weeks', async () => {
	const nowMs = MORNING.getTime();
	const week = 7 * 24 * 3_600_000;
	for (let i = 1; i <= 10; i++) {
		const bucket = new Date(nowMs - i * week);
		await db.sql`
			insert into rollup_15m (bucket, center, n, batch, arrivals_booked, arrivals_walk_in, queue_sum, queue_n, occupancy_n,
				outside_n, booked_waiting_n, walk_in_waiting_n, windows_open_n, windows_serving_n, wait_60, wait_120, wait_300,
				wait_600, wait_900, wait_1200, wait_1800, wait_2400, wait_3600, wait_5400, wait_7200, wait_over)
			values (${bucket}, 1, 15, 0, ${i}, 10, 150, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`;
	}
	const world = {
		directory: DIRECTORY,
		localTime: kazakhTime,
		calendar: PLAIN_WEEKS,
		decisions: [],
	};
	const { present } = await readBaselines(db.sql, world, nowMs);
	const { weekday, minutes } = kazakhTime('', nowMs);
	const usual = present.usual(1, weekday, Math.floor(minutes / 15));
	expect(usual).toMatchObject({ basis: 'own', arrivals: { median: 14.5 }, queue: { median: 10 } });
	// One without a past of its own is compared with others of its kind; a day that nobody knows with nothing.
	expect(present.usual(2, weekday, Math.floor(minutes / 15))?.basis).toBe('profile');
	expect(present.usual(1, 7, Math.floor(minutes / 15))).toBeNull();
});
