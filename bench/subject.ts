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

/** What must be ended for what was opened, the last first. */
export interface Endings {
	add(end: () => Promise<void> | void): void;
	/** Calls all of them, once, and throws the first failure. */
	close(): Promise<void>;
}

const open = new Set<Endings>();

/** Makes an empty list of endings; an interrupted bench closes every list that is still open. */
export function createEndings(): Endings {
	const list: (() => Promise<void> | void)[] = [];
	const endings: Endings = {
		add: (end) => void list.push(end),
		close: async () => {
			open.delete(endings);
			const failures: unknown[] = [];
			for (let end = list.pop(); end; end = list.pop()) {
				try {
					await end();
				} catch (error) {
					failures.push(error);
				}
			}
			if (failures.length > 0) throw new Error('could not close the bench', { cause: failures[0] });
		},
	};
	open.add(endings);
	return endings;
}

/** Closes whatever is open, the last list first. */
export async function closeEverything(): Promise<void> {
	for (const endings of [...open].toReversed()) await endings.close();
}
