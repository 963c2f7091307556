import type { Center, ContactCenter } from '../src/lib/domain/directory.ts';
import { createApi, type Api } from './api.ts';
import { readCalendar } from './calendar-file.ts';
import { countSent, everyMinute, feed, skipTo } from './feeding.ts';
import { createNetwork, type Scenario } from './model/network.ts';
import { followClock } from './operations-clock.ts';
import { createPoster } from './poster.ts';
import { cadenceAt, createSchedule, type FeedPlace } from './schedule.ts';
import { sleep } from './sleep.ts';
import { outageTeller, refusalTeller, type OnEvent } from './simulator-event.ts';

const MINUTE_MS = 60_000;

/** How the simulator feeds the API. */
const FEEDING = {
	/** History goes in quickly, a few requests at a time. */
	historyInFlight: 3,
	/** How often due readings are collected, real ms. */
	tickMs: 1000,
	/**
	 * A pause in the feed longer than this, and than two cadences, is filled by minutes; operations
	 * ms.
	 */
	gapMs: 2 * MINUTE_MS,
	/**
	 * No more than this is filled in: what happened before is left out, its counts too. Operations
	 * ms.
	 */
	mostGapMs: 120 * MINUTE_MS,
	/** History of a first start, minutes. */
	historyMinutes: 120,
} as const;

/**
 * Where history begins: an instant, so many minutes ago, or `auto`: two hours unless the board
 * knows something.
 */
export type HistoryWish = { from: Date } | { minutes: number } | 'auto';

/** What a run of the simulator needs. */
export interface SimulateOptions {
	url: string;
	/** Needs the rights `read`, `readings` and `contact_readings`. */
	feedKey: string;
	scenario: Scenario;
	seed: string;
	/** Wished operations seconds between two readings of an open place; longer at high speed. */
	cadenceSeconds: number;
	history: HistoryWish;
	/** Begins every id. With the same run id and seed a repeated history adds nothing. */
	runId: string;
	/** Ends the run. */
	signal: AbortSignal;
	onEvent: OnEvent;
}

/**
 * Plays a scenario into a running Kezek until `signal` ends it: reads directory and clock, brings
 * in the history that is missing, then reports every place at its cadence on the operations clock.
 * While the server is away the same batch is sent until it is taken; what happened meanwhile
 * follows minute by minute. Throws `ApiError` where the key is refused.
 */
export async function simulate(options: SimulateOptions): Promise<void> {
	try {
		await run(options);
	} catch (thrown) {
		if (!options.signal.aborted) throw thrown;
	}
}

async function run(options: SimulateOptions): Promise<void> {
	const { signal, onEvent, cadenceSeconds, runId } = options;
	const api = createApi({ ...options, onRetry: outageTeller(onEvent) });
	const places = await readPlaces(api, options);
	const clock = await followClock(api, signal);

	let playedTo = clock.now();
	let historyTotal = 0;
	const tellRefusals = refusalTeller(onEvent);
	const historian = createPoster(api, FEEDING.historyInFlight, (tally) => {
		onEvent({ event: 'progress', step: 'warm_up', done: tally.sent, total: historyTotal });
		tellRefusals(tally);
	});
	const reporter = createPoster(api, 1, refusalTeller(onEvent));

	async function fillIn(from: number, to: number): Promise<void> {
		historyTotal += countSent(everyMinute(places, from, to));
		await feed(everyMinute(places, from, to), historian, runId);
		playedTo = to;
	}

	const historyFrom = await historyStart(api, options.history, playedTo);
	skipTo(places, historyFrom);
	await fillIn(historyFrom, playedTo);

	const schedule = createSchedule(places);
	for (let isLive = false; ;) {
		const now = clock.now();
		const cadence = cadenceAt(clock.speed(), cadenceSeconds);
		if (now - playedTo > Math.max(FEEDING.gapMs, 2 * cadence.activeMs)) {
			const from = Math.max(playedTo, now - FEEDING.mostGapMs);
			if (from > playedTo) skipTo(places, from);
			await fillIn(from, now);
			schedule.restart(now, cadence);
			continue;
		}
		if (!isLive) {
			isLive = true;
			schedule.restart(playedTo, cadence);
			onEvent({ event: 'live' });
		}
		await feed(schedule.take(now, cadence), reporter, runId);
		playedTo = now;
		await sleep(FEEDING.tickMs, signal);
		await clock.sync();
	}
}

/**
 * Directory entries as reporting places; keys come from the ordinals, which are never given again.
 */
async function readPlaces(
	api: Api,
	{ onEvent, seed, scenario }: SimulateOptions,
): Promise<FeedPlace[]> {
	const centers = await api.list<Center>('/api/v1/centers');
	const all = await api.list<ContactCenter>('/api/v1/contact-centers');
	// The pool of all sites may have a row of its own; it does not report.
	const sites = all.filter(({ ordinal }) => ordinal !== 0);
	const total = centers.length + sites.length;
	onEvent({ event: 'progress', step: 'directory', done: total, total });
	const keys = [
		...centers.map(({ ordinal }) => `c${ordinal.toString(36)}`),
		...sites.map(({ ordinal }) => `k${ordinal.toString(36)}`),
	];
	const network = createNetwork({ scenario, seed, calendar: readCalendar(), centers, sites });
	return network.map((place, i) => ({ ...place, key: keys[i]! }));
}

async function historyStart(api: Api, wish: HistoryWish, now: number): Promise<number> {
	if (wish !== 'auto') {
		const from = 'from' in wish ? wish.from.getTime() : now - wish.minutes * MINUTE_MS;
		return Math.min(now, from);
	}
	const board = await api.get<{ centers: { freshness: string }[] }>('/api/v1/board');
	const isKnown = board.centers.some(({ freshness }) => freshness !== 'never');
	return now - (isKnown ? 0 : FEEDING.historyMinutes) * MINUTE_MS;
}
