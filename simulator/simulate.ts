import type { Center, ContactCenter } from '../src/lib/domain/directory.ts';
import { createApi, type Api } from './api.ts';
import { readCalendar } from './calendar-file.ts';
import { layFeedLines, type FeedLine } from './feed-line.ts';
import { everyMinute, feed, skipTo } from './feeding.ts';
import { createNetwork } from './model/network.ts';
import { createSilence } from './model/trouble.ts';
import { followClock } from './operations-clock.ts';
import { createPoster } from './poster.ts';
import { playedOn } from './scenarios/played-on.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { cadenceAt, createSchedule, type Due } from './schedule.ts';
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
	/** Minutes of history between two words of progress. */
	tellMinutes: 10,
} as const;

/**
 * Where history begins: an instant, so many minutes ago, or `auto`: two hours unless the board
 * knows something.
 */
export type HistoryWish = { from: Date } | { minutes: number } | 'auto';

/** What a run of the simulator needs. */
export interface SimulateOptions {
	url: string;
	/** Needs the rights `read`, `readings`, `contact_readings` and `availability`. */
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
	const { signal, onEvent, cadenceSeconds } = options;
	const api = createApi({ ...options, onRetry: outageTeller(onEvent) });
	const clock = await followClock(api, signal);
	const lines = await readLines(api, options, clock.now());

	let playedTo = clock.now();
	let filling = { from: playedTo, to: playedTo };
	const tellRefusals = refusalTeller(onEvent);
	const historian = createPoster(api, FEEDING.historyInFlight, tellRefusals);
	const reporter = createPoster(api, 1, refusalTeller(onEvent));

	/** Minutes as they are taken, with word of how far they are. */
	function* told(from: number, to: number): Generator<Due> {
		let toldMinute = 0;
		for (const due of everyMinute(lines, from, to)) {
			const minute = Math.floor((due.at - from) / MINUTE_MS);
			if (minute >= toldMinute + FEEDING.tellMinutes) tellProgress((toldMinute = minute));
			yield due;
		}
	}
	const tellProgress = (done: number) => {
		const total = Math.floor((filling.to - filling.from) / MINUTE_MS);
		onEvent({ event: 'progress', step: 'warm_up', done, total });
	};

	async function fillIn(from: number, to: number): Promise<void> {
		filling = { from, to };
		const { promisedMs } = cadenceAt(clock.speed(), cadenceSeconds);
		await feed(told(from, to), { poster: historian, promisedMs, withBookings: false });
		tellProgress(Math.floor((to - from) / MINUTE_MS));
		playedTo = to;
	}

	const historyFrom = await historyStart(api, options.history, playedTo);
	skipTo(lines, historyFrom);
	if (historyFrom < playedTo) await fillIn(historyFrom, playedTo);

	const schedule = createSchedule(lines);
	for (let isLive = false; ;) {
		const now = clock.now();
		const cadence = cadenceAt(clock.speed(), cadenceSeconds);
		if (now - playedTo > Math.max(FEEDING.gapMs, 2 * cadence.activeMs)) {
			const from = Math.max(playedTo, now - FEEDING.mostGapMs);
			if (from > playedTo) skipTo(lines, from);
			await fillIn(from, now);
			schedule.restart(now, cadence);
			continue;
		}
		if (!isLive) {
			isLive = true;
			schedule.restart(playedTo, cadence);
			onEvent({ event: 'live' });
		}
		const { promisedMs } = cadence;
		await feed(schedule.take(now, cadence), { poster: reporter, promisedMs, withBookings: true });
		playedTo = now;
		await sleep(FEEDING.tickMs, signal);
		await clock.sync();
	}
}

/**
 * Directory entries as places with their feeds; keys come from the ordinals, which are never given again.
 */
async function readLines(
	api: Api,
	{ onEvent, seed, scenario, runId }: SimulateOptions,
	now: number,
): Promise<FeedLine[]> {
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
	const shiftDays = playedOn(scenario, now);
	if (shiftDays !== 0) onEvent({ event: 'shifted', days: shiftDays });
	const calendar = readCalendar();
	const network = createNetwork({ scenario, shiftDays, seed, calendar, centers, sites });
	const isEveryday = scenario.background === 'everyday';
	const isSilent = createSilence(isEveryday ? centers.map(({ id }) => id) : [], seed);
	const places = network.map((place, i) => ({ ...place, key: keys[i]! }));
	return layFeedLines(places, { scenario, isSilent, runId });
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
