import type { Decision, RegimeSubject } from './regime.ts';

/** One version of a decision as the store keeps it. */
export interface DecisionVersion {
	/** Number of its telling: versions of all decisions in one order. */
	n: number;
	decision: Decision;
	/** Operations clock: since when this version is known. */
	knownAt: Date;
}

/** A version with its limits as numbers, ms: hundreds are looked through for one answer. */
interface BookEntry {
	decision: Decision;
	knownFromMs: number;
	/** The next version is known from here on. */
	knownUntilMs: number;
	/** Outside of these, none of its measures has its period in any zone. */
	fromMs: number;
	untilMs: number;
}

/**
 * Every version of every decision in memory, by the places that they name, so that a regime is resolved without the
 * store. What is asked is asked as of an instant of knowledge: what was believed then, or what is known now.
 */
export class RuleBook {
	/** Number of the newest version taken in. */
	n = 0;

	/** By decision, in order of their numbers. */
	#versions = new Map<string, BookEntry[]>();
	/** By what their scopes name. */
	#byPlace = new Map<string, BookEntry[]>();

	/** Takes further versions, in order of their numbers. */
	take(versions: readonly DecisionVersion[]): void {
		for (const { n, decision, knownAt } of versions) {
			const entry = { decision, knownFromMs: knownAt.getTime(), knownUntilMs: Infinity };
			const full = { ...entry, ...limitsOf(decision) };
			const known = listAt(this.#versions, decision.id);
			const last = known.at(-1);
			if (last) last.knownUntilMs = full.knownFromMs;
			known.push(full);
			for (const key of keysOf(decision)) listAt(this.#byPlace, key).push(full);
			this.n = n;
		}
	}

	/**
	 * Decisions that can speak of a subject at an instant, or until another one, as believed at `knownAt`; more than those
	 * that do.
	 */
	about(
		{ kind, id, cityId, regionId }: RegimeSubject,
		at: Date,
		knownAt: Date,
		until = at,
	): Decision[] {
		const keys =
			kind === 'contact'
				? [`contact ${id}`]
				: ['nation', `center ${id}`, `city ${cityId}`, `region ${regionId}`, `beside ${regionId}`];
		const [atMs, untilMs, knownMs] = [at.getTime(), until.getTime(), knownAt.getTime()];
		const found = new Set<Decision>();
		for (const key of keys) {
			for (const entry of this.#byPlace.get(key) ?? []) {
				const mayHold = entry.fromMs <= untilMs && atMs < entry.untilMs;
				if (mayHold && isBelieved(entry, knownMs)) found.add(entry.decision);
			}
		}
		return [...found];
	}

	/** All decisions as believed at an instant, in the order of their first entry. */
	all(knownAt: Date): Decision[] {
		return [...this.#versions.keys()].flatMap((id) => this.find(id, knownAt) ?? []);
	}

	/** Every version of a decision in order, with the instant since which it is known. */
	versions(id: string): Pick<DecisionVersion, 'decision' | 'knownAt'>[] {
		return (this.#versions.get(id) ?? []).map(({ decision, knownFromMs }) => ({
			decision,
			knownAt: new Date(knownFromMs),
		}));
	}

	/** One decision as believed at an instant; null where it was not known. */
	find(id: string, knownAt: Date): Decision | null {
		const knownMs = knownAt.getTime();
		const versions = this.#versions.get(id) ?? [];
		return versions.find((entry) => isBelieved(entry, knownMs))?.decision ?? null;
	}
}

function isBelieved({ knownFromMs, knownUntilMs }: BookEntry, knownMs: number): boolean {
	return knownFromMs <= knownMs && knownMs < knownUntilMs;
}

function listAt(lists: Map<string, BookEntry[]>, key: string): BookEntry[] {
	const list = lists.get(key) ?? [];
	lists.set(key, list);
	return list;
}

function limitsOf({ measures }: Decision): Pick<BookEntry, 'fromMs' | 'untilMs'> {
	const periods = measures.flatMap(({ period }) => [period, ...Object.values(period.inZones)]);
	return {
		fromMs: Math.min(...periods.map(({ from }) => from.getTime())),
		untilMs: Math.max(...periods.map(({ until }) => until?.getTime() ?? Infinity)),
	};
}

/** What the scopes of a decision name, once each; `beside`: regions in which it may spare a class. */
function keysOf({ measures }: Decision): Set<string> {
	const entries = measures.flatMap(({ scope }) => scope.entries);
	return new Set(
		entries.flatMap((entry) => {
			if (entry.kind === 'nation') return ['nation'];
			const key = `${entry.kind} ${entry.id}`;
			const isInRegion = entry.kind === 'city' || entry.kind === 'center';
			return isInRegion ? [key, `beside ${entry.regionId}`] : [key];
		}),
	);
}
