import { afterEach, describe, expect, it } from 'vitest';
import { ORDINARY_DAY } from './scenarios/ordinary-day.ts';
import { simulate, type SimulateOptions } from './simulate.ts';
import type { SimulatorEvent } from './simulator-event.ts';
import { startFakeKezek, type FakeKezek } from './testing/fake-kezek.ts';
import { sampleCenters } from './testing/sample-network.ts';

const ELEVEN = new Date('2026-11-18T11:00:00+05:00');
const MINUTE_MS = 60_000;
const CENTERS = sampleCenters(60).map((center, i) => ({ ...center, ordinal: i + 1 }));
const SITES = [
	{ id: 'pool', ordinal: 0, answerTargetSeconds: 20 },
	{ id: 'kokshetau', ordinal: 1, answerTargetSeconds: 20 },
	{ id: 'demo-2', ordinal: 2, answerTargetSeconds: 20 },
];

let fake: FakeKezek;
let controller: AbortController;
afterEach(async () => {
	controller.abort(new Error('test is over'));
	await fake.close();
});

function begin(options: Partial<SimulateOptions> = {}) {
	controller = new AbortController();
	const events: SimulatorEvent[] = [];
	const run = simulate({
		url: fake.url,
		feedKey: 'key',
		scenario: ORDINARY_DAY,
		seed: '1',
		cadenceSeconds: 10,
		history: { minutes: 120 },
		runId: 'run',
		signal: controller.signal,
		onEvent: (event) => events.push(event),
		...options,
	});
	// A refusal is looked at by the test that expects one.
	run.catch(() => undefined);
	return { run, events };
}
async function aFake(options: Parameters<typeof startFakeKezek>[0] = {}): Promise<void> {
	fake = await startFakeKezek({
		clock: { startsAt: ELEVEN, speed: 1 },
		centers: CENTERS,
		sites: SITES,
		...options,
	});
}
const isLive = (events: SimulatorEvent[]) => events.some(({ event }) => event === 'live');

describe('the simulator', () => {
	it('plays two hours of history by minutes, then goes live', async () => {
		await aFake();
		const { events } = begin();
		await fake.when(() => isLive(events));
		const readings = fake.centerItems.filter(({ centerId }) => centerId === 'almaty-almaly');
		expect(readings.length).toBeGreaterThanOrEqual(120);
		const instants = readings.slice(0, 120).map(({ at }) => Date.parse(at));
		expect(instants[119]! - instants[0]!).toBe(119 * MINUTE_MS);
		expect(Math.abs(instants[119]! - ELEVEN.getTime())).toBeLessThan(5000);
		expect(readings.at(-1)).toHaveProperty('queueLength');

		// All places, save for the minutes of the one or two that are silent; never the pool itself.
		const sites = new Set(fake.contactItems.map(({ contactCenterId }) => contactCenterId));
		expect([...sites].sort()).toEqual(['demo-2', 'kokshetau']);
		expect(fake.centerItems.length).toBeGreaterThan(58 * 120);
		expect(Math.max(...fake.batchSizes)).toBe(500);

		const steps = events.filter((event) => event.event === 'progress');
		expect(steps[0]).toEqual({ event: 'progress', step: 'directory', done: 62, total: 62 });
		expect(steps.at(-1)).toMatchObject({ step: 'warm_up' });
		const { done, total } = steps.at(-1)!;
		expect(done).toBe(total);
		expect(events.some(({ event }) => event === 'rejected')).toBe(false);
	}, 20_000);

	it('reports each place in turn on a fast clock, with flows that add up', async () => {
		await aFake({ clock: { startsAt: ELEVEN, speed: 60 } });
		const { events } = begin({ history: { minutes: 0 } });
		await fake.when(() => isLive(events));
		await fake.when(() => new Set(fake.centerItems.map(({ centerId }) => centerId)).size > 20);
		const gaps = new Map<unknown, number>();
		for (const { centerId, at } of fake.centerItems) {
			const before = gaps.get(centerId);
			if (before !== undefined) expect(Date.parse(at) - before).toBeGreaterThanOrEqual(300_000);
			gaps.set(centerId, Date.parse(at));
		}
	}, 20_000);

	it('brings everything in exactly once while the server comes and goes', async () => {
		await aFake();
		fake.trouble = ({ path, count }) => {
			if (!path.endsWith('readings')) return null;
			return count % 5 === 1 ? 'cut_after' : count % 5 === 3 ? { status: 503 } : null;
		};
		const { events } = begin({ history: { minutes: 30 } });
		await fake.when(() => isLive(events));
		fake.trouble = null;
		// A few requests are under way at a time, so they may arrive in another order.
		const instants = fake.centerItems
			.filter(({ centerId }) => centerId === 'almaty-almaly')
			.map(({ at }) => Date.parse(at))
			.sort((one, other) => one - other);
		expect(instants.slice(0, 30)).toEqual(
			Array.from({ length: 30 }, (_, i) => instants[0]! + i * MINUTE_MS),
		);
		expect(new Set(fake.centerItems.map(({ id }) => id)).size).toBe(fake.centerItems.length);
		expect(events.some(({ event }) => event === 'waiting')).toBe(true);
		expect(events.some(({ event }) => event === 'rejected')).toBe(false);
	}, 20_000);

	it('needs no history where the board knows the network already', async () => {
		await aFake({ freshness: 'late' });
		const { events } = begin({ history: 'auto' });
		await fake.when(() => isLive(events));
		expect(events.filter(({ event }) => event === 'progress')).toHaveLength(1);
		expect(fake.centerItems.length).toBeLessThan(60);
	});

	it('begins history at an instant', async () => {
		await aFake();
		const from = new Date(ELEVEN.getTime() - 10 * MINUTE_MS);
		const { events } = begin({ history: { from } });
		await fake.when(() => isLive(events));
		const earliest = Math.min(...fake.centerItems.map(({ at }) => Date.parse(at)));
		expect(earliest).toBeGreaterThan(from.getTime());
		expect(earliest).toBeLessThanOrEqual(from.getTime() + MINUTE_MS + 5000);
	});

	it('says what is refused', async () => {
		await aFake({ knownCenters: new Set(CENTERS.slice(1).map(({ id }) => id)) });
		const { events } = begin({ history: { minutes: 1 } });
		await fake.when(() => events.some(({ event }) => event === 'rejected'));
		expect(events.find(({ event }) => event === 'rejected')).toMatchObject({
			rejected: { center: 1 },
		});
	});

	it('ends quietly when told to', async () => {
		await aFake();
		const { run, events } = begin({ history: { minutes: 1 } });
		await fake.when(() => isLive(events));
		controller.abort(new Error('enough'));
		await expect(run).resolves.toBeUndefined();
	});

	it('ends with an error where the key is refused', async () => {
		await aFake();
		fake.trouble = () => ({ status: 403 });
		const { run } = begin();
		await expect(run).rejects.toThrow('403');
	});
});
