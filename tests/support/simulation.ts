import { vi } from 'vitest';
import { pino } from 'pino';
import type { Center } from '../../src/lib/domain/directory.ts';
import type { CommittedBatch } from '../../src/lib/domain/reading.ts';
import type { Bus } from '../../src/lib/server/bus/bus.ts';
import { aCenter, aContact, aDirectory, aMinute, aPresent } from './board-builders.ts';
import { aBatchStore } from './live-server.ts';
import { AppPage, SecondPage, type Page } from './simulated-page.ts';
import { startNode, type SimNode } from './simulated-node.ts';

/*
 * The whole protocol under bad luck: two nodes with the app's own board, numbered changes and delivery fold the same
 * lossy bus; pages hang on them through lines that lose and double messages, delay replies, freeze, break and come back
 * at the other node, while centers move, nodes restart and the store is restored. Time is virtual.
 */

/** Scopes that pages watch. */
export const SCOPES = ['nation', 'region:KZ-75', 'city:almaty', 'center:c2', 'contact'];
const CENTERS = 24;
const FEEDS = 5;
const STEP_MS = 50;
const FEEDS_MEET_MS = 5000;
const NODES = 2;
/** More than a quarter of an hour of batches: what a node that starts has to read. */
const KEPT_BATCHES = 12_000;

/** Chances per step, message or batch. */
const BAD_LUCK = {
	lostNotice: 0.1,
	doubledNotice: 0.1,
	lostMessage: 0.12,
	doubledMessage: 0.03,
	frozenLine: 0.002,
	longFrozenLine: 0.0001,
	brokenLine: 0.002,
	lateReply: 0.05,
	movedCenter: 0.001,
	restartedNode: 0.0005,
	crowdedNode: 0.002,
	restoredStore: 0.0001,
};
/** A store that holds less is not restored: its numbers would be reached again before anybody looks. */
const RESTORE_ABOVE = { batches: 500, changes: 100 };

/** What may be left out of a world. */
export interface WorldOptions {
	/** Nodes restart, and the store is restored to nothing. */
	withRestarts?: boolean;
	/** Pages of the app, and pages of the second client. */
	pages?: { app: number; second: number };
}

/** Numbers in [0, 1), the same for a seed (mulberry32). */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Nodes, pages and everything that goes wrong between them, from one seed. */
export class World {
	readonly random: () => number;
	readonly store = aBatchStore();
	readonly nodes: (SimNode | null)[] = [];
	readonly pages: Page[] = [];
	readonly counts = { comparisons: 0, pauses: 0, cutOffs: 0, restarts: 0, restores: 0, moves: 0 };
	isCalm = false;

