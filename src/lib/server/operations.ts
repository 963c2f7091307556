// Starts the operations clock of this life of the app, and keeps a reserve in the database so that it never runs back.
import type { Calendar } from '../domain/calendar.ts';
import { demoStart } from '../domain/demo-day.ts';
import {
	createExerciseClock,
	createRealOperationsClock,
	type Clock,
	type OperationsClock,
} from './clock.ts';
import type { Config } from './config.ts';
import { createJob } from './job.ts';
import type { Log } from './log.ts';
import type { Sql } from './store/connect.ts';
import {
	readOperationsClock,
	reserveOperationsClock,
	saveOperationsClock,
} from './store/operations-clock.ts';

/** Real times of the reserve, ms. */
const RESERVE = {
	/** How far ahead instants are reserved: what a crash skips at most. */
	aheadMs: 5000,
	everyMs: 1000,
} as const;

/** The running clock. */
export interface RunningClock {
	operations: OperationsClock;
	/** The history of this clock's day is still missing. */
	isNewDay: boolean;
	/** Writes down where it stopped. */
	stop(): Promise<void>;
}

/**
 * Production: the real time. An exercise: where the configuration says. The everyday demo: where it stopped, or 11:00 of a
 * working day.
 */
export async function startOperationsClock(deps: {
	config: Config;
	sql: Sql;
	system: Clock;
	/** Holidays: the demo plays working days. */
	calendar: Calendar;
	log: Log;
}): Promise<RunningClock> {
	const { config, sql, system, calendar, log } = deps;
	if (config.mode === 'production') {
		const operations = createRealOperationsClock(system);
		return { operations, isNewDay: false, stop: () => Promise.resolve() };
	}

	const stored = await readOperationsClock(sql);
	const speed = config.exercise?.speed ?? 1;
	const begin = config.exercise
		? { startsAt: later(config.exercise.startsAt, stored), isNewDay: stored === null }
		: demoStart(stored, system.now(), calendar);
	const operations = createExerciseClock({ startsAt: begin.startsAt, speed });
	const startSpec = `${begin.startsAt.toISOString()}@${speed}`;

	const reserve = () =>
		reserveOperationsClock(sql, {
			startSpec,
			until: new Date(operations.now().getTime() + RESERVE.aheadMs * speed),
		});
	await reserve();
	const job = createJob({ name: 'operations clock', everyMs: RESERVE.everyMs, step: reserve, log });
	return {
		operations,
		isNewDay: begin.isNewDay,
		stop: async () => {
			await job.stop();
			await saveOperationsClock(sql, operations.now());
		},
	};
}

function later(a: Date, b: Date | null): Date {
	return b !== null && b > a ? b : a;
}
