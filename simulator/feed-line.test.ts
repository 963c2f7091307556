import { describe, expect, it } from 'vitest';
import { layFeedLines, type FeedLine, type FeedPlace } from './feed-line.ts';
import { ORDINARY_DAY } from './scenarios/ordinary-day.ts';
import type { FeedFault } from './scenarios/scenario.ts';

const PROMISED_MS = 30_000;
const START = Date.parse('2026-11-20T11:00:00+05:00');

/** A place whose people grow by one with each look, and which counts one arrival in each. */
function aPlace(): FeedPlace & { playedTo: () => number } {
	let playedTo = 0;
	let looks = 0;
	return {
		kind: 'center',
		id: 'somewhere',
		key: 'c1',
		playedTo: () => playedTo,
		advance: (to) => (playedTo = Math.max(playedTo, to)),
		read: () => ({ occupancy: 5 + looks++, queueLength: 2, queueOutside: 0, arrivalsWalkIn: 1 }),
		readBookings: () => ({ slotsFree: 3, slotsTotal: 9 }),
		isActive: () => true,
	};
}
function aLine(fault: Partial<FeedFault> | null, isSilent = () => false) {
	const place = aPlace();
	const feeds = fault
		? [{ centers: ['somewhere'], fault: 'silent' as const, why: '', ...fault }]
		: [];
	const scenario = { ...ORDINARY_DAY, feeds };
	const [line] = layFeedLines([place], { scenario, isSilent, runId: 'run' });
	return { place, line: line! };
}
function play(line: FeedLine, readings: number) {
	return Array.from({ length: readings }, (_, i) =>
		line
			.readingsAt(START + i * PROMISED_MS, PROMISED_MS)
			.map(({ item, isRepeat }): Record<string, unknown> => ({ ...item, isRepeat })),
	);
}
const at = (readings: number) => new Date(START + readings * PROMISED_MS).toISOString();

describe('a sound feed', () => {
	it('sends one reading each time, with an id of run, place and instant', () => {
		const [first, second] = play(aLine(null).line, 2);
		expect(first).toEqual([
			expect.objectContaining({
				centerId: 'somewhere',
				at: at(0),
				occupancy: 5,
				arrivalsWalkIn: 1,
			}),
		]);
		expect(first![0]).toHaveProperty('id', `run-c1-${START.toString(36)}`);
		expect(second![0]).toHaveProperty('occupancy', 6);
	});

	it('is played, and counts on, while it is silent for a while', () => {
		const { line, place } = aLine(null, () => true);
		expect(play(line, 3).flat()).toEqual([]);
		expect(place.playedTo()).toBe(START + 2 * PROMISED_MS);
	});

	it('tells of its booking system every third cadence', () => {
		const { line } = aLine(null);
		const spoken = Array.from({ length: 7 }, (_, i) => {
			const now = START + i * PROMISED_MS;
			line.readingsAt(now, PROMISED_MS);
			return line.bookingsAt(now, PROMISED_MS).length;
		});
		expect(spoken).toEqual([1, 0, 0, 1, 0, 0, 1]);
		const [sent] = line.bookingsAt(START + 9 * PROMISED_MS, PROMISED_MS);
		expect(sent).toMatchObject({ door: 'availability', item: { slotsFree: 3, slotsTotal: 9 } });
	});
});

describe('a faulty feed', () => {
	it('silent: sends nothing', () => {
		expect(play(aLine({ fault: 'silent' }).line, 50).flat()).toEqual([]);
	});

	it('late: sends what was so many cadences ago', () => {
		const { line, place } = aLine({ fault: 'late', behindCadences: 3.5 });
		const [[sent] = []] = play(line, 1);
		expect(sent).toHaveProperty('at', at(-3.5));
		expect(place.playedTo()).toBe(START - 3.5 * PROMISED_MS);
	});

	it('frozen: repeats the first people it saw with fresh times, and counts nothing', () => {
		const sent = play(aLine({ fault: 'frozen' }).line, 4).flat();
		expect(sent.map(({ occupancy }) => occupancy)).toEqual([5, 5, 5, 5]);
		expect(sent.map((item) => item.at)).toEqual([at(0), at(1), at(2), at(3)]);
		expect(sent[3]).toMatchObject({ arrivalsWalkIn: 0, centerId: 'somewhere' });
	});

	it('absurd: sixty times the people', () => {
		const [[sent] = []] = play(aLine({ fault: 'absurd' }).line, 1);
		expect(sent).toMatchObject({ occupancy: 300, queueLength: 120, arrivalsWalkIn: 1 });
	});

	it('doubled: sends each reading again, as it was', () => {
		const [first, second] = play(aLine({ fault: 'doubled' }).line, 2);
		expect(first).toHaveLength(1);
		expect(second).toHaveLength(2);
		expect(second![0]).toEqual({ ...first![0], isRepeat: true });
		expect(second![1]).toHaveProperty('at', at(1));
	});

	it('flapping: comes and goes', () => {
		const heard = play(aLine({ fault: 'flapping' }).line, 80).map((sent) => sent.length);
		expect(heard.filter((count) => count === 0)).toHaveLength(28);
		expect(heard.filter((count) => count === 1)).toHaveLength(52);
	});
});
