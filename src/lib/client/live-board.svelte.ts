import type { Directory } from '$lib/domain/directory.ts';
import type { ChangedKind, ChangedState } from '$lib/domain/numbered-change.ts';
import { COLUMNS, type Column, type RowKind } from '$lib/domain/row.ts';
import type { RowTable } from '$lib/domain/row-table.ts';
import type { DegradedPart, Scope, Snapshot } from '$lib/protocol/live.ts';
import { createConnection, type Connection, type ConnectionState } from './connection.ts';
import { FrameChanges, type ChangeListener } from './frame-changes.ts';
import { rowsOnce, viewOf, type RowView } from './row-view.ts';
import { newestChange, newestOf, type ScopeChanges } from './scope-changes.ts';
import { ServerTime } from './server-time.ts';
import { socketTransport, type OpenTransport } from './transport.ts';

export type { ConnectionState } from './connection.ts';
export type { ChangeListener } from './frame-changes.ts';
export type { RowView } from './row-view.ts';

/** What the page load hands over. */
export interface LiveBoardSeed {
	directory: Directory;
	/** Snapshots of the scopes that the first HTML shows; the live connection goes on from their cursors. */
	snapshots: readonly Snapshot[];
	/** Operations clock at the load, in ms; operations time runs `speed` times as fast as real time. */
	clock: { now: number; speed: number; exercise: boolean };
	/** Called when the server's directory is no longer `directory.version`; answer by setting `board.directory`. */
	onDirectoryChange?: (version: string) => void;
	/** Another way to the server, for tests. */
	openTransport?: OpenTransport;
}

/** How long a page says how much the return applied, real ms (ui.md §3). */
const RETURN_SHOWN_MS = 4000;
/** How long after the last sign of it a page says that its connection is too slow, real ms. */
const SLOW_SHOWN_MS = 30_000;
const SECOND_MS = 1000;

/**
 * The live picture of one page: typed arrays per scope and one version signal, raised at most once per animation frame.
 * Views are `$derived` from its readers, drawings subscribe with `onChange`. Made by the layout from what `load` gave,
 * on the server too, where it stays as seeded; `start` brings it to life in the browser.
 */
export class LiveBoard {
	/** Replaced as a whole when the directory changes (reactive). */
	directory: Directory = $state.raw() as Directory;
	/** Operations seconds per real second. */
	readonly speed: number;
	/** True while the operations clock is not the real one. */
	readonly exercise: boolean;

	#version = $state(0);
	#changesVersion = $state(0);
	#isSlow = $state(false);
	#now = $state(0);
	#connection = $state<ConnectionState>('reconnecting');
	#connectionSince = $state(0);
	#lastFrameAt = $state(0);
	#hasBeenLive = $state(false);
	#appliedSinceReturn = $state<number | null>(null);
	#retryInSeconds = $state<number | null>(null);
	#endedReason = $state<string | null>(null);
	#degraded = $state.raw<readonly DegradedPart[]>([]);

