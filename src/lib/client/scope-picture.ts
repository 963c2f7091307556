import { COLUMNS, type RowKind, type Rows } from '$lib/domain/row.ts';
import { RowTable } from '$lib/domain/row-table.ts';
import type { Cursor, Events, Frame, Heartbeat, Scope, Snapshot } from '$lib/protocol/live.ts';
import { ScopeChanges } from './scope-changes.ts';

/** What a frame or heartbeat asks the client to do: `join_afresh` is without the cursor. */
export type Verdict = 'ignored' | 'applied' | 'join' | 'join_afresh';

/** Told of written rows; `'all'` when the scope began afresh. */
export type RowsListener = (kind: RowKind, ordinals: readonly number[] | 'all') => void;

/**
 * One scope as the client knows it, with the whole recovery rule of realtime.md §2.5: where it stands, what a message
 * means from there, and what a reply of `board:join` brings. It sends nothing itself.
 */
export class ScopePicture {
	readonly scope: Scope;
	readonly tables = new Map<RowKind, RowTable>();
	/** Its open incidents and regimes. */
	readonly changes = new ScopeChanges();
	/** Version of the directory that the ordinals belong to; null before the first snapshot. */
	directory: string | null = null;
	/** A join is under way: messages are ignored, for what they hold is in its reply. */
	isJoining = false;
	/** Hashes that were not ours. Must stay 0. */
	mismatches = 0;

	#cursor: Cursor | null = null;
	#onRows: RowsListener;

	constructor(scope: Scope, onRows: RowsListener) {
		this.scope = scope;
		this.#onRows = onRows;
	}

	/** Epoch and version; null before the first snapshot. */
	get cursor(): Cursor | null {
		return this.#cursor;
	}

	/** Sum of the row hashes modulo 2³². */
	get hash(): number {
		let hash = 0;
		for (const table of this.tables.values()) hash = (hash + table.hash) >>> 0;
		return hash;
	}

	/** Takes in a frame or heartbeat of this scope and says what it asks for. */
	take(message: Frame | Heartbeat): Verdict {
		if (this.isJoining) return 'ignored';
		const cursor = this.#cursor;
		const isPaused = 'paused' in message && message.paused === true;
		if (isPaused || cursor === null || message.e !== cursor.e || message.p > cursor.s)
			return 'join';
		let verdict: Verdict = 'ignored';
		if (message.s > cursor.s) {
			if ('v' in message) this.#write(message.v, message.s);
			this.#cursor = { e: cursor.e, s: message.s };
			verdict = 'applied';
		}
		if ('h' in message && message.s === this.#cursor?.s && message.h !== this.hash) {
			this.mismatches += 1;
			return 'join_afresh';
		}
		return verdict;
	}

	/** Takes in the reply to a join. Returns how many rows it wrote. */
	takeReply(reply: ({ snapshot: Snapshot } | { patch: Frame }) & { events: Events }): number {
		this.isJoining = false;
		this.changes.takeReply(reply.events);
		if ('snapshot' in reply) return this.begin(reply.snapshot);
		const { patch } = reply;
		if (this.#cursor === null || patch.s <= this.#cursor.s) return 0;
		this.#cursor = { e: patch.e, s: patch.s };
		return this.#write(patch.v, patch.s);
	}

	/** Begins afresh with a snapshot. Returns how many rows it wrote. */
	begin(snapshot: Snapshot): number {
		const before = [...this.tables.keys()];
		this.tables.clear();
		for (const [kind, columns] of Object.entries(snapshot.columns)) {
			this.tables.set(kind as RowKind, new RowTable(kind as RowKind, columns));
		}
		this.#cursor = { e: snapshot.e, s: snapshot.s };
		this.directory = snapshot.directory;
		const written = this.#write(snapshot.v, snapshot.s, false);
		for (const kind of new Set([...before, ...this.tables.keys()])) this.#onRows(kind, 'all');
		return written;
	}

	/** Forgets everything. */
	clear(): void {
		const kinds = [...this.tables.keys()];
		this.tables.clear();
		this.#cursor = null;
		this.changes.clear();
		for (const kind of kinds) this.#onRows(kind, 'all');
	}

	#write(rows: Rows, seq: number, tell = true): number {
		let written = 0;
		for (const [name, list] of Object.entries(rows)) {
			const kind = name as RowKind;
			const table = this.tables.get(kind) ?? this.#missingTable(kind);
			const ordinals: number[] = [];
			for (const row of list) {
				if (table.write(row, seq) !== null) ordinals.push(row[0] as number);
			}
			written += ordinals.length;
			if (tell && ordinals.length > 0) this.#onRows(kind, ordinals);
		}
		return written;
	}

	/** A kind that the snapshot did not name: our own columns are the best guess, and the hash would tell. */
	#missingTable(kind: RowKind): RowTable {
		const table = new RowTable(kind, COLUMNS[kind]);
		this.tables.set(kind, table);
		return table;
	}
}
