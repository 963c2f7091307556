// Starts the operations clock of this life of the app, and keeps a reserve in the database so that it never runs back.
import { randomUUID } from 'node:crypto';
import type { Calendar } from '../domain/calendar.ts';
import { demoStart } from '../domain/demo-day.ts';
import {
	createExerciseClock,
	createRealOperationsClock,
	type Clock,
	type OperationsClock,
} from './clock.ts';
import { StartError, type Config } from './config.ts';
import { createJob } from './job.ts';
import type { Log } from './log.ts';
import type { Sql } from './store/connect.ts';
import {
	findRunningClock,
	readOperationsClock,
	reserveOperationsClock,
	saveOperationsClock,
	startClock,
	type ClockReading,
} from './store/operations-clock.ts';

/** Real times of the reserve, ms. */
const RESERVE = {
	/** How far ahead instants are reserved: what a crash skips at most. */
	aheadMs: 5000,
	everyMs: 2000,
} as const;

/** The running clock. */
export interface RunningClock {
	operations: OperationsClock;
	/** The history of this clock's day is still missing. */
	isNewDay: boolean;
	/** Writes down where it stopped. */
	stop(): Promise<void>;
}

/** What a clock is started with. */
interface ClockDeps {
	config: Pick<Config, 'mode' | 'exercise'>;
	sql: Sql;
	system: Clock;
	/** Holidays: the demo plays working days. */
	calendar: Calendar;
	log: Log;
}

/**
 * Production: the real time. Where other nodes run this database's clock already: theirs. An exercise: where the
 * configuration says. The everyday demo: where it stopped, or 11:00 of a working day.
 */
export async function startOperationsClock(deps: ClockDeps): Promise<RunningClock> {
	const { config, sql, system, log } = deps;
	if (config.mode === 'production') {
		const operations = createRealOperationsClock(system);
		return { operations, isNewDay: false, stop: () => Promise.resolve() };
	}

	const node = randomUUID();
	const { reading, isNewDay } = await joinOrBegin(deps, node);
	const { speed } = reading;
	const operations = createExerciseClock({ startsAt: readAt(reading, system.now()), speed });
	const reserve = () => reserveOperationsClock(sql, reservationOf(read(operations, system), node));
	await reserve();
	const job = createJob({ name: 'operations clock', everyMs: RESERVE.everyMs, step: reserve, log });
	return {
		operations,
		isNewDay,
		stop: async () => {
			await job.stop();
			await saveOperationsClock(sql, {
				node,
				exactAt: operations.now(),
				systemAt: system.now(),
			});
		},
	};
}

async function joinOrBegin(
	{ config, sql, system, calendar }: ClockDeps,
	node: string,
): Promise<{ reading: ClockReading; isNewDay: boolean }> {
	const speed = config.exercise?.speed ?? 1;
	for (;;) {
		const running = await findRunningClock(sql, system.now());
		if (running) {
			if (running.speed === speed) return { reading: running, isNewDay: false };
			throw new StartError(
				`KEZEK_CLOCK: other nodes run the clock of this database ${running.speed} times as fast as real time, not ${speed} times`,
			);
		}
		const stored = await readOperationsClock(sql);
		const begin = config.exercise
			? { startsAt: later(config.exercise.startsAt, stored), isNewDay: stored === null }
			: demoStart(stored, system.now(), calendar);
		const reading = { systemAt: system.now(), operationsAt: begin.startsAt, speed };
		if (await startClock(sql, reservationOf(reading, node))) {
			return { reading, isNewDay: begin.isNewDay };
		}
	}
}

function reservationOf(reading: ClockReading, node: string) {
	const { operationsAt, speed } = reading;
	return {
		...reading,
		node,
		startSpec: `${operationsAt.toISOString()}@${speed}`,
		until: new Date(operationsAt.getTime() + RESERVE.aheadMs * speed),
	};
}

function read(operations: OperationsClock, system: Clock): ClockReading {
	return { systemAt: system.now(), operationsAt: operations.now(), speed: operations.speed };
}

/** What a clock shows at another instant of the system clock. */
function readAt({ systemAt, operationsAt, speed }: ClockReading, systemNow: Date): Date {
	const passedMs = systemNow.getTime() - systemAt.getTime();
	return new Date(operationsAt.getTime() + Math.max(0, passedMs) * speed);
}

function later(a: Date, b: Date | null): Date {
	return b !== null && b > a ? b : a;
}