	#line: Connection;
	#time: ServerTime;
	/** Newest stamp of the server; shown from the next second on. */
	#heardAt: number;
	#changes = new FrameChanges(() => {
		this.#version += 1;
	});
	#returnTimer: ReturnType<typeof setTimeout> | undefined;
	#slowTimer: ReturnType<typeof setTimeout> | undefined;
	#onDirectoryChange: ((version: string) => void) | undefined;
	#reportedDirectory: string;

	constructor(seed: LiveBoardSeed) {
		const { directory, snapshots, clock, openTransport = socketTransport } = seed;
		this.directory = directory;
		this.speed = clock.speed;
		this.exercise = clock.exercise;
		this.#time = new ServerTime(clock.now, clock.speed, realMs());
		this.#now = this.#connectionSince = this.#heardAt = clock.now;
		this.#lastFrameAt = snapshots.reduce((newest, { t }) => Math.max(newest, t), 0) || clock.now;
		this.#onDirectoryChange = seed.onDirectoryChange;
		this.#reportedDirectory = directory.version;
		this.#line = createConnection({
			openTransport,
			realMs,
			wallMs: () => Date.now(),
			random: Math.random,
			listener: {
				state: (state, applied) => this.#setConnection(state, applied),
				rows: (kind, ordinals) => this.#changes.note(kind, ordinals),
				changes: () => {
					this.#changesVersion += 1;
				},
				slow: () => this.#noteSlow(),
				time: (t) => {
					this.#time.take(t, realMs());
					this.#heardAt = t;
				},
				directory: (version) => this.#checkDirectory(version),
				degraded: (parts) => {
					this.#degraded = parts;
				},
				ended: (reason) => {
					this.#endedReason = reason;
				},
			},
		});
		this.#line.seed(snapshots);
	}

	/** Raised at most once per animation frame when any row changed (reactive). Every reader below touches it. */
	get version(): number {
		return this.#version;
	}
	/** Operations clock in ms, advancing each second of real time (reactive). */
	get now(): number {
		return this.#now;
	}
	/** State of the connection (reactive). `reconnecting` until the first connection, which a page shows after 2 s. */
	get connection(): ConnectionState {
		return this.#connection;
	}
	/** False until the first connection (reactive): a page that is still opening need not look broken. */
	get hasBeenLive(): boolean {
		return this.#hasBeenLive;
	}
	/** Operations clock in ms: since when there is no connection, or since when there is one (reactive). */
	get connectionSince(): number {
		return this.#connectionSince;
	}
	/** Operations clock in ms of the newest word from the server, "data as of"; exact while there is no connection (reactive). */
	get lastFrameAt(): number {
		return this.#lastFrameAt;
	}
	/** Rows written by the return from a lost connection, for 4 s after it; else null (reactive). */
	get appliedSinceReturn(): number | null {
		return this.#appliedSinceReturn;
	}
	/** Whole seconds to the next try while there is no connection; null while one is running or live (reactive). */
	get retryInSeconds(): number | null {
		return this.#retryInSeconds;
	}
	/** Parts of the server that do not work now (reactive): the picture stays as it is, its ages grow. */
	get degraded(): readonly DegradedPart[] {
		return this.#degraded;
	}
	/** The server had to keep frames back or cut this page off within the last half minute, for it reads too slowly (reactive). */
	get isSlow(): boolean {
		return this.#isSlow;
	}
	/**
	 * Why no further try is made (reactive): the session ended (`signed_out`, `expired`, `unauthenticated` …, the picture
	 * is wiped), or too many pages of one person are open (`replaced`, the picture stays, marked). Else null.
	 */
	get endedReason(): string | null {
		return this.#endedReason;
	}

	/** Opens the connection; browser only, from `onMount`. Returns the end of it. */
	start(): () => void {
		const tick = setInterval(() => this.#second(), SECOND_MS);
		const onVisibility = () => this.#line.setHidden(document.hidden);
		const onOnline = () => this.#line.retryNow();
		document.addEventListener('visibilitychange', onVisibility);
		window.addEventListener('online', onOnline);
		this.#line.start();
		if (document.hidden) this.#line.setHidden(true);
		return () => {
			clearInterval(tick);
			clearTimeout(this.#returnTimer);
			clearTimeout(this.#slowTimer);
			document.removeEventListener('visibilitychange', onVisibility);
			window.removeEventListener('online', onOnline);
			this.#changes.cancel();
			this.#line.stop();
		};
	}

	/** Keeps a scope live until the returned function is called; counted, so every view may ask for itself. */
	join(scope: Scope): () => void {
		this.#line.want(scope);
		let isOver = false;
		return () => {
			if (isOver) return;
			isOver = true;
			this.#line.unwant(scope);
		};
	}

	/** Takes the snapshots of a later page load; scopes that are live already keep their own picture. */
	seed(snapshots: readonly Snapshot[]): void {
		this.#line.seed(snapshots);
	}

	/** Whether there is a picture of a scope; false while it is still loading. */
	has(scope: Scope): boolean {
		void this.#version;
		return (this.#line.picture(scope)?.cursor ?? null) !== null;
	}

	/** A row by its ordinal, or null while it is unknown. */
	row<K extends RowKind>(kind: K, ordinal: number): RowView<K> | null {
		const table = this.#tables(kind).find((one) => one.has(ordinal));
		return table ? viewOf(kind, table, ordinal) : null;
	}

	/** One value without building the row; null when unknown or not measured. */
	value<K extends RowKind>(kind: K, ordinal: number, column: Column<K>): number | null {
		const table = this.#tables(kind).find((one) => one.has(ordinal));
		return table ? table.value(ordinal, column) : null;
	}

	/** Every row of a kind in the joined scopes, each ordinal once. */
	forEach<K extends RowKind>(kind: K, visit: (row: RowView<K>) => void): void {
		for (const [ordinal, table] of rowsOnce(this.#tables(kind)))
			visit(viewOf(kind, table, ordinal));
	}

	/** The ordinals of a kind in the joined scopes. */
	ordinals(kind: RowKind): number[] {
		return Array.from(rowsOnce(this.#tables(kind)), ([ordinal]) => ordinal);
	}

	/** Open incidents of the joined scopes, each once and in its newest state (reactive). */
	incidents(): ChangedState[] {
		return this.#open('incident');
	}

	/** Regimes in force or pending in the joined scopes, each once and in its newest state (reactive). */
	regimes(): ChangedState[] {
		return this.#open('regime');
	}

	/** Number of the newest change of a kind told in the joined scopes; null before the first is told (reactive). */
	newestChange(kind: ChangedKind): number | null {
		return newestChange(kind, this.#scopeChanges());
	}

	/** Columns of a kind by name. */
	columns<K extends RowKind>(kind: K): readonly Column<K>[] {
		return COLUMNS[kind];
	}

	/** For drawings that update in place (map, charts). Returns the end of the subscription. */
	onChange(listener: ChangeListener): () => void {
		return this.#changes.listen(listener);
	}

	/** Tries to connect now. */
	retryNow(): void {
		this.#line.retryNow();
		this.#showRetry();
	}

	#tables(kind: RowKind): RowTable[] {
		void this.#version;
		const tables: RowTable[] = [];
		for (const { tables: own } of this.#line.pictures()) {
			const table = own.get(kind);
			if (table) tables.push(table);
		}
		return tables;
	}

	#open(kind: ChangedKind): ChangedState[] {
		return newestOf(kind, this.#scopeChanges());
	}

	#scopeChanges(): ScopeChanges[] {
		void this.#changesVersion;
		return Array.from(this.#line.pictures(), ({ changes }) => changes);
	}

	#noteSlow(): void {
		this.#isSlow = true;
		clearTimeout(this.#slowTimer);
		this.#slowTimer = setTimeout(() => (this.#isSlow = false), SLOW_SHOWN_MS);
	}

	#setConnection(state: ConnectionState, applied: number | null): void {
		this.#now = this.#time.at(realMs());
		// `stale` is the same loss as the `reconnecting` before it.
		if (state !== 'stale') this.#connectionSince = this.#now;
		this.#connection = state;
		this.#lastFrameAt = this.#heardAt;
		if (state === 'live') this.#hasBeenLive = true;
		clearTimeout(this.#returnTimer);
		this.#appliedSinceReturn = applied;
		if (applied !== null) {
			this.#returnTimer = setTimeout(() => (this.#appliedSinceReturn = null), RETURN_SHOWN_MS);
		}
		this.#showRetry();
	}

	#second(): void {
		this.#now = this.#time.at(realMs());
		this.#lastFrameAt = this.#heardAt;
		this.#showRetry();
	}

	#showRetry(): void {
		const at = this.#line.retryAt();
		this.#retryInSeconds = at === null ? null : Math.max(0, Math.ceil((at - realMs()) / SECOND_MS));
	}

	#checkDirectory(version: string): void {
		if (version === this.directory.version || version === this.#reportedDirectory) return;
		this.#reportedDirectory = version;
		this.#onDirectoryChange?.(version);
	}
}

/** A real clock that never runs back, ms. */
function realMs(): number {
	return performance.now();
}
