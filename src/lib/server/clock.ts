import type { Log } from './log.ts';

/** The present instant. Everything that decides takes it as an argument; only this module asks the machine. */
export interface Clock {
	now(): Date;
}

/** What feeds and pages may know of the operations clock (`GET /api/v1/clock`). */
interface ClockDescription {
	now: string;
	/** Operations seconds per real second. */
	speed: number;
	/** True while the clock is not the real one: every page says so. */
	exercise: boolean;
}

/** The clock of readings, freshness and everything operational; it never runs back. */
export interface OperationsClock extends Clock {
	readonly speed: number;
	readonly exercise: boolean;
	/** Least length in operations ms of any window or freshness limit: two real seconds in an exercise, else 0. */
	readonly floorMs: number;
	describe(): ClockDescription;
}

/** In an exercise no window or freshness limit is shorter than this many real ms (contract.md §1). */
const EXERCISE_FLOOR_MS = 2000;

/** A machine whose clock is further off than this is in need of repair, ms (reliability.md F18). */
const ALARM_AFTER_MS = 2000;

/** What the database's clock showed between two instants of a clock that never runs back, ms. */
interface ClockComparison {
	askedAtMs: number;
	answeredAtMs: number;
	databaseAt: Date;
}

/** The real time as the database tells it, whatever the machine of the node shows. */
export interface SystemClock extends Clock {
	/** Corrects the clock where the database's cannot have shown what it showed. */
	compare(comparison: ClockComparison): void;
	/** How far the machine's clock was ahead of the database's at the last comparison, ms; negative: behind. */
	machineAheadMs(): number;
	/** For `/readyz`: `degraded` while the machine's clock is off by more than two seconds. */
	state(): 'ok' | 'degraded';
}

/**
 * The real time: sessions, limits, tokens, retries, retention. It starts from the machine's clock, runs on `monotonicMs` and
 * follows the database's: ahead by a step, back by half the speed until they agree, for it never runs back.
 */
export function createSystemClock(deps: {
	log: Log;
	machineMs?: () => number;
	monotonicMs?: () => number;
}): SystemClock {
	const { log, machineMs = () => Date.now(), monotonicMs = () => performance.now() } = deps;
	/** The right time is this much ahead of `monotonicMs`. */
	let aheadMs = machineMs() - monotonicMs();
	let shown = { ms: -Infinity, atMs: monotonicMs() };
	let machineAheadMs = 0;
	let isAlarmed = false;

	const watchMachine = () => {
		machineAheadMs = machineMs() - (monotonicMs() + aheadMs);
		const isOff = Math.abs(machineAheadMs) > ALARM_AFTER_MS;
		if (isOff === isAlarmed) return;
		isAlarmed = isOff;
		const fields = { event: 'machine_clock', aheadMs: Math.round(machineAheadMs) };
		if (isOff) log.error(fields, 'the clock of this machine is off: the app follows the database');
		else log.info(fields, 'the clock of this machine agrees with the database again');
	};

	return {
		now() {
			const atMs = monotonicMs();
			shown = { ms: Math.max(atMs + aheadMs, shown.ms + (atMs - shown.atMs) / 2), atMs };
			return new Date(shown.ms);
		},
		compare({ askedAtMs, answeredAtMs, databaseAt }) {
			const [least, most] = [databaseAt.getTime() - answeredAtMs, databaseAt.getTime() - askedAtMs];
			if (aheadMs < least || aheadMs > most) aheadMs = (least + most) / 2;
			watchMachine();
		},
		machineAheadMs: () => machineAheadMs,
		state: () => (isAlarmed ? 'degraded' : 'ok'),
	};
}

/** The real time as operations clock: production. */
export function createRealOperationsClock(system: Clock): OperationsClock {
	return forward({ speed: 1, exercise: false, read: () => system.now().getTime() });
}

/**
 * An exercise's clock: starts at `startsAt` and runs `speed` times as fast as `monotonicMs`, which must never run back.
 */
export function createExerciseClock(options: {
	startsAt: Date;
	speed: number;
	monotonicMs?: () => number;
}): OperationsClock {
	const { startsAt, speed, monotonicMs = () => performance.now() } = options;
	const base = monotonicMs();
	return forward({
		speed,
		exercise: true,
		read: () => startsAt.getTime() + (monotonicMs() - base) * speed,
	});
}

function forward(source: {
	speed: number;
	exercise: boolean;
	read: () => number;
}): OperationsClock {
	let latest = -Infinity;
	const now = () => {
		latest = Math.max(latest, Math.floor(source.read()));
		return new Date(latest);
	};
	return {
		now,
		speed: source.speed,
		exercise: source.exercise,
		floorMs: source.exercise ? EXERCISE_FLOOR_MS * source.speed : 0,
		describe: () => ({ now: now().toISOString(), speed: source.speed, exercise: source.exercise }),
	};
}
