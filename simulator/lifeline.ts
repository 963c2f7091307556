import { fstatSync } from 'node:fs';

/** How often the parent is looked at, ms: an orphan ends within a second. */
const WATCH_MS = 400;

/**
 * A signal that is aborted when this process shall end: SIGTERM, SIGINT, or its parent is gone. The
 * parent is gone when another process id stands in its place, when the pipe on standard input ends,
 * or when nobody reads standard output any more.
 */
export function watchLifeline(): AbortSignal {
	const controller = new AbortController();
	const end = (because: string) => controller.abort(new DOMException(because, 'AbortError'));
	process.on('SIGTERM', () => end('SIGTERM'));
	process.on('SIGINT', () => end('SIGINT'));
	process.stdout.on('error', () => end('nobody reads the output'));

	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) end('the parent is gone');
	}, WATCH_MS).unref();

	// A terminal or /dev/null is nobody's lifeline; a pipe is its writer's.
	if (isPipe(0)) {
		process.stdin.on('end', () => end('standard input ended'));
		process.stdin.on('error', () => end('standard input broke'));
		process.stdin.resume();
		(process.stdin as unknown as { unref?: () => void }).unref?.();
	}
	return controller.signal;
}

function isPipe(descriptor: number): boolean {
	try {
		const stat = fstatSync(descriptor);
		return stat.isFIFO() || stat.isSocket();
	} catch {
		return false;
	}
}
