import { randomUUID } from 'node:crypto';
import { Board, type PresentRows } from '../../domain/board.ts';
import { PLAIN_WEEKS, type Calendar } from '../../domain/calendar.ts';
import type { Center, Directory } from '../../domain/directory.ts';
import { oldestMinuteNeeded } from '../../domain/minute-window.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import type { RegimeMark } from '../../domain/regime-mark.ts';
import { COLUMNS, type RowKind, type Rows } from '../../domain/row.ts';
import { PRESET_THRESHOLDS, type LevelChange, type Thresholds } from '../../domain/thresholds.ts';
import type { Cursor, Frame, Heartbeat, Scope, Snapshot } from '../../protocol/live.ts';
import type { CommittedBatch } from '../../domain/reading.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import { createJob, type Job } from '../job.ts';
import type { Log } from '../log.ts';
import { BatchLedger, MISSING_AFTER_MS } from './batch-ledger.ts';
import { detailsOf, viewOf, type BoardView, type ViewFilter } from './board-view.ts';

/*
 * The present Board of this node. Input: what the store holds at start, then committed batches from the bus; output:
 * one list of frames per tick, snapshots and patches for joins. Guarantee: the Board changes only inside a tick; a batch
 * that the bus lost is read from the store as soon as a later one, or a look at the store, shows it; while the store is
 * away the picture stays, with its ages.
 */

/** Real times of the live board. */
export const LIVE_BOARD = {
	tickMs: 250,
	/** Place rows are recomputed every so many ticks: once a second. */
	placesEveryTicks: 4,
	/** With more sockets than this the nation's frames leave with the place rows, once a second (realtime.md §2.1). */
	crowdSockets: 2000,
	/** A failed repair is tried again after this. */
	repairAgainMs: 2000,
	/** A hole of this age is reported as `degraded`. */
	degradedAfterMs: 5000,
	/** Without a tick for so long the picture stands still: `failed` (reliability.md F21). */
	failedAfterMs: 10_000,
} as const;

/** What the live board asks the store, as plain functions. */
interface BoardReaders {
	/** The present picture and the minutes from an instant on. */
	readPresent(minutesFrom: Date): Promise<PresentRows>;
	/** The rows written by batches after a number. */
	readBatchesAfter(batch: number, minutesFrom: Date): Promise<PresentRows>;
	/** The number of the last committed batch. */
	readCounter(): Promise<number>;
}

/** What the live board is made of. */
export interface LiveBoardDeps extends BoardReaders {
	/** The operations clock. */
	clock: Clock;
	/** Least length of windows and limits in ms of operations time. */
	floorMs: number;
	/** Marks every value as invented by a simulator. */
	synthetic?: boolean;
	bus: Bus;
	directory: Directory;
	localTime: LocalTimeOf;
	calendar?: Calendar;
	/** Limits of the levels at start; the presets without them. */
	thresholds?: Thresholds;
	/** The rule of a center at an instant (ms); none without it. */
	ruleOf?: (center: Center, nowMs: number) => RegimeMark;
	log: Log;
	/** Told how long each tick took, real seconds: fold, build, encode and emit. */
	observeTick?: (seconds: number) => void;
	/** Told of each snapshot that is built: one per scope and version, however many ask for it. */
	builtSnapshot?: () => void;
	/** Sockets of this node. */
	openSockets?: () => number;
	/** A real clock that never runs back, ms. */
	monotonicMs?: () => number;
}

/** What a tick brought. */
export interface Tick {
	frames: Frame[];
	/** A new epoch began: cursors of the old one lead nowhere. */
	isRenewed: boolean;
	/** The nation's changes wait for a later tick: its hash is ahead of what clients have. */
	isNationHeld: boolean;
}

/** Answer to a join: the whole scope, or what changed since a cursor. */
type JoinAnswer = { snapshot: Snapshot } | { patch: Frame };

