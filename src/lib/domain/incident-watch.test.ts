import { describe, expect, it } from 'vitest';
import {
	aBatch,
	aCenter,
	aContact,
	aDirectory,
	aMinute,
	aPresent,
	kazakhTime,
	MORNING,
} from '../../../tests/support/board-builders.ts';
import { createBaseline } from './baseline.ts';
import { Board } from './board.ts';
import { PLAIN_WEEKS } from './calendar.ts';
import { memoryJson, memoryOfJson, type DetectionMemory } from './detection-memory.ts';
import type { Incident } from './incident.ts';
import { createWatch } from './incident-watch.ts';
import { LEVEL_LIMITS } from './load.ts';

const CENTERS = [
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { cityId: 'almaty' }),
	aCenter(3, { cityId: 'semey', regionId: 'KZ-10' }),
];
const STEP_MS = 30_000;
const NOTHING = createBaseline([], {
	regimeSinceMs: () => null,
	isSpecial: () => false,
	wasIncident: () => false,
	likeOf: () => '',
	sizeOf: () => 1,
});

/** A node: its board, its watch, and one store of incidents that may be shared with other nodes. */
function aNode(store: Map<string, Incident>, memory: DetectionMemory | null = null) {
	const directory = aDirectory(CENTERS);
	const board = new Board({ directory, floorMs: 0, localTime: kazakhTime });
	const watch = createWatch({
		directory,
		localTime: kazakhTime,
		calendar: PLAIN_WEEKS,
		decisions: [],
		baseline: { present: NOTHING, before: NOTHING },
		limitsOf: () => LEVEL_LIMITS,
		contactLimits: () => LEVEL_LIMITS,
	});
	watch.resume([...store.values()], memory);
	return {
		watch,
		see(batch: ReturnType<typeof aBatch>, nowMs: number) {
			board.fold(batch);
			board.advance(new Date(nowMs));
			const { changed } = watch.tick(board.tables, [...store.values()], nowMs);
			for (const incident of changed) {
				const known = store.get(incident.id)?.revision ?? 0;
				// As the store would: a second node that did the same is passed over.
				if (incident.revision === known + 1) store.set(incident.id, incident);
			}
		},
	};
}

/** Batch number `step`, with people inside by center; a center that is left out is silent. */
function batch(step: number, inside: Record<number, number>) {
	const at = new Date(MORNING.getTime() + step * STEP_MS);
	const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
	const centers = Object.entries(inside).map(([id, people]) => ({ id: Number(id), people }));
	return aBatch(step + 1, {
		present: centers.map(({ id, people }) => {
			const figures = { occupancy: people, queueLength: 3, windowsServing: 4, queueOutside: 0 };
			return aPresent(id, at, figures, { batch: step + 1 });
		}),
		minutes: centers.map(({ id, people }) =>
			aMinute(id, minute, { batch: step + 1, occupancyMax: people }),
		),
		contactPresent: [1, 2].map((site) => aContact(site, at, { batch: step + 1 })),
	});
}

const timeOf = (step: number) => MORNING.getTime() + step * STEP_MS;
const story = (step: number): Record<number, number> =>
	step < 10
		? { 1: 20, 2: 20, 3: 20 }
		: step < 60
			? { 1: 95, 2: 20, 3: 70 }
			: { 1: 20, 2: 20, 3: 20 };

function play(nodes: (step: number) => ReturnType<typeof aNode>[], steps: number) {
	for (let step = 0; step < steps; step++) {
		for (const node of nodes(step)) node.see(batch(step, story(step)), timeOf(step));
	}
}

describe('the watch', () => {
	it('goes on on another node as if nothing had happened, with its memory as JSON', () => {
		const [byOne, byMany] = [new Map<string, Incident>(), new Map<string, Incident>()];
		const only = aNode(byOne);
		play(() => [only], 130);
		let node = aNode(byMany);
		play((step) => {
			// Within the holds of two minutes, between raising and clearing, and while it clears.
			if ([11, 13, 16, 30, 61, 64].includes(step)) {
				const { places, quarters } = node.watch.memory();
				node = aNode(byMany, {
					places: memoryOfJson<'places'>(memoryJson(places)),
					quarters: memoryOfJson<'quarters'>(memoryJson(quarters)),
				});
			}
			return [node];
		}, 130);
		expect([...byMany.values()]).toEqual([...byOne.values()]);
	});

	it('opens an incident for each crowded center, and resolves it after the crowd is gone', () => {
		const store = new Map<string, Incident>();
		const node = aNode(store);
		play(() => [node], 59);
		expect([...store.values()].map(({ members, peak }) => [members[0]?.id, peak])).toEqual([
			['c1', 1],
			['c3', 3],
		]);
		play(() => [node], 130);
		expect([...store.values()].map(({ state }) => state)).toEqual(['resolved', 'resolved']);
	});

	it('makes the same incidents on three nodes as on one, also when one takes over in the middle', () => {
		const alone = new Map<string, Incident>();
		const node = aNode(alone);
		play(() => [node], 130);
		const shared = new Map<string, Incident>();
		const three = [aNode(shared), aNode(shared), aNode(shared)];
		play(() => three, 130);
		expect([...shared.values()]).toEqual([...alone.values()]);

		const passed = new Map<string, Incident>();
		const first = aNode(passed);
		let second: ReturnType<typeof aNode> | null = null;
		play((step) => {
			if (step < 30) return [first];
			second ??= aNode(passed);
			return [second];
		}, 130);
		const told = (store: Map<string, Incident>) =>
			[...store.values()].map(({ id, state, peak, openedAt }) => ({ id, state, peak, openedAt }));
		expect(told(passed)).toEqual(told(alone));
	});

	it('keeps an incident open while its feed is silent, and tells that the feed is', () => {
		const store = new Map<string, Incident>();
		const node = aNode(store);
		for (let step = 0; step < 200; step++) {
			const inside: Record<number, number> = step < 40 ? { 1: 95, 2: 20, 3: 20 } : { 2: 20, 3: 20 };
			node.see(batch(step, inside), timeOf(step));
		}
		const [crowd, feed] = [...store.values()];
		expect(crowd).toMatchObject({ kind: 'crowding', state: 'open' });
		expect(crowd?.members[0]?.signs.every(({ isUnconfirmed }) => isUnconfirmed)).toBe(true);
		expect(feed).toMatchObject({ kind: 'feed', state: 'open', measured: 3 });
		expect(store.size).toBe(2);
	});

	it('sees the same whatever order the readings of an opening come in', () => {
		const inOrder = new Map<string, Incident>();
		const shuffled = new Map<string, Incident>();
		const [one, other] = [aNode(inOrder), aNode(shuffled)];
		for (let step = 0; step < 60; step += 3) {
			const batches = [step, step + 1, step + 2].map((i) => batch(i, story(i)));
			const turned = [batches[2]!, batches[0]!, batches[2]!, batches[1]!];
			const nowMs = timeOf(step + 2);
			one.see(joined(batches), nowMs);
			other.see(joined(turned), nowMs);
		}
		expect(inOrder.size).toBe(2);
		expect([...shuffled.values()]).toEqual([...inOrder.values()]);
	});
});

/** Several batches taken before one look. */
function joined(batches: ReturnType<typeof aBatch>[]) {
	return aBatch(batches.at(-1)?.batch ?? 0, {
		present: batches.flatMap(({ present }) => present),
		minutes: batches.flatMap(({ minutes }) => minutes),
		contactPresent: batches.flatMap(({ contactPresent }) => contactPresent),
	});
}
