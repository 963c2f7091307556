import { Board } from '../src/lib/domain/board.ts';
import { growthLine } from './law.ts';
import { createNetwork } from './network.ts';
import { quantile, type Contest, type Goal } from './pairs.ts';
import type { Subject } from './subject.ts';

const TICK_MS = 250;
/** Ticks of one measurement; the middle one counts, or a pause of the machine would. */
const TICKS = 9;
const CHANGED = 400;
const MANY = 20_000;

const hugeNetwork: Goal = {
	id: 'G6',
	measured: 'frames of 400 changes, 200,000 centers: fold, build, encode',
	yardstick: '400 centers',
	unit: 'ms',
	bound: 'at_most',
	floor: 2,
	aim: 1.3,
};

const moreRows = growthLine({
	id: 'L2',
	measured: 'tick with 800 changed rows of 20,000 centers',
	unit: 'ms',
	counts: true,
});

const moreCenters = growthLine({
	id: 'L5',
	measured: 'tick with 400 changed rows of 40,000 centers',
	unit: 'ms',
	counts: false,
});

/** The Board alone: what a tick costs by what changed and by how much there is. */
export const boardSubject: Subject = {
	goals: [hugeNetwork, moreRows, moreCenters],
	open: (wanted) => {
		const contests: Contest[] = [];
		const add = (goal: Goal, ours: () => Ticker, yardstick: () => Ticker, times = 1) => {
			if (!wanted.has(goal.id)) return;
			const [a, b] = [ours(), yardstick()];
			contests.push({
				goal,
				ours: () => Promise.resolve(a(CHANGED * times)),
				yardstick: () => Promise.resolve(b(CHANGED)),
				warmUp: 5,
			});
		};
		add(
			hugeNetwork,
			() => tickerOf(200_000),
			() => tickerOf(400),
		);
		const many = tickerOf(MANY);
		add(
			moreRows,
			() => many,
			() => many,
			2,
		);
		add(
			moreCenters,
			() => tickerOf(2 * MANY),
			() => many,
		);
		return Promise.resolve({ contests, close: () => Promise.resolve() });
	},
};

/** Runs a few ticks with so many changed centers each; ms of the middle one. */
type Ticker = (changed: number) => number;

function tickerOf(centers: number): Ticker {
	const network = createNetwork(centers);
	const board = new Board({
		directory: network.directory,
		floorMs: 0,
		localTime: () => ({ date: '2026-11-18', weekday: 3, minutes: 600 }),
	});
	board.fold(network.batchOf(network.directory.centers, TICK_MS));
	board.advance(new Date(network.nowMs));
	return (changed) => {
		// The clock hardly moves: no center falls silent meanwhile.
		const batches = Array.from({ length: TICKS }, () => ({
			batch: network.batchOf(network.nextCenters(changed), 1),
			nowMs: network.nowMs,
		}));
		const costs = batches.map(({ batch, nowMs }) => {
			const startedAt = performance.now();
			board.fold(batch);
			const frames = board.advance(new Date(nowMs));
			const { length } = JSON.stringify(frames);
			if (length < changed) throw new Error('the tick brought no rows');
			return performance.now() - startedAt;
		});
		return quantile(costs, 0.5);
	};
}
