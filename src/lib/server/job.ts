import type { Log } from './log.ts';

/** A repeating step that survives its own failures. */
export interface Job {
	/** Ends it; resolves when a running step is over. */
	stop(): Promise<void>;
	/** Runs a step now (or joins the running one); for orderly ends and tests. */
	runNow(): Promise<void>;
	/** Failures in a row; 0 when the last step went well. */
	failures(): number;
	/** Whether the last step went well; waits for the running one. */
	isWell(): Promise<boolean>;
}

/**
 * Runs `step` every `everyMs` real ms, which may depend on the failures in a row, or only when told where it is absent; never
 * twice at a time. A failure is logged once per row of failures and counted; the job goes on.
 */
export function createJob(options: {
	name: string;
	everyMs?: number | ((failures: number) => number);
	step: () => Promise<void>;
	log: Log;
}): Job {
	const { name, everyMs, step, log } = options;
	let failures = 0;
	let running: Promise<void> | null = null;
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;

	const attempt = async () => {
		try {
			await step();
			if (failures > 0) log.info({ job: name, failures }, 'job works again');
			failures = 0;
		} catch (error) {
			failures += 1;
			if (failures === 1) log.error({ job: name, err: error }, 'job failed, will go on');
		}
	};

	const runNow = (): Promise<void> => {
		running ??= attempt().finally(() => {
			running = null;
		});
		return running;
	};

	const plan = () => {
		if (stopped || everyMs === undefined) return;
		const waitMs = typeof everyMs === 'number' ? everyMs : everyMs(failures);
		timer = setTimeout(() => void runNow().then(plan), waitMs);
		timer.unref();
	};
	plan();

	return {
		runNow,
		failures: () => failures,
		isWell: async () => {
			await running;
			return failures === 0;
		},
		stop: async () => {
			stopped = true;
			clearTimeout(timer);
			await running;
		},
	};
}