/** The live picture of this node. */
export interface LiveBoard {
	/** Reads the store and starts ticking; rejects when the store cannot be read. */
	start(): Promise<void>;
	readonly directory: Directory;
	/** Version of the Board within its epoch. */
	readonly seq: number;
	/** Centers that report now. */
	readonly reporting: number;
	/** Shows another directory at once, in a new epoch. */
	setDirectory(directory: Directory): void;
	/** Shows levels by other limits from the next tick on. */
	setThresholds(thresholds: Thresholds): void;
	/** Other rules are known: the next tick shows what they say. */
	forgetRules(): void;
	/** Which levels other limits would change now. */
	levelChangesUnder(thresholds: Thresholds): LevelChange[];
	/** Takes the number of the last committed batch, as a question put after the previous call was answered. */
	sawCounter(counter: number): void;
	/** Reads everything from the store again and begins a new epoch: it was restored to an earlier state. */
	startAfresh(): void;
	/** Calls `listener` after every tick. Taken in one turn with `join`, nothing is missed and nothing comes twice. */
	subscribe(listener: (tick: Tick) => void): () => void;
	/** The state of a scope now, as a patch where the cursor allows it; null for a scope that does not exist. */
	join(scope: Scope, cursor?: Cursor): JoinAnswer | null;
	/** The whole scope now; null for a scope that does not exist. */
	snapshot(scope: Scope): Snapshot | null;
	/** Hash and version of a scope now. */
	heartbeat(scope: Scope): Heartbeat;
	/** Rows of centers in detail and of 1414, as of the last tick; read them in one turn. */
	readonly tables: () => Pick<Board['tables'], 'd' | 'k'>;
	/** The picture by names and words. */
	view(filter?: ViewFilter): BoardView;
	/** Some centers in detail, by id. */
	detailsOf(ids: ReadonlySet<string>): ReturnType<typeof detailsOf>;
	/** For `/readyz`. */
	state(): 'ok' | 'degraded' | 'failed';
	/** One tick now. The timer calls it; so do tests. */
	tick(): void;
	stop(): Promise<void>;
}

