import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { PresentRows } from '../../src/lib/domain/board.ts';
import type { Directory } from '../../src/lib/domain/directory.ts';
import type { ChangedKind, NumberedChange } from '../../src/lib/domain/numbered-change.ts';
import type { CommittedBatch } from '../../src/lib/domain/reading.ts';
import type { Bus } from '../../src/lib/server/bus/bus.ts';
import { createMemoryBus } from '../../src/lib/server/bus/memory.ts';
import { createLiveBoard } from '../../src/lib/server/live/board.ts';
import { createLiveChanges } from '../../src/lib/server/live/changes.ts';
import type { LiveUser } from '../../src/lib/server/live/connection.ts';
import type { Alerts } from '../../src/lib/server/notify/alerts.ts';
import type { Incidents } from '../../src/lib/server/incidents/incidents.ts';
import { createGateway, type GatewayLimits } from '../../src/lib/server/live/gateway.ts';
import type { LiveBoard } from '../../src/lib/server/live/board.ts';
import type { LiveChanges } from '../../src/lib/server/live/changes.ts';
import type { Log } from '../../src/lib/server/log.ts';
import { createStoreWatch, type StoreWatch } from '../../src/lib/server/store-watch.ts';
import type { MarksRead } from '../../src/lib/server/store/marks.ts';
import { aBatch, kazakhTime, MORNING } from './board-builders.ts';

/** A store in memory for live boards: batches that were committed, whether or not the bus told of them. */
export function aBatchStore() {
	let batches: CommittedBatch[] = [];
	let forgotten = 0;
	const numbered: NumberedChange[] = [];
	let isAway = false;
	const present = () => {
		if (isAway) throw new Error('the store is away');
	};
	const rowsOf = (list: readonly CommittedBatch[]): PresentRows => ({
		present: list.flatMap((batch) => batch.present),
		minutes: list.flatMap((batch) => batch.minutes),
		availability: list.flatMap((batch) => batch.availability),
		contactPresent: list.flatMap((batch) => batch.contactPresent),
		contactMinutes: list.flatMap((batch) => batch.contactMinutes),
	});
	return {
		/** Commits rows as the next batch. */
		commit(rows: (batch: number) => Partial<CommittedBatch>): CommittedBatch {
			const number = forgotten + batches.length + 1;
			const batch = aBatch(number, rows(number));
			batches.push(batch);
			return batch;
		},
		/** Forgets all but the newest batches: for long runs in which every row is written again and again. */
		keepNewest(most: number) {
			const gone = Math.max(0, batches.length - most);
			batches = batches.slice(gone);
			forgotten += gone;
		},
		/** Numbers a change of an object whose revision is one more than before. */
		change(kind: ChangedKind, id: string, scopes: readonly string[], isOpen = true): number {
			const before = numbered.filter((one) => one.kind === kind && one.state.id === id);
			const known = before.at(-1);
			const left = known?.isOpen ? known.scopes.filter((scope) => !scopes.includes(scope)) : [];
			const n = numbered.length + 1;
			const state = { id, revision: before.length + 1, told: n };
			numbered.push({ n, kind, scopes, left, isOpen, state });
			return n;
		},
		/** Loses everything, as after a restore of an empty backup. */
		restoreToNothing: () => {
			batches = [];
			forgotten = 0;
			numbered.length = 0;
		},
		/** How many batches and numbered changes it holds. */
		size: () => ({ batches: forgotten + batches.length, changes: numbered.length }),
		setAway(away: boolean) {
			isAway = away;
		},
		readMarks: (): Promise<MarksRead> =>
			Promise.resolve().then(() => {
				present();
				const batch = forgotten + batches.length;
				const changeTurn = numbered.length;
				const dues = { messageDueAt: null, escalationDueAt: null };
				const others = { auditSeq: 0, directoryVersion: 'only', limitChanges: 0, ...dues };
				const databaseAt = new Date();
				return { ...others, databaseAt, batch, rolledUpBatch: batch, changeTurn };
			}),
		readers: {
			readPresent: () =>
				Promise.resolve().then(() => {
					present();
					return rowsOf(batches);
				}),
			readBatchesAfter: (after: number) =>
				Promise.resolve().then(() => {
					present();
					return rowsOf(batches.filter((batch) => batch.batch > after));
				}),
			readCounter: () =>
				Promise.resolve().then(() => {
					present();
					return forgotten + batches.length;
				}),
		},
		changeReaders: {
			readChangesAfter: (n: number) =>
				Promise.resolve().then(() => {
					present();
					return { turn: numbered.length, changes: numbered.slice(n) };
				}),
			readOpenChanges: () =>
				Promise.resolve().then(() => {
					present();
					const latest = new Map(numbered.map((one) => [`${one.kind} ${one.state.id}`, one]));
					const changes = [...latest.values()].filter(({ isOpen }) => isOpen);
					return { turn: numbered.length, changes };
				}),
		},
	};
}

