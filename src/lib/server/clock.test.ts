import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import {
	createExerciseClock,
	createRealOperationsClock,
	createSystemClock,
	type SystemClock,
} from './clock.ts';

describe('the operations clock', () => {
	it('starts where the exercise says and runs at its speed', () => {
		let monotonic = 5000;
		const clock = createExerciseClock({
			startsAt: new Date('2021-08-23T02:30:00Z'),
			speed: 60,
			monotonicMs: () => monotonic,
		});
		expect(clock.now()).toEqual(new Date('2021-08-23T02:30:00Z'));
		monotonic += 1000;
		expect(clock.now()).toEqual(new Date('2021-08-23T02:31:00Z'));
		expect(clock.describe()).toEqual({
			now: '2021-08-23T02:31:00.000Z',
			speed: 60,
			exercise: true,
		});
	});

	it('has a floor of two real seconds in an exercise and none outside', () => {
		const startsAt = new Date(0);
		expect(createExerciseClock({ startsAt, speed: 600 }).floorMs).toBe(1_200_000);
		expect(createRealOperationsClock({ now: () => startsAt }).floorMs).toBe(0);
	});

	it('never runs back, even when the machine does', () => {
		let real = new Date('2026-11-20T11:00:00Z');
		const clock = createRealOperationsClock({ now: () => real });
		const before = clock.now();
		real = new Date('2026-11-20T10:59:00Z');
		expect(clock.now()).toEqual(before);
	});
});

describe('the system clock', () => {
	const MINUTES = 60_000;
	const START = Date.parse('2026-11-20T06:00:00Z');
	/** The real time, that of the machine, and a clock that counts from its start. */
	let real: number;
	let machineOffMs: number;
	let lines: string[];
	let system: SystemClock;

	const offMs = () => system.now().getTime() - real;
	/** One look: the question takes `there` ms, the answer `back`. */
	const look = (there = 1, back = 1) => {
		const askedAtMs = real - START;
		real += there;
		const databaseAt = new Date(real);
		real += back;
		system.compare({ askedAtMs, answeredAtMs: real - START, databaseAt });
	};
	const startOn = (machine: number) => {
		machineOffMs = machine;
		system = createSystemClock({
			log: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }),
			machineMs: () => real + machineOffMs,
			monotonicMs: () => real - START,
		});
	};
	beforeEach(() => {
		real = START;
		lines = [];
	});

	it.each([7 * MINUTES, -7 * MINUTES])(
		'is right from the first look on a machine that is %d ms off, and says so',
		(machine) => {
			startOn(machine);
			look();
			expect(Math.abs(offMs())).toBeLessThanOrEqual(1);
			expect(system.machineAheadMs()).toBeCloseTo(machine, 0);
			expect(system.state()).toBe('degraded');
			look();
			expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
				{ level: 50, event: 'machine_clock', aheadMs: machine },
			]);
		},
	);

	it('does not notice that the machine is set while it runs, but for the alarm, which ends with it', () => {
		startOn(0);
		look();
		machineOffMs = 7 * MINUTES;
		expect(Math.abs(offMs())).toBeLessThanOrEqual(1);
		look();
		expect([Math.abs(offMs()) <= 1, system.state()]).toEqual([true, 'degraded']);
		machineOffMs = 2000;
		look();
		expect(system.state()).toBe('ok');
		expect(lines).toHaveLength(2);
	});

	it('is left alone by what the way there and back explains', () => {
		startOn(-300);
		look(2, 400);
		expect(offMs()).toBe(-300);
		look(100, 2);
		expect(Math.abs(offMs())).toBeLessThanOrEqual(50);
		expect(system.state()).toBe('ok');
	});

	it('steps ahead, and never runs back: it goes at half its speed until it agrees', () => {
		startOn(0);
		look();
		system.now();
		machineOffMs = 0;
		const monotonicAhead = (ms: number) => {
			const askedAtMs = real - START;
			system.compare({ askedAtMs, answeredAtMs: askedAtMs, databaseAt: new Date(real + ms) });
		};
		monotonicAhead(5000);
		expect(offMs()).toBe(5000);
		monotonicAhead(0);
		expect(offMs()).toBe(5000);
		const shown = [1000, 1000, 8000, 1000].map((ms) => {
			real += ms;
			return offMs();
		});
		expect(shown).toEqual([4500, 4000, 0, 0]);
	});
});