	#withRestarts: boolean;
	#deliver = new Set<(batch: CommittedBatch) => void>();
	#centers: Center[] = Array.from({ length: CENTERS }, (_, i) =>
		aCenter(i + 1, i % 3 === 0 ? { cityId: 'almaty' } : i % 3 === 1 ? {} : { regionId: 'KZ-10' }),
	);
	#directoryVersion = 1;
	#log = pino({ level: 'silent' });

	constructor(seed: number, { withRestarts = true, pages = { app: 6, second: 2 } }: WorldOptions) {
		this.random = randomOf(seed);
		this.#withRestarts = withRestarts;
		for (let i = 0; i < pages.app; i++) this.pages.push(new AppPage(this));
		for (let i = 0; i < pages.second; i++) this.pages.push(new SecondPage(this));
	}

	/** Whether something of a chance happens now; nothing does while all is calm. */
	happens(mishap: keyof typeof BAD_LUCK): boolean {
		return !this.isCalm && this.random() < BAD_LUCK[mishap];
	}

	/** A whole number below `n`. */
	pick(n: number): number {
		return Math.floor(this.random() * n);
	}

	async start(): Promise<void> {
		for (let i = 0; i < NODES; i++) this.nodes.push(await this.#newNode());
		for (const page of this.pages) page.start();
	}

	async stop(): Promise<void> {
		for (const page of this.pages) page.stop();
		for (const node of this.nodes) await node?.stop();
	}

	/** Lets time pass, with readings and mishaps unless calm, and compares after every step. */
	async run(ms: number): Promise<void> {
		for (let passed = 0; passed < ms; passed += STEP_MS) {
			if (!this.isCalm) this.#live();
			for (const page of this.pages) page.step();
			await vi.advanceTimersByTimeAsync(STEP_MS);
			for (const page of this.pages) this.counts.comparisons += page.compare();
		}
	}

	/** Ends all mishaps, shows every hole in the numbered changes by one more, and lets things settle. */
	async settle(): Promise<void> {
		this.isCalm = true;
		await this.run(20_000);
		this.#change('last', SCOPES);
		await this.run(20_000);
	}

	/** What does not agree once all is quiet: pages with their nodes, nodes with each other. */
	problems(): string[] {
		return [
			...this.pages.flatMap((page) => page.differences()),
			...this.pages.flatMap(({ mismatches }) => (mismatches > 0 ? [`${mismatches} hashes`] : [])),
			...this.unlikeScopes().map((scope) => `${scope} differs between nodes`),
		];
	}

	/** Scopes of which the nodes do not show the same. */
	unlikeScopes(): string[] {
		return SCOPES.filter((scope) => {
			const hashes = this.running.map(({ board }) => board.heartbeat(scope).h);
			return new Set(hashes).size > 1;
		});
	}

	/** Nodes that are up. */
	get running(): SimNode[] {
		return this.nodes.filter((node) => node !== null);
	}

	/** A node that a page reaches now; null when the one it tries is down. */
	anyNode(): SimNode | null {
		return this.nodes[this.pick(this.nodes.length)] ?? null;
	}

	#live(): void {
		if (this.random() < 0.4) this.#report();
		if (this.random() < 0.05) this.#changeSomething();
		if (this.happens('movedCenter')) this.#moveCenter();
		for (const node of this.running) {
			if (this.happens('crowdedNode')) node.isCrowded = !node.isCrowded;
		}
		if (!this.#withRestarts) return;
		if (this.happens('restartedNode')) this.#restart(this.pick(NODES));
		const { batches, changes } = this.store.size();
		const isLarge = batches > RESTORE_ABOVE.batches && changes > RESTORE_ABOVE.changes;
		if (isLarge && this.happens('restoredStore')) {
			this.counts.restores += 1;
			this.store.restoreToNothing();
		}
	}

	async #newNode(): Promise<SimNode> {
		return startNode({
			store: this.store,
			bus: this.#lossyBus(),
			directory: this.#directory(),
			log: this.#log,
			onPause: () => (this.counts.pauses += 1),
			onCutOff: () => (this.counts.cutOffs += 1),
		});
	}

	#restart(i: number): void {
		const node = this.nodes[i];
		if (!node || this.running.length < NODES) return;
		this.counts.restarts += 1;
		this.nodes[i] = null;
		void node.stop();
		setTimeout(() => void this.#newNode().then((next) => (this.nodes[i] = next)), 2000);
	}

	/** Feeds often meet at one instant: of its readings every node must choose the same. */
	#report(): void {
		const at = new Date(Math.floor(Date.now() / FEEDS_MEET_MS) * FEEDS_MEET_MS);
		const centers = new Set(Array.from({ length: 1 + this.pick(4) }, () => 1 + this.pick(CENTERS)));
		const feed = 1 + this.pick(FEEDS);
		const id = `r${this.pick(1e9)}`;
		const batch = this.store.commit((number) => ({
			present: [...centers].map((center) => {
				const figures = { occupancy: this.pick(80), queueLength: this.pick(30), windowsServing: 5 };
				const row = aPresent(center, at, figures, { batch: number, cadenceSeconds: 5, feed });
				return {
					...row,
					occupancy: row.occupancy && { ...row.occupancy, id },
					queue: row.queue && { ...row.queue, id },
				};
			}),
			minutes: [...centers].map((center) =>
				aMinute(center, new Date(Math.floor(at.getTime() / 60_000) * 60_000), {
					batch: number,
					served: this.pick(9),
				}),
			),
			contactPresent: [
				aContact(1 + this.pick(2), at, { batch: number, callsWaiting: this.pick(9) }),
			],
		}));
		this.store.keepNewest(KEPT_BATCHES);
		for (const deliver of this.#deliver) {
			if (this.happens('lostNotice')) continue;
			const times = this.happens('doubledNotice') ? 2 : 1;
			for (let i = 0; i < times; i++) setTimeout(() => deliver(batch), this.random() * 120);
		}
	}

	#changeSomething(): void {
		const scopes = SCOPES.filter(() => this.random() < 0.5);
		this.#change(`o${this.pick(30)}`, scopes.length > 0 ? scopes : ['nation']);
	}

	#change(id: string, scopes: readonly string[]): void {
		const kind = this.random() < 0.5 ? 'incident' : 'regime';
		this.store.change(kind, id, scopes, this.random() < 0.7);
		for (const node of this.running) if (this.random() < 0.7) node.changes.hint();
	}

	#lossyBus(): Bus {
		return {
			publish: () => undefined,
			subscribe: (listener) => {
				this.#deliver.add(listener);
				return () => this.#deliver.delete(listener);
			},
			state: () => 'ok',
			close: () => Promise.resolve(),
		};
	}

	#directory() {
		return aDirectory(this.#centers, `v${this.#directoryVersion}`);
	}

	#moveCenter(): void {
		this.counts.moves += 1;
		const moved = this.pick(CENTERS);
		this.#centers = this.#centers.map((center, i) =>
			i === moved
				? { ...center, regionId: center.regionId === 'KZ-75' ? 'KZ-10' : 'KZ-75' }
				: center,
		);
		this.#directoryVersion += 1;
		const directory = this.#directory();
		for (const node of this.running) {
			setTimeout(() => node.board.setDirectory(directory), this.random() * 500);
		}
	}
}
