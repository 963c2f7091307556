/**
 * The one look at the store that a node at rest takes, once a second, on behalf of all its parts. Input: the marks, by one
 * statement. Output: each part reads on when its own mark moved, and afresh when a mark went back; whether the storage
 * answers. Guarantee: what was committed reaches its part at the next look; a read that fails is tried again at the next.
 */
import { wentBack } from '../domain/store-marks.ts';
import type { SystemClock } from './clock.ts';
import { createJob } from './job.ts';
import type { Log } from './log.ts';
import type { MarksRead } from './store/marks.ts';

/** Real times between looks, ms. */
const LOOK = {
	/** Half of what is promised for the end of a session (reliability.md I8). */
	everyMs: 1000,
	/** While the bus is not well, and until a storage that failed answers again. */
	hurriedEveryMs: 500,
} as const;

/** A part that reads on when its mark moved. */
interface Follower {
	/** For the log. */
	name: string;
	markOf: (marks: MarksRead) => number | string;
	/**
	 * Reads whatever was committed before the call; with `isRestored` nothing that was read before counts. The mark is seen
	 * once it resolves.
	 */
	look: (isRestored: boolean) => Promise<void>;
}

/** The running watch. */
export interface StoreWatch {
	/** As the last look that was answered found them. */
	marks(): MarksRead;
	/** Calls `listener` after every look that was answered; a look begins after the calls of the one before. */
	subscribe(listener: (marks: MarksRead) => void): void;
	/** Adds a part that has read everything committed before the watch was created, and perhaps more. */
	follow(follower: Follower): void;
	/** Looks now, or joins the look under way; a failure shows in `isAnswering`. */
	look(): Promise<void>;
	/** Whether the storage answered the last look; waits for the one under way. */
	isAnswering(): Promise<boolean>;
	/** Ends the looks, and resolves when nothing is read any more. */
	stop(): Promise<void>;
}

/** Takes the first look and goes on; rejects when the store cannot be read. */
export async function createStoreWatch(deps: {
	readMarks: () => Promise<MarksRead>;
	/** Told what the database's clock showed. */
	clock: Pick<SystemClock, 'compare'>;
	/** Looks are wanted twice as often. */
	isHurried: () => boolean;
	log: Log;
	/** The real clock that `clock` runs on, ms. */
	monotonicMs?: () => number;
}): Promise<StoreWatch> {
	const { readMarks, clock, isHurried, log, monotonicMs = () => performance.now() } = deps;
	const listeners: ((marks: MarksRead) => void)[] = [];
	const followers: ReturnType<typeof followMark>[] = [];

	const read = async () => {
		const askedAtMs = monotonicMs();
		const marks = await readMarks();
		clock.compare({ askedAtMs, answeredAtMs: monotonicMs(), databaseAt: marks.databaseAt });
		return marks;
	};
	const first = await read();
	let last = first;

	const job = createJob({
		name: 'store watch',
		everyMs: (failures) => (isHurried() || failures > 0 ? LOOK.hurriedEveryMs : LOOK.everyMs),
		log,
		step: async () => {
			const before = last;
			last = await read();
			for (const listener of listeners) listener(last);
			for (const follower of followers) follower.hear(last, wentBack(before, last));
		},
	});

	return {
		marks: () => last,
		subscribe: (listener) => void listeners.push(listener),
		follow: (follower) => void followers.push(followMark(follower, first, log)),
		look: () => job.runNow(),
		isAnswering: () => job.isWell(),
		async stop() {
			await job.stop();
			await Promise.all(followers.map((follower) => follower.stop()));
		},
	};
}

/** Lets a part read when its mark is another one than at its last successful read, one read at a time. */
function followMark({ name, markOf, look }: Follower, first: MarksRead, log: Log) {
	let heard = markOf(first);
	let seen = heard;
	let restores = 0;
	let seenRestores = 0;
	const job = createJob({
		name,
		log,
		step: async () => {
			const before = { heard, restores };
			await look(restores !== seenRestores);
			seen = before.heard;
			seenRestores = before.restores;
		},
	});
	return {
		hear(marks: MarksRead, isRestored: boolean) {
			heard = markOf(marks);
			if (isRestored) restores += 1;
			if (heard !== seen || restores !== seenRestores) void job.runNow();
		},
		stop: () => job.stop(),
	};
}
