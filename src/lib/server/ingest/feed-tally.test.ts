import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DELAY_CLASSES, type FeedTally } from '../../domain/feed-health.ts';
import { createFeedTally } from './feed-tally.ts';

const AT = new Date('2026-11-20T10:03:20Z');
const before = (seconds: number) => new Date(AT.getTime() - seconds * 1000);
const arrived = { at: AT, observed: [], duplicate: 0, refused: [] };

let written: FeedTally[][];
let isAway: boolean;
let lines: string[];
const aTally = () => {
	written = [];
	lines = [];
	isAway = false;
	return createFeedTally({
		write: (tallies) => {
			if (isAway) return Promise.reject(new Error('away'));
			written.push(structuredClone(tallies));
			return Promise.resolve();
		},
		log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
	});
};
beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('the counters of feeds', () => {
	it('are written once in five seconds, and only while something came', async () => {
		const tally = aTally();
		await vi.advanceTimersByTimeAsync(20_000);
		expect(written).toEqual([]);
		tally.note(1, 'readings', { ...arrived, observed: [before(1), before(4)], duplicate: 1 });
		tally.note(1, 'readings', { ...arrived, observed: [before(1)], refused: ['time', 'time'] });
		tally.note(1, 'availability', { ...arrived, refused: ['json'] });
		await vi.advanceTimersByTimeAsync(20_000);
		expect(written).toHaveLength(1);
		const delays = Array<number>(DELAY_CLASSES.length + 1).fill(0);
		expect(written[0]).toMatchObject([
			{
				feedId: 1,
				door: 'readings',
				spanAt: new Date('2026-11-20T10:00:00Z'),
				stored: 3,
				timely: 3,
				duplicate: 1,
				rejected: { time: 2 },
				delays: delays.with(2, 2).with(4, 1),
			},
			{ door: 'availability', stored: 0, rejected: { json: 1 } },
		]);
		await tally.stop();
		expect(written).toHaveLength(1);
	});

	it('take late readings as late, and what fills up history not at all', async () => {
		const tally = aTally();
		tally.note(1, 'readings', { ...arrived, observed: [before(301), before(100_000)] });
		await tally.stop();
		expect(written[0]).toMatchObject([{ stored: 2, timely: 0 }]);
		expect(written[0]?.[0]?.delays.reduce((sum, n) => sum + n, 0)).toBe(1);
	});

	it('that could not be written are written later, with what came meanwhile', async () => {
		const tally = aTally();
		isAway = true;
		tally.note(1, 'readings', { ...arrived, observed: [before(1)], refused: ['time'] });
		await vi.advanceTimersByTimeAsync(5000);
		expect(lines).toHaveLength(1);
		isAway = false;
		tally.note(1, 'readings', { ...arrived, observed: [before(1)], refused: ['time'] });
		await tally.stop();
		expect(written).toHaveLength(1);
		expect(written[0]).toMatchObject([{ stored: 2, timely: 2, rejected: { time: 2 } }]);
	});

	it('hold no more reasons than a span has room for', async () => {
		const tally = aTally();
		const refused = Array.from({ length: 500 }, (_, i) => `reason_${i}`);
		tally.note(1, 'readings', { ...arrived, refused });
		await tally.stop();
		const rejected = written[0]?.[0]?.rejected ?? {};
		expect(Object.keys(rejected)).toHaveLength(31);
		expect(rejected.other).toBe(470);
	});
});
