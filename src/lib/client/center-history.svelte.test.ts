import { describe, expect, it } from 'vitest';
import { CenterHistory } from './center-history.svelte.ts';

const MINUTE = 60_000;
const TWO_HOURS = 120 * MINUTE;
const now = Date.parse('2026-08-24T05:42:07Z');

/** A server that answers with these points, and notes what it was asked. */
function server(body: unknown, status = 200) {
	const asked: URL[] = [];
	const answer: typeof fetch = (input) => {
		asked.push(new URL(typeof input === 'string' ? input : '', 'http://kezek.test'));
		return Promise.resolve(Response.json(body, { status }));
	};
	return { asked, answer };
}

const at = (minutesAgo: number) => new Date(now - minutesAgo * MINUTE).toISOString();

describe('the history of a center', () => {
	it('asks for its hours by the minute, of its own center', async () => {
		const { asked, answer } = server({ points: [] });
		await new CenterHistory('almaty-almaly', TWO_HOURS, answer).load(now);
		expect(asked[0]?.pathname).toBe('/api/v1/centers/almaty-almaly/history');
		expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
			from: at(120),
			to: at(0),
			step: '1m',
			metrics:
				'queueLength,occupancy,bookedWaiting,walkInWaiting,windowsServing,windowsOpen,arrivalsBooked',
		});
	});

	it('keeps what was not measured as nothing, not zero', async () => {
		const history = new CenterHistory(
			'a',
			TWO_HOURS,
			server({
				points: [{ at: at(2), queueLength: 4, occupancy: null }, { at: at(1) }],
			}).answer,
		);
		await history.load(now);
		expect(history.status).toBe('ready');
		expect(history.points).toEqual([
			{ at: now - 2 * MINUTE, queueLength: 4, occupancy: null, waitSeconds: null },
			{ at: now - MINUTE, queueLength: null, occupancy: null, waitSeconds: null },
		]);
	});

	it('estimates the wait of each minute, booked visitors before walk-ins', async () => {
		const queue = { queueLength: 10, bookedWaiting: 3, walkInWaiting: 7, windowsServing: 8 };
		const history = new CenterHistory(
			'a',
			TWO_HOURS,
			server({
				points: [
					{ at: at(2), ...queue, arrivalsBooked: 0 },
					{ at: at(1), ...queue, arrivalsBooked: 6.3 },
				],
			}).answer,
		);
		await history.load(now);
		expect(history.points[0]?.waitSeconds).toBeCloseTo(16.5 * 60, 6);
		expect(history.points[1]?.waitSeconds).toBeCloseTo(44.5945946 * 60, 3);
	});

	it.each([
		['a refusal', {}, 403],
		['an outage', {}, 503],
		['nonsense', { points: [{ at: 'yesterday' }] }, 200],
		['no points at all', {}, 200],
	])('fails on %s and can be tried again', async (_, body, status) => {
		const history = new CenterHistory('a', TWO_HOURS, server(body, status).answer);
		await history.load(now);
		expect(history.status).toBe('failed');
		expect(history.points).toEqual([]);
	});

	it('fails when the network is away', async () => {
		const history = new CenterHistory('a', TWO_HOURS, () =>
			Promise.reject(new TypeError('offline')),
		);
		await history.load(now);
		expect(history.status).toBe('failed');
	});
});

describe('the line goes on', () => {
	const ready = async () => {
		const history = new CenterHistory(
			'a',
			TWO_HOURS,
			server({
				points: [{ at: at(1), queueLength: 4, occupancy: 40 }],
			}).answer,
		);
		await history.load(now);
		return history;
	};

	it('with one point a minute', async () => {
		const history = await ready();
		history.append({ at: now, queueLength: 5, occupancy: 41, waitSeconds: 300 });
		history.append({ at: now + 5000, queueLength: 9, occupancy: 90, waitSeconds: 900 });
		expect(history.points.map((point) => point.queueLength)).toEqual([4, 5]);
	});

	it('never backwards and never with nothing', async () => {
		const history = await ready();
		history.append({ at: now - 5 * MINUTE, queueLength: 1, occupancy: 1, waitSeconds: 60 });
		history.append({ at: now + MINUTE, queueLength: null, occupancy: null, waitSeconds: null });
		expect(history.points).toHaveLength(1);
	});

	it('and forgets what is older than two hours', async () => {
		const history = await ready();
		history.append({ at: now + 120 * MINUTE, queueLength: 7, occupancy: 70, waitSeconds: 700 });
		expect(history.points.map((point) => point.queueLength)).toEqual([7]);
	});
});
