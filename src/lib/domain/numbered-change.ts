/** Kind of an object whose changes are numbered. */
export type ChangedKind = 'incident' | 'regime';

/** The whole state of an incident or regime; of two states of one object the higher revision counts. */
export interface ChangedState {
	id: string;
	revision: number;
	[field: string]: unknown;
}

/** One change as the store numbered it. */
export interface NumberedChange {
	/** Place in the one order of all changes of both kinds, equal on every node. */
	n: number;
	kind: ChangedKind;
	/** Names of the scopes that the object belongs to now. */
	scopes: readonly string[];
	/** Names of the scopes that it left by this change: they hear only that it is gone. */
	left: readonly string[];
	/** False once nobody has to act on the object any more: who joins later does not get it. */
	isOpen: boolean;
	state: ChangedState;
}

/** A change as one scope hears of it. */
export type HeardChange = Pick<NumberedChange, 'n' | 'kind' | 'isOpen' | 'state'>;

/** What follows after a number: in order, or everything that is open when the order is not known so far back. */
export type ChangesSince = { list: HeardChange[] } | { open: HeardChange[] };

/** So many changes are remembered one by one. */
const REMEMBERED = 500;

/**
 * The numbered changes of one node: the newest one by one, and the latest state of every open object. Changes are taken
 * in order of their number, without a hole.
 */
export class ChangeLog {
	/** Number of the newest change taken in. */
	n: number;

	#remembered: NumberedChange[];
	#open = new Map<string, NumberedChange>();
	/** Number of the newest change that was told in a scope. */
	#told = new Map<string, number>();
	#begin: number;

	/** As of number `n`: what is open, and the newest changes in order. */
	constructor(n: number, open: readonly NumberedChange[], newest: readonly NumberedChange[]) {
		this.n = this.#begin = n;
		this.#remembered = newest.slice(-REMEMBERED);
		for (const change of open) this.#open.set(keyOf(change), change);
	}

	/**
	 * Takes the next change. Returns it for each scope that hears of it, with the number told there before (at first where
	 * the log began); null when it is not the next one.
	 */
	take(change: NumberedChange): { scope: string; p: number; heard: HeardChange }[] | null {
		if (change.n !== this.n + 1) return null;
		this.n = change.n;
		this.#remembered.push(change);
		if (this.#remembered.length > REMEMBERED) this.#remembered.shift();
		if (change.isOpen) this.#open.set(keyOf(change), change);
		else this.#open.delete(keyOf(change));
		return [...change.scopes, ...change.left].map((scope) => {
			const p = this.#told.get(scope) ?? this.#begin;
			this.#told.set(scope, change.n);
			return { scope, p, heard: heardIn(scope, change) };
		});
	}

	/** What a scope has after a number that a client knows, or all of it for one that knows none. */
	since(scope: string, number: number | undefined): ChangesSince {
		const oldest = this.#remembered[0]?.n ?? this.n + 1;
		if (number === undefined || number < oldest - 1 || number > this.n) {
			return { open: [...this.#open.values()].filter(({ scopes }) => scopes.includes(scope)) };
		}
		return {
			list: this.#remembered
				.filter(
					({ n, scopes, left }) => n > number && (scopes.includes(scope) || left.includes(scope)),
				)
				.map((change) => heardIn(scope, change)),
		};
	}
}

/** A scope that the object left is told that it is gone, and nothing of its state. */
function heardIn(scope: string, { n, kind, isOpen, state, scopes }: NumberedChange): HeardChange {
	if (scopes.includes(scope)) return { n, kind, isOpen, state };
	return { n, kind, isOpen: false, state: { id: state.id, revision: state.revision } };
}

function keyOf({ kind, state }: NumberedChange): string {
	return `${kind} ${state.id}`;
}
