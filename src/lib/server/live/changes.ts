import {
	ChangeLog,
	type ChangedKind,
	type ChangedState,
	type HeardChange,
	type NumberedChange,
} from '../../domain/numbered-change.ts';
import type { ChangeMessage, Events, NumberedEvent, Scope } from '../../protocol/live.ts';
import type { Clock } from '../clock.ts';

/*
 * Numbered changes of incidents and regimes as this node tells them. Input: the store's log, read at start, at every
 * hint and at every look; output: one event per change and scope, in order of the number, after the commit. Guarantee:
 * every node tells the same changes in the same order, none left out; a hint that is lost costs the time to the next look.
 */

/** So many numbers back the changes themselves are read at start: clients of the last life need no reset. */
const READ_BACK = 500;

/** What the changes ask the store, as plain functions. */
export interface ChangeReaders {
	/** The changes after a number, in order, with the number of the newest; perhaps not all of them. */
	readChangesAfter: (n: number) => Promise<{ turn: number; changes: NumberedChange[] }>;
	/** The latest change of every open object. */
	readOpenChanges: () => Promise<{ turn: number; changes: NumberedChange[] }>;
}

/** One change as it is told in one scope. */
export interface ToldChange {
	kind: ChangedKind;
	message: ChangeMessage;
}

/** The numbered changes of this node. */
export interface LiveChanges {
	/** Reads the log; rejects when the store cannot be read. */
	start(): Promise<void>;
	/** Number of the newest change that was told. */
	readonly n: number;
	/** What a scope has after a number; all that is open for a number that is unknown, too old or not reached yet. */
	eventsOf(scope: Scope, since?: number): Events;
	/** Says that something was committed: it is read at once. */
	hint(): void;
	/**
	 * Reads whatever was committed before this call, and begins afresh where the store was restored. Rejects when the store
	 * cannot be read.
	 */
	look(isRestored?: boolean): Promise<void>;
	/** Calls `listener` for every change and scope, in order. Returns the end of it. */
	subscribe(listener: (told: ToldChange) => void): () => void;
	stop(): Promise<void>;
}

/**
 * Makes the numbered changes; `start` brings them to life. `onLost`: the numbers cannot be followed any more, as after a
 * restore of the store, so that everybody has to join again.
 */
export function createLiveChanges(
	deps: ChangeReaders & { clock: Clock; onLost: () => void },
): LiveChanges {
	const { readChangesAfter, readOpenChanges, clock, onLost } = deps;
	let changes = new ChangeLog(0, [], []);
	let isWanted = false;
	let mustBeginAfresh = false;
	let looking: Promise<void> | null = null;
	const listeners = new Set<(told: ToldChange) => void>();

	const load = async () => {
		const { turn, changes: open } = await readOpenChanges();
		const newest = await readChangesAfter(Math.max(0, turn - READ_BACK));
		changes = new ChangeLog(
			turn,
			open,
			newest.changes.filter(({ n }) => n <= turn),
		);
	};

	/** Nothing that clients know counts any more: whoever joins gets everything that is open. */
	const beginAfresh = async () => {
		const { turn, changes: open } = await readOpenChanges();
		mustBeginAfresh = false;
		changes = new ChangeLog(turn, open, []);
		onLost();
	};

	const tell = (change: NumberedChange): boolean => {
		const told = changes.take(change);
		if (!told) return false;
		const t = clock.now().getTime();
		for (const { scope, p, heard } of told) {
			const message = { r: scope, p, t, ...eventOf(heard) };
			for (const listener of listeners) listener({ kind: change.kind, message });
		}
		return true;
	};

	const readOn = async () => {
		if (mustBeginAfresh) await beginAfresh();
		for (;;) {
			const read = await readChangesAfter(changes.n);
			const isFollowed = read.turn >= changes.n && read.changes.every(tell);
			if (!isFollowed) await beginAfresh();
			else if (read.changes.length === 0) return;
		}
	};

	/** A call while one reads makes it read once more: its own commit may have come after the query. */
	const look = (isRestored = false): Promise<void> => {
		isWanted = true;
		mustBeginAfresh ||= isRestored;
		looking ??= (async () => {
			while (isWanted) {
				isWanted = false;
				await readOn();
			}
		})().finally(() => {
			looking = null;
		});
		return looking;
	};

	return {
		start: load,
		get n() {
			return changes.n;
		},
		eventsOf(scope, since) {
			const answer = changes.since(scope, since);
			if ('list' in answer) return { n: changes.n, list: answer.list.map(eventOf) };
			const states = (kind: ChangedKind): ChangedState[] =>
				answer.open.filter((change) => change.kind === kind).map(({ state }) => state);
			return {
				n: changes.n,
				reset: true,
				incidents: states('incident'),
				regimes: states('regime'),
			};
		},
		// What it cannot read the next look meets too.
		hint: () => void look().catch(() => undefined),
		look,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async stop() {
			await looking?.catch(() => undefined);
			listeners.clear();
		},
	};
}

function eventOf({ n, kind, isOpen, state }: HeardChange): NumberedEvent {
	return kind === 'incident'
		? { n, open: isOpen, incident: state }
		: { n, open: isOpen, regime: state };
}