/** Makes the live board; `start` brings it to life. */
export function createLiveBoard(deps: LiveBoardDeps): LiveBoard {
	const { clock, floorMs, bus, localTime, log } = deps;
	const { calendar = PLAIN_WEEKS, synthetic = false, monotonicMs = () => performance.now() } = deps;
	const { openSockets = () => 0 } = deps;
	let thresholds = deps.thresholds ?? PRESET_THRESHOLDS;
	const rules = { floorMs, localTime, calendar, synthetic, ruleOf: deps.ruleOf };
	let board = new Board({ ...rules, directory: deps.directory, thresholds });
	let epoch = newEpoch();
	let isRenewed = true;
	let ticks = 0;
	let tickedAt = -Infinity;
	let arrived: { batch: number; rows: PresentRows }[] = [];
	let ledger: BatchLedger | null = null;
	let mustReload: 'nothing' | 'rows' | 'everything' = 'nothing';
	let repairing: Promise<void> | null = null;
	let repairAllowedAt = -Infinity;
	let repairFailures = 0;
	/** Rows from the store wait to be folded: places follow in the same tick. */
	let wasRepaired = false;
	/** What was folded when the counter was seen last: no later question can be answered with less. */
	let leastCounter = 0;
	/** Snapshots at `snapshotsSeq`, and patches since the last tick: a storm of joins builds each once. */
	const snapshots = new Map<Scope, Snapshot>();
	let snapshotsSeq = -1;
	const patches = new Map<string, Frame | null>();
	const listeners = new Set<(tick: Tick) => void>();
	let job: Job | null = null;

	const leave = bus.subscribe((batch) => {
		arrived.push({ batch: batch.batch, rows: batch });
	});

	const minutesFrom = () => new Date(oldestMinuteNeeded(clock.now().getTime(), floorMs));

	/** The counter is read first, so that the rows are at least as new as it says. */
	const loadAll = async () => {
		const counter = await deps.readCounter();
		const rows = await deps.readPresent(minutesFrom());
		return { counter, rows };
	};

	const renew = (next: Board) => {
		board = next;
		epoch = newEpoch();
		isRenewed = true;
	};

	/** The directory knows new centers: their rows were passed over until now. */
	const reloadRows = async () => {
		const { counter, rows } = await loadAll();
		arrived.push({ batch: counter, rows });
		wasRepaired = true;
	};

	/** The store was restored to an earlier state: nothing known here counts any more. */
	const reloadEverything = async () => {
		const meanwhile: CommittedBatch[] = [];
		const stop = bus.subscribe((batch) => meanwhile.push(batch));
		const { counter, rows } = await loadAll().finally(stop);
		const fresh = new Board({ ...rules, directory: board.directory, thresholds });
		ledger = new BatchLedger(counter);
		leastCounter = 0;
		arrived = [{ batch: counter, rows }, ...meanwhile.map((b) => ({ batch: b.batch, rows: b }))];
		renew(fresh);
		// At once: until a tick has folded what was read, the new picture is empty.
		tick();
	};

	const readMissing = async (missing: BatchLedger) => {
		const counter = await deps.readCounter();
		const rows = await deps.readBatchesAfter(missing.applied, minutesFrom());
		arrived.push({ batch: counter, rows });
		missing.repaired(counter, monotonicMs());
		wasRepaired = true;
	};

	const readAgain = (from: BatchLedger): Promise<void> | null => {
		const wanted = mustReload;
		mustReload = 'nothing';
		const reading =
			wanted === 'everything'
				? reloadEverything()
				: wanted === 'rows'
					? reloadRows()
					: from.missingForMs(monotonicMs()) >= MISSING_AFTER_MS
						? readMissing(from)
						: null;
		return (
			reading?.catch((error: unknown) => {
				if (mustReload !== 'everything') mustReload = wanted;
				throw error;
			}) ?? null
		);
	};

	const repair = () => {
		if (repairing || !ledger || monotonicMs() < repairAllowedAt) return;
		const reading = readAgain(ledger);
		if (!reading) return;
		repairing = reading
			.then(() => {
				repairFailures = 0;
			})
			.catch((error: unknown) => {
				repairFailures += 1;
				repairAllowedAt = monotonicMs() + LIVE_BOARD.repairAgainMs;
				if (repairFailures === 1) log.warn({ err: error }, 'live board cannot read the store yet');
			})
			.finally(() => {
				repairing = null;
			});
	};

	const tick = () => {
		const startedAt = monotonicMs();
		const taken = arrived;
		arrived = [];
		for (const { batch, rows } of taken) {
			board.fold(rows);
			ledger?.took(batch, monotonicMs());
		}
		const now = clock.now();
		const withPlaces = isRenewed || wasRepaired || ticks % LIVE_BOARD.placesEveryTicks === 0;
		ticks += 1;
		wasRepaired = false;
		const isNationHeld = !withPlaces && openSockets() > LIVE_BOARD.crowdSockets;
		const changes = board.advance(now, { withPlaces, holdsNation: isNationHeld });
		const t = now.getTime();
		const brought: Tick = {
			frames: changes.map((change) => Object.freeze({ e: epoch, ...change, t })),
			isRenewed,
			isNationHeld,
		};
		keepSnapshots(t);
		isRenewed = false;
		tickedAt = monotonicMs();
		for (const listener of listeners) listener(brought);
		deps.observeTick?.((monotonicMs() - startedAt) / 1000);
		repair();
	};

	/** Snapshots hold as long as no row changes; only their time goes on. */
	const keepSnapshots = (t: number) => {
		patches.clear();
		if (isRenewed || board.seq !== snapshotsSeq) snapshots.clear();
		snapshotsSeq = board.seq;
		for (const [scope, snapshot] of snapshots) {
			snapshots.set(scope, Object.freeze({ ...snapshot, t }));
		}
	};

	const sawCounter = (counter: number) => {
		if (!ledger) return;
		if (counter < leastCounter) mustReload = 'everything';
		else ledger.saw(counter, monotonicMs());
		leastCounter = ledger.applied;
	};

	const snapshotNow = (scope: Scope): Snapshot | null => {
		const v = board.rowsOf(scope);
		if (!v) return null;
		deps.builtSnapshot?.();
		const kinds = Object.keys(board.scopes.byName.get(scope)?.members ?? {}) as RowKind[];
		const columns = Object.fromEntries(kinds.map((kind) => [kind, COLUMNS[kind]]));
		const directory = board.directory.version;
		const t = clock.now().getTime();
		return Object.freeze({ e: epoch, r: scope, s: board.seq, t, v, columns, directory });
	};

	/** A patch, unless the cursor is not ours, is ahead, or asks for over half of the scope. */
	const patchSince = (scope: Scope, cursor: Cursor): Frame | null => {
		if (cursor.e !== epoch || cursor.s > board.seq) return null;
		const v = board.rowsSince(scope, cursor.s);
		if (!v || 2 * rowCount(v) > board.sizeOf(scope)) return null;
		const t = clock.now().getTime();
		return Object.freeze({ e: epoch, r: scope, p: cursor.s, s: board.seq, t, v });
	};

	const patchOf = (scope: Scope, cursor: Cursor): Frame | null => {
		const key = `${scope} ${cursor.e} ${cursor.s}`;
		const known = patches.get(key);
		if (known !== undefined) return known;
		const patch = patchSince(scope, cursor);
		patches.set(key, patch);
		return patch;
	};

	const wholeOf = (scope: Scope): Snapshot | null => {
		const snapshot = snapshots.get(scope) ?? snapshotNow(scope);
		if (snapshot) snapshots.set(scope, snapshot);
		return snapshot;
	};

	const join = (scope: Scope, cursor?: Cursor): JoinAnswer | null => {
		const patch = cursor ? patchOf(scope, cursor) : null;
		if (patch) return { patch };
		const snapshot = wholeOf(scope);
		return snapshot && { snapshot };
	};

	return {
		async start() {
			const { counter, rows } = await loadAll();
			board.fold(rows);
			ledger = new BatchLedger(counter);
			tick();
			job = createJob({
				name: 'live tick',
				everyMs: LIVE_BOARD.tickMs,
				log,
				step: () => {
					tick();
					return Promise.resolve();
				},
			});
		},
		get directory() {
			return board.directory;
		},
		get seq() {
			return board.seq;
		},
		get reporting() {
			return board.reporting;
		},
		setDirectory(directory) {
			renew(board.withDirectory(directory));
			mustReload = 'rows';
			tick();
		},
		setThresholds(changed) {
			thresholds = changed;
			board.setThresholds(changed);
		},
		forgetRules: () => board.forgetRules(),
		levelChangesUnder: (changed) => board.levelChangesUnder(changed),
		sawCounter,
		startAfresh() {
			mustReload = 'everything';
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		join,
		snapshot: wholeOf,
		heartbeat: (scope) => ({
			e: epoch,
			r: scope,
			p: board.scopes.byName.get(scope)?.changedAt ?? 0,
			s: board.seq,
			t: clock.now().getTime(),
			h: board.hashOf(scope),
		}),
		tables: () => board.tables,
		view: (filter) => viewOf(board, clock.now(), filter),
		detailsOf: (ids) => detailsOf(board, clock.now(), ids),
		state() {
			if (monotonicMs() - tickedAt > LIVE_BOARD.failedAfterMs) return 'failed';
			const missingForMs = ledger?.missingForMs(monotonicMs()) ?? 0;
			const cannotTick = (job?.failures() ?? 0) > 0;
			const isLate = missingForMs > LIVE_BOARD.degradedAfterMs;
			return isLate || cannotTick || repairFailures > 0 ? 'degraded' : 'ok';
		},
		tick,
		async stop() {
			leave();
			await job?.stop();
			await repairing;
			listeners.clear();
		},
	};
}

function newEpoch(): string {
	return randomUUID().slice(0, 8);
}

function rowCount(rows: Rows): number {
	return Object.values(rows).reduce((sum, list) => sum + list.length, 0);
}
