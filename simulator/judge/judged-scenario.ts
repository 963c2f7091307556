import type { SlotRow } from '../../src/lib/domain/baseline.ts';
import { CONTACT_ORDINAL } from '../../src/lib/domain/incident-watch.ts';
import type { FeedPlace } from '../feed-line.ts';
import { layFeedLines } from '../feed-line.ts';
import { modeledRollups } from '../history/modeled-rollups.ts';
import { localInstant } from '../model/local-time.ts';
import { createNetwork } from '../model/network.ts';
import { createSilence } from '../model/trouble.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { judgeDay, slotRow, type JudgedDay, type JudgedWorld } from './judged-day.ts';
import type { OfflineItem } from './offline-store.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ZONE = 'Asia/Almaty';
/** Seed of every judged day. */
export const JUDGE_SEED = 'judge';
/** Comparable weekdays that are modeled before a judged day. */
const WEEKS = 8;
/** What is played of a day, minutes of Almaty's clock. */
const PLAYED = { from: 8 * 60, to: 19 * 60 } as const;
/** Faulty feeds are sound until then: a feed that never spoke is no fault. */
const SOUND_UNTIL = 10 * 60;
const CADENCE_SECONDS = 60;

/** The world without what belongs to one scenario. */
export type BareWorld = Omit<JudgedWorld, 'history'>;

/** Quarter hours of the last eight same weekdays before a date, holidays included: the baseline leaves them out. */
export function modeledHistory(world: BareWorld, scenario: Scenario, date: string): SlotRow[] {
	const { directory, calendar, localTime } = world;
	const stretches = Array.from({ length: WEEKS }, (_, i) => {
		const midnight = Date.parse(`${date}T00:00:00Z`) - (WEEKS - i) * 7 * DAY_MS;
		const day = new Date(midnight).toISOString().slice(0, 10);
		return {
			from: localInstant(ZONE, day, PLAYED.from),
			to: localInstant(ZONE, day, PLAYED.to + 60),
		};
	});
	const centers = new Map(directory.centers.map((center) => [center.id, center]));
	const rows: SlotRow[] = [];
	const calls = new Map<number, number>();
	const rollups = modeledRollups({
		scenario,
		seed: JUDGE_SEED,
		calendar,
		centers: directory.centers,
		sites: directory.contactCenters,
		stretches,
	});
	for (const { kind, id, rollup } of rollups) {
		const atMs = rollup.at.getTime();
		if (kind === 'contact') {
			calls.set(atMs, (calls.get(atMs) ?? 0) + (rollup.flows.offered ?? 0));
			continue;
		}
		const center = centers.get(id);
		if (!center) continue;
		const { flows, queueLength, windowsServing } = rollup;
		const mean = ({ sum, n }: { sum: number | null; n: number }) => (n > 0 ? (sum ?? 0) / n : null);
		rows.push(
			slotRow(localTime, center, atMs, {
				arrivals: (flows.arrivalsBooked ?? 0) + (flows.arrivalsWalkIn ?? 0),
				walkIns: flows.arrivalsWalkIn,
				queue: mean(queueLength),
				windows: mean(windowsServing),
			}),
		);
	}
	const pool = { ordinal: CONTACT_ORDINAL, timezone: ZONE };
	const nothing = { walkIns: null, queue: null, windows: null };
	for (const [atMs, arrivals] of calls) {
		rows.push(slotRow(localTime, pool, atMs, { arrivals, ...nothing }));
	}
	return rows;
}

/** Plays a date of a scenario through the watch, until a minute of Almaty's clock. */
export function judgeScenario(
	world: JudgedWorld,
	scenario: Scenario,
	date: string,
	until: number = PLAYED.to,
): JudgedDay {
	const { directory, calendar } = world;
	const { centers, contactCenters } = directory;
	const network = createNetwork({
		scenario,
		seed: JUDGE_SEED,
		calendar,
		centers,
		sites: contactCenters,
	});
	const places = network.map((place, i): FeedPlace => ({ ...place, key: String(i) }));
	const isEveryday = scenario.background === 'everyday';
	const isSilent = createSilence(isEveryday ? centers.map(({ id }) => id) : [], JUDGE_SEED);
	const runId = 'j';
	const sound = layFeedLines(places, { scenario: { ...scenario, feeds: [] }, isSilent, runId });
	const faulty = layFeedLines(places, { scenario, isSilent, runId });
	const from = localInstant(ZONE, date, PLAYED.from);
	const to = localInstant(ZONE, date, until);
	const soundUntil = localInstant(ZONE, date, SOUND_UNTIL);
	for (const place of places) {
		place.advance(from - MINUTE_MS);
		place.read();
	}
	return judgeDay(world, {
		from,
		to,
		cadenceSeconds: CADENCE_SECONDS,
		itemsAt(at) {
			const lines = at < soundUntil ? sound : faulty;
			return lines.flatMap((line) => {
				const readings = line.readingsAt(at, CADENCE_SECONDS * 1000);
				const bookings = readings.length > 0 ? line.bookingsAt(at, CADENCE_SECONDS * 1000) : [];
				return [...readings, ...bookings].map(({ door, item }): OfflineItem => ({
					door,
					item: item as Record<string, unknown>,
				}));
			});
		},
	});
}
