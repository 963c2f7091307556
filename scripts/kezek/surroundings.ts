import type { Readable } from 'node:stream';

/** What a command may touch beside its arguments. */
export interface Surroundings {
	/** The project folder. */
	root: string;
	env: Record<string, string | undefined>;
	input: Readable & { isTTY?: boolean };
	/** Result of the command, one line: what a script would read. */
	print(line: string): void;
	/** Word to the person who runs it, one line: progress, notes, warnings. */
	tell(line: string): void;
	now(): Date;
	/** Aborted by Ctrl-C and SIGTERM. */
	signal: AbortSignal;
}
