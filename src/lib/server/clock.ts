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

/** The real time: sessions, limits, tokens, retries, retention. */
export function createSystemClock(): Clock {
	return { now: () => new Date() };
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