/** Starts a board, and changes where there are some, and lets them follow a store in memory, as the app does. */
export async function followStore(deps: {
	store: ReturnType<typeof aBatchStore>;
	bus: Bus;
	board: LiveBoard;
	changes?: LiveChanges;
	log: Log;
}): Promise<StoreWatch> {
	const { store, bus, board, changes, log } = deps;
	const watch = await createStoreWatch({
		readMarks: store.readMarks,
		clock: { compare: () => undefined },
		isHurried: () => bus.state() !== 'ok',
		log,
	});
	await board.start();
	watch.subscribe(({ batch }) => board.sawCounter(batch));
	if (!changes) return watch;
	await changes.start();
	watch.follow({
		name: 'numbered changes',
		markOf: ({ changeTurn }) => changeTurn,
		look: (isRestored) => changes.look(isRestored),
	});
	return watch;
}

/** What a test says of its people: by cookie header. */
export type People = Map<string, LiveUser>;

/** Who may see everything. */
export function aLeader(sessionId = 'leader'): LiveUser {
	return { sessionId, userId: `user-${sessionId}`, role: 'leadership', regions: 'all' };
}

/**
 * A real HTTP server with live board and gateway over a store in memory. Time stands still at MORNING unless moved. All
 * log lines are kept.
 */
export async function aLiveServer(options: {
	directory: Directory;
	people: People;
	limits?: Partial<GatewayLimits>;
	/** Shared by several nodes. */
	store?: ReturnType<typeof aBatchStore>;
	bus?: Bus;
	/** The Origin that may connect; its own address unless said otherwise. */
	origin?: string;
}) {
	const { directory, people, limits, store = aBatchStore() } = options;
	const lines: string[] = [];
	const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
	const bus = options.bus ?? createMemoryBus({ log });
	let now = MORNING;
	let realMs = 0;
	let areSessionsAway = false;
	const lookUp = <T>(found: T): Promise<T> =>
		areSessionsAway ? Promise.reject(new Error('the store is away')) : Promise.resolve(found);
	const board = createLiveBoard({
		...store.readers,
		clock: { now: () => now },
		floorMs: 0,
		bus,
		directory,
		localTime: kazakhTime,
		log,
	});
	const changes = createLiveChanges({
		...store.changeReaders,
		clock: { now: () => now },
		onLost: () => board.startAfresh(),
	});
	const watch = await followStore({ store, bus, board, changes, log });
	const server = createServer((_, response) => response.writeHead(404).end());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const gateway = createGateway({
		server,
		dev: false,
		origin: options.origin ?? url,
		board,
		changes,
		// Nobody asks for them here.
		incidents: {} as Incidents,
		alerts: {} as Alerts,
		log,
		sessions: {
			authenticate: (cookie) => lookUp(people.get(cookie) ?? null),
			isValid: (ids) => {
				const valid = [...people.values()].map(({ sessionId }) => sessionId);
				return lookUp(new Set(ids.filter((id) => valid.includes(id))));
			},
		},
		...(limits && { limits }),
		monotonicMs: () => performance.now() + realMs,
	});
	return {
		url,
		board,
		bus,
		changes,
		gateway,
		store,
		lines,
		server,
		/** Commits rows and tells the bus. */
		report(rows: (batch: number) => Partial<CommittedBatch>) {
			bus.publish(store.commit(rows));
		},
		/** Numbers a change and hints at it. */
		tell(...change: Parameters<typeof store.change>) {
			store.change(...change);
			changes.hint();
		},
		/** Whether sessions can be looked up. */
		setSessionsAway(away: boolean) {
			areSessionsAway = away;
		},
		/** Moves the operations clock. */
		setNow(to: Date) {
			now = to;
		},
		/** Lets real time pass for the gateway: heartbeats and checks fall due at its next tick. */
		passRealMs(ms: number) {
			realMs += ms;
		},
		async stop() {
			await gateway.close();
			await watch.stop();
			await changes.stop();
			await board.stop();
			await bus.close();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
