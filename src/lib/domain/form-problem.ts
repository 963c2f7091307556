import type { ErrorCode, ObjectChange } from './errors.ts';

/** What is wrong with a form that was sent, for the page to say in its language. */
export interface FormProblem {
	code: ErrorCode;
	/** Which case, such as `code_wrong`; null where the code says it all. */
	reason: string | null;
	/** Field → reason. */
	fields: Record<string, string>;
	/** Id of the other object that it collides with, such as a decision. */
	other: string | null;
	/** Of `stale`: who changed what. */
	changed: ObjectChange | null;
	/** Of `stale` incidents: who was faster (`system`: Kezek itself), and codes of what they did. */
	current: { name: string; did: string[] } | null;
	/** Minutes to wait, at least 1; null where waiting does not help. */
	waitMin: number | null;
	/** Tries that are left; null where they are not counted. */
	triesLeft: number | null;
}
