import type { Contest, Goal } from './pairs.ts';

/** Contests that share what is costly to set up (a database, a browser, a thousand sockets). */
export interface Subject {
	/** Every goal that it can measure. */
	goals: readonly Goal[];
	/** Sets up for the wanted goals and gives their contests, in order. */
	open: (wanted: ReadonlySet<string>) => Promise<OpenSubject>;
}

/** A subject that is ready to run. */
export interface OpenSubject {
	contests: Contest[];
	/** Ends every process, socket and file of it. */
	close: () => Promise<void>;
}

/** Calls the endings in reverse order, all of them, and throws the first failure. For everything a subject has opened. */
export async function closeAll(endings: readonly (() => Promise<void> | void)[]): Promise<void> {
	const failures: unknown[] = [];
	for (const end of endings.toReversed()) {
		try {
			await end();
		} catch (error) {
			failures.push(error);
		}
	}
	if (failures.length > 0) throw new Error('could not close the bench', { cause: failures[0] });
}
