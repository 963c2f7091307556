import type { MarkKind } from '../src/lib/components/map/mark.ts';
import { createRandom } from '../simulator/model/random.ts';
import { openBenchPage } from './browser.ts';
import type { MarkChange, MapPage } from './map-page.ts';
import { createNetwork } from './network.ts';
import type { BenchPage } from './page.ts';
import type { Goal } from './pairs.ts';
import type { Subject } from './subject.ts';

const POINTS = 20_000;
const CHANGES = POINTS / 10;
/** How often each look turns up among the changes, as on a bad day: few are critical. */
const SHARES: readonly [kind: MarkKind, share: number][] = [
	['calm', 0.5],
	['busy', 0.3],
	['crowded', 0.15],
	['unknown', 0.04],
	['critical', 0.01],
];

const mapUpdate: Goal = {
	id: 'G24',
	measured: 'map update, 20,000 points, 10 % change',
	yardstick: 'Leaflet canvas `circleMarker`',
	unit: 'ms',
	bound: 'at_most',
	floor: 0.3,
	aim: 0.1,
};

/** The whole map of the app (marks, rings, labels) against Leaflet's own canvas, in one page of headless Chromium. */
export const mapSubject: Subject = {
	goals: [mapUpdate],
	open: async () => {
		const { page, close } = await openBenchPage();
		const random = createRandom('map changes');
		const { directory } = createNetwork(POINTS);
		const maps = await page.evaluateHandle(async (network) => {
			const { bench } = globalThis as unknown as { bench: BenchPage };
			return bench.openMapPage(network);
		}, directory);
		let changes: MarkChange[] = [];
		const run = (side: keyof MapPage) => () =>
			maps.evaluate((pages, [name, list]) => pages[name](list), [side, changes] as const);
		return {
			contests: [
				{
					goal: mapUpdate,
					beforePair: () => {
						changes = Array.from({ length: CHANGES }, () => ({
							ordinal: 1 + Math.floor(random.next() * POINTS),
							kind: drawKind(random.next()),
						}));
					},
					ours: run('ours'),
					yardstick: run('yardstick'),
				},
			],
			close,
		};
	},
};

function drawKind(chance: number): MarkKind {
	let left = chance;
	for (const [kind, share] of SHARES) {
		left -= share;
		if (left < 0) return kind;
	}
	return 'calm';
}
