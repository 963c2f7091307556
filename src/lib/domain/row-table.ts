import { rowHash, type Row, type RowKind } from './row.ts';

/** How null is written into an integer column; the hash uses the same number. */
const NULL_INT = -0x80000000;
const NONE = -1;
const FIRST_CAPACITY = 16;

type ColumnData = Int32Array | Float64Array;

/** Whether a column holds an instant (Unix seconds outgrow 32 bits in 2038). */
function isInstant(column: string): boolean {
	return column === 'at' || column.endsWith('At');
}

/**
 * Latest rows of one kind by ordinal, the same on both sides of the wire (realtime.md §4): a typed array per column, the
 * version of each row's last change, all rows in order of it, and the sum of the row hashes. Rows are written whole and
 * are never removed, except all at once.
 */
export class RowTable {
	readonly kind: RowKind;
	readonly columns: readonly string[];
	/** Sum of the row hashes modulo 2³²: the part of the scope's hash that these rows make. */
	hash = 0;

	#slots = new Map<number, number>();
	#positions: Map<string, number>;
	#data: ColumnData[];
	#hashes = new Uint32Array(FIRST_CAPACITY);
	#changedAt = new Float64Array(FIRST_CAPACITY);
	/** Rows as a list by version: from the newest (`#newest`) to older ones. */
	#older = new Int32Array(FIRST_CAPACITY).fill(NONE);
	#newer = new Int32Array(FIRST_CAPACITY).fill(NONE);
	#newest = NONE;

	/** `columns` as the snapshot names them: a newer server may have appended some. The first is the ordinal. */
	constructor(kind: RowKind, columns: readonly string[]) {
		this.kind = kind;
		this.columns = columns;
		this.#positions = new Map(columns.map((name, i) => [name, i]));
		this.#data = columns.map((name) =>
			isInstant(name) ? new Float64Array(FIRST_CAPACITY) : new Int32Array(FIRST_CAPACITY),
		);
	}

	/** Number of rows. */
	get size(): number {
		return this.#slots.size;
	}

	/**
	 * Writes a row as of version `seq`, which never decreases. Returns by how much the hash grew (modulo 2³²), or null
	 * when the row was equal already: an equal value is no change.
	 */
	write(row: Row, seq: number): number | null {
		const ordinal = row[0];
		if (ordinal === null || ordinal === undefined) throw new Error('a row without ordinal');
		const known = this.#slots.get(ordinal);
		if (known !== undefined && this.#equals(known, row)) return null;
		const slot = known ?? this.#add(ordinal);
		for (let i = 0; i < this.#data.length; i++) this.#put(i, slot, row[i] ?? null);
		const before = known === undefined ? 0 : (this.#hashes[slot] as number);
		const after = rowHash(this.kind, row);
		this.#hashes[slot] = after;
		this.#changedAt[slot] = seq;
		this.#moveToFront(slot);
		this.hash = (this.hash + after - before) >>> 0;
		return (after - before) >>> 0;
	}

	/** Whether a row exists. */
	has(ordinal: number): boolean {
		return this.#slots.has(ordinal);
	}

	/** A row as it crosses the wire, or null. */
	read(ordinal: number): Row | null {
		const slot = this.#slots.get(ordinal);
		return slot === undefined ? null : this.#row(slot);
	}

	/** One value; null when not measured, or when row or column do not exist. */
	value(ordinal: number, column: string): number | null {
		const slot = this.#slots.get(ordinal);
		const position = this.#positions.get(column);
		return slot === undefined || position === undefined ? null : this.#get(position, slot);
	}

	/** Version of a row's last change; −1 when it does not exist. */
	changedAt(ordinal: number): number {
		const slot = this.#slots.get(ordinal);
		return slot === undefined ? NONE : (this.#changedAt[slot] as number);
	}

	/** Ordinals in the order of their first writing. */
	ordinals(): IterableIterator<number> {
		return this.#slots.keys();
	}

	/** Ordinals changed after version `seq`, newest first: one walk that touches nothing else, for any `seq`. */
	*changedSince(seq: number): Generator<number> {
		for (let slot = this.#newest; slot !== NONE; slot = this.#older[slot] as number) {
			if ((this.#changedAt[slot] as number) <= seq) return;
			yield this.#get(0, slot) as number;
		}
	}

	/** Removes all rows: a snapshot follows. */
	clear(): void {
		this.#slots.clear();
		this.#older.fill(NONE);
		this.#newer.fill(NONE);
		this.#newest = NONE;
		this.hash = 0;
	}

	#row(slot: number): Row {
		return this.#data.map((_, i) => this.#get(i, slot));
	}

	#get(position: number, slot: number): number | null {
		const value = (this.#data[position] as ColumnData)[slot] as number;
		return value === NULL_INT || Number.isNaN(value) ? null : value;
	}

	#put(position: number, slot: number, value: number | null): void {
		const column = this.#data[position] as ColumnData;
		column[slot] = value ?? (column instanceof Float64Array ? NaN : NULL_INT);
	}

	#equals(slot: number, row: Row): boolean {
		for (let i = 0; i < this.#data.length; i++) {
			if (this.#get(i, slot) !== (row[i] ?? null)) return false;
		}
		return true;
	}

	#add(ordinal: number): number {
		const slot = this.#slots.size;
		if (slot === this.#hashes.length) this.#grow();
		this.#slots.set(ordinal, slot);
		return slot;
	}

	#grow(): void {
		const capacity = this.#hashes.length * 2;
		this.#data = this.#data.map((old) => {
			const wider =
				old instanceof Float64Array ? new Float64Array(capacity) : new Int32Array(capacity);
			wider.set(old);
			return wider;
		});
		this.#hashes = widened(this.#hashes, new Uint32Array(capacity));
		this.#changedAt = widened(this.#changedAt, new Float64Array(capacity));
		this.#older = widened(this.#older, new Int32Array(capacity).fill(NONE));
		this.#newer = widened(this.#newer, new Int32Array(capacity).fill(NONE));
	}

	#moveToFront(slot: number): void {
		if (this.#newest === slot) return;
		const older = this.#older[slot] as number;
		const newer = this.#newer[slot] as number;
		if (newer !== NONE) this.#older[newer] = older;
		if (older !== NONE) this.#newer[older] = newer;
		this.#older[slot] = this.#newest;
		this.#newer[slot] = NONE;
		if (this.#newest !== NONE) this.#newer[this.#newest] = slot;
		this.#newest = slot;
	}
}

function widened<A extends Uint32Array | Float64Array | Int32Array>(old: A, wider: A): A {
	wider.set(old);
	return wider;
}
