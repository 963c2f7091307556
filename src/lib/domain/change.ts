/** Who does something, as the audit names them: a person, the operator at the command line, a feed, or the app itself. */
export type Actor = `user:${string}` | `operator:${string}` | `feed:${number}` | 'system';

/** Under whose name, when (system clock) and why something is changed: every audited write is given one. */
export interface Change {
	by: Actor;
	at: Date;
	reason?: string | null;
}

/** A change that the app makes by itself, such as seeding a demo. */
export function bySystem(at: Date): Change {
	return { by: 'system', at };
}
