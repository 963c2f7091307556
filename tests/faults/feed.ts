import { setTimeout as after } from 'node:timers/promises';

/** Readings a second, and how many go in one request. */
const RATE = { perSecond: 40, perRequest: 5 } as const;
/** A request that is refused or lost is sent again after this, with the same ids: what `Retry-After` asks for. */
const AGAIN_MS = 1000;
/** So many requests are under way at most; beyond it the queue system keeps its readings to itself. */
const MOST_UNDER_WAY = 16;
/** A request that is not stored after this is a failure of the rig, ms. */
const PATIENCE_MS = 60_000;

/** What was answered to one attempt. */
interface Attempt {
	/** 0: no answer at all. */
	status: number;
	ms: number;
	hasRetryAfter: boolean;
}

/** A queue system that pushes to all nodes in turn, and forgets nothing until it is told that it is stored. */
export interface Feed {
	/** Ids that were answered as stored or known. */
	readonly acknowledged: ReadonlySet<string>;
	/** Items that were refused: none of them is wrong. */
	readonly rejected: readonly unknown[];
	/** Every attempt since the last call. */
	takeAttempts(): Attempt[];
	/** Goes on after `quiet`. */
	goOn(): void;
	/** Sends nothing more; resolves when all that was sent is acknowledged. */
	quiet(): Promise<void>;
}

/** Starts to feed every center in turn, every one about every ten seconds. All figures are calm. */
export function startFeed(options: {
	urls: readonly string[];
	feedKey: string;
	centerIds: readonly string[];
	/** The operations clock. */
	now: () => Date;
}): Feed {
	const { urls, feedKey, centerIds, now } = options;
	const acknowledged = new Set<string>();
	const rejected: unknown[] = [];
	const underWay = new Set<Promise<void>>();
	let attempts: Attempt[] = [];
	let sent = 0;
	let requests = 0;
	let timer: NodeJS.Timeout | undefined;

	const reading = () => {
		const n = sent++;
		return {
			id: `fault-${n}`,
			centerId: centerIds[n % centerIds.length],
			at: now().toISOString(),
			occupancy: 1 + ((n * 7) % 20),
			queueLength: n % 6,
			bookedWaiting: n % 2,
			walkInWaiting: (n % 6) - (n % 2),
			windowsOpen: 8,
			windowsServing: 8,
			queueOutside: n % 4,
			served: n % 3,
			arrivalsWalkIn: n % 4,
		};
	};

	const attempt = async (url: string, body: string): Promise<boolean> => {
		const startedAt = performance.now();
		const note = (status: number, hasRetryAfter = false) =>
			void attempts.push({ status, ms: performance.now() - startedAt, hasRetryAfter });
		try {
			const answer = await fetch(`${url}/api/v1/readings`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization: `Bearer ${feedKey}` },
				body,
				signal: AbortSignal.timeout(10_000),
			});
			const result = (await answer.json()) as { items?: { status: string }[] };
			note(answer.status, answer.headers.has('retry-after'));
			rejected.push(...(result.items ?? []).filter((item) => item.status === 'rejected'));
			return answer.status === 200;
		} catch {
			note(0);
			return false;
		}
	};

	const push = async () => {
		const readings = Array.from({ length: RATE.perRequest }, reading);
		const body = JSON.stringify({ readings });
		const startedAt = performance.now();
		for (let node = requests++; ; node++) {
			if (await attempt(urls[node % urls.length] ?? '', body)) break;
			if (performance.now() - startedAt > PATIENCE_MS)
				throw new Error('a reading was never stored');
			await after(AGAIN_MS);
		}
		for (const { id } of readings) acknowledged.add(id);
	};
	const pushOnce = () => {
		if (underWay.size >= MOST_UNDER_WAY) return;
		const pushing = push();
		underWay.add(pushing);
		void pushing.finally(() => underWay.delete(pushing)).catch(() => undefined);
	};
	const goOn = () => {
		timer = setInterval(pushOnce, (1000 * RATE.perRequest) / RATE.perSecond);
	};
	goOn();

	return {
		acknowledged,
		rejected,
		takeAttempts() {
			const taken = attempts;
			attempts = [];
			return taken;
		},
		goOn,
		async quiet() {
			clearInterval(timer);
			await Promise.all(underWay);
		},
	};
}
