import type { ChangedKind, ChangedState } from '$lib/domain/numbered-change.ts';
import type { ChangeMessage, Events, NumberedEvent } from '$lib/protocol/live.ts';

/**
 * Open incidents and regimes of one scope as the client knows them, with the rule of realtime.md §2.6: numbered, never
 * merged, never applied twice, and a hole is seen. It sends nothing itself.
 */
export class ScopeChanges {
	#since: number | null = null;
	#newest: Record<ChangedKind, number | null> = { incident: null, regime: null };
	#open: Record<ChangedKind, Map<string, ChangedState>> = {
		incident: new Map(),
		regime: new Map(),
	};

	/** Number up to which everything is known; null before the first reply. */
	get since(): number | null {
		return this.#since;
	}

	/** Number of the newest change of a kind, of objects that are open or not; null before the first reply. */
	newest(kind: ChangedKind): number | null {
		return this.#newest[kind];
	}

	/** Open objects of a kind. */
	open(kind: ChangedKind): Iterable<ChangedState> {
		return this.#open[kind].values();
	}

	/** Takes in a change as it was told in the scope; `join` asks for a join with `since`. */
	take(message: ChangeMessage): 'ignored' | 'applied' | 'join' {
		if (this.#since === null || message.p > this.#since) return 'join';
		if (message.n <= this.#since) return 'ignored';
		this.#write(message);
		this.#since = message.n;
		return 'applied';
	}

	/** Takes in what the reply to a join brings: the changes since, or everything that is open. */
	takeReply(events: Events): void {
		if ('reset' in events) {
			this.clear();
			for (const incident of events.incidents) this.#write({ n: events.n, open: true, incident });
			for (const regime of events.regimes) this.#write({ n: events.n, open: true, regime });
			this.#since = this.#newest.incident = this.#newest.regime = events.n;
			return;
		}
		const since = this.#since ?? 0;
		for (const event of events.list) if (event.n > since) this.#write(event);
		// Another node may be a little behind.
		this.#since = Math.max(since, events.n);
	}

	/** Forgets everything. */
	clear(): void {
		this.#since = this.#newest.incident = this.#newest.regime = null;
		for (const states of Object.values(this.#open)) states.clear();
	}

	#write(event: NumberedEvent): void {
		const [kind, state] =
			'incident' in event
				? (['incident', event.incident] as const)
				: (['regime', event.regime] as const);
		this.#newest[kind] = event.n;
		const known = this.#open[kind].get(state.id);
		if (known && known.revision > state.revision) return;
		if (event.open) this.#open[kind].set(state.id, state);
		else this.#open[kind].delete(state.id);
	}
}

/** Number of the newest change of a kind in any of several scopes; null before the first reply. */
export function newestChange(kind: ChangedKind, scopes: readonly ScopeChanges[]): number | null {
	const numbers = scopes.flatMap((changes) => changes.newest(kind) ?? []);
	return numbers.length === 0 ? null : Math.max(...numbers);
}

/** Open objects of several scopes, each once and in its newest state. */
export function newestOf(kind: ChangedKind, scopes: readonly ScopeChanges[]): ChangedState[] {
	const newest = new Map<string, ChangedState>();
	for (const changes of scopes) {
		for (const state of changes.open(kind)) {
			const known = newest.get(state.id);
			if (!known || known.revision < state.revision) newest.set(state.id, state);
		}
	}
	return [...newest.values()];
}
