import { openBenchPage } from './browser.ts';
import type { BoardPage } from './board-page.svelte.ts';
import { createNetwork, warmBoard } from './network.ts';
import type { BenchPage } from './page.ts';
import type { Goal } from './pairs.ts';
import type { Row } from '../src/lib/domain/row.ts';
import type { Subject } from './subject.ts';

const ROWS = 20_000;
const CHANGES = 2000;

const clientApply: Goal = {
	id: 'G25',
	measured: 'client apply + flush, 2,000 of 20,000',
	yardstick: 'deep `$state`',
	unit: 'ms',
	bound: 'at_most',
	floor: 0.1,
	aim: 0.02,
};

/** A frame of real rows through the app's LiveBoard up to what is shown, against Svelte's deep state, in headless Chromium. */
export const clientSubject: Subject = {
	goals: [clientApply],
	open: async () => {
		const { page, close } = await openBenchPage();
		const network = createNetwork(ROWS);
		const board = warmBoard(network, 1);
		const rowOf = (ordinal: number): Row => board.tables.c.read(ordinal) ?? [];
		// Whole rows, as a region's scope holds them: the nation of so many centers has short rows only.
		const all = [...board.tables.c.ordinals()].map(rowOf);
		const pages = await page.evaluateHandle(
			async ([directory, rows]) => {
				const { bench } = globalThis as unknown as { bench: BenchPage };
				return bench.openBoardPage(directory, rows);
			},
			[network.directory, all] as const,
		);
		let changes: Row[] = [];
		const run = (side: keyof BoardPage) => () =>
			pages.evaluate((both, [name, rows]) => both[name](rows), [side, changes] as const);
		return {
			contests: [
				{
					goal: clientApply,
					beforePair: () => {
						const centers = network.nextCenters(CHANGES);
						board.fold(network.batchOf(centers, 250));
						board.advance(new Date(network.nowMs));
						changes = centers.map(({ ordinal }) => rowOf(ordinal));
					},
					ours: run('ours'),
					yardstick: run('yardstick'),
				},
			],
			close,
		};
	},
};
