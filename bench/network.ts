import { createRandom, type Random } from '../simulator/model/random.ts';
import { Board } from '../src/lib/domain/board.ts';
import type { Center, Directory, Place } from '../src/lib/domain/directory.ts';
import type { CenterMinute, CenterPresent, CommittedBatch } from '../src/lib/domain/reading.ts';

const REGIONS = 20;
const CITIES_PER_REGION = 4;
const CADENCE_SECONDS = 10;
const MINUTE_MS = 60_000;
/** So many minute rows are in every window of the Board. */
const MINUTES_KNOWN = 15;
/** A Wednesday morning: every center is open. */
const START_MS = Date.UTC(2026, 10, 18, 6, 0, 0);

/** An invented network and the readings that keep it moving; the same seed gives the same network. */
export interface BenchNetwork {
	directory: Directory;
	/** The operations clock, ms: `batchOf` moves it on. */
	nowMs: number;
	/** A committed batch with one new reading of each of some centers, `stepMs` after the last one. */
	batchOf(centers: readonly Center[], stepMs: number): CommittedBatch;
	/** So many centers, each time others, in turn. */
	nextCenters(count: number): Center[];
}

/** A network of so many centers in 20 regions (or so many) of four cities each, over the area of Kazakhstan. */
export function createNetwork(centerCount: number, { regions = REGIONS } = {}): BenchNetwork {
	const random = createRandom(`bench/${centerCount}`);
	const directory = inventDirectory(centerCount, regions, random);
	const minutes = new Map<number, CenterMinute>();
	let nowMs = START_MS;
	let batch = 0;
	let turn = 0;
	return {
		directory,
		get nowMs() {
			return nowMs;
		},
		batchOf(centers, stepMs) {
			nowMs += stepMs;
			batch += 1;
			const present = centers.map((center) => inventPresent(center, nowMs, batch, random));
			return {
				batch,
				present,
				minutes: centers.map((center) => grownMinute(minutes, center, nowMs, batch, random)),
				availability: [],
				contactPresent: [],
				contactMinutes: [],
			};
		},
		nextCenters(count) {
			const { centers } = directory;
			const from = turn;
			turn = (turn + count) % centers.length;
			return Array.from(
				{ length: count },
				(_, i) => centers[(from + i) % centers.length] as Center,
			);
		},
	};
}

/** A Board of the network that has seen so many minutes; after a quarter of an hour every window and column is filled. */
export function warmBoard(network: BenchNetwork, minutes = MINUTES_KNOWN): Board {
	const board = new Board({
		directory: network.directory,
		floorMs: 0,
		localTime: (_, atMs) => ({
			date: '2026-11-18',
			weekday: 3,
			minutes: Math.floor((atMs % 86_400_000) / MINUTE_MS),
		}),
	});
	for (let minute = 0; minute < minutes; minute++) {
		board.fold(network.batchOf(network.directory.centers, MINUTE_MS));
		board.advance(new Date(network.nowMs));
	}
	return board;
}

function inventDirectory(centerCount: number, regions: number, random: Random): Directory {
	const place = (
		ordinal: number,
		kind: Place['kind'],
		id: string,
		regionId: string | null,
	): Place => ({
		ordinal,
		id,
		kind,
		regionId,
		name: { kk: id, ru: id, en: id },
		lat: null,
		lon: null,
		illustrative: true,
	});
	const places = [place(0, 'nation', 'nation', null)];
	const cities: { id: string; regionId: string; lat: number; lon: number }[] = [];
	for (let region = 0; region < regions; region++) {
		const regionId = `KZ-${10 + region}`;
		places.push(place(places.length, 'region', regionId, null));
		for (let city = 0; city < CITIES_PER_REGION; city++) {
			const id = `city-${region}-${city}`;
			places.push(place(places.length, 'city', id, regionId));
			cities.push({ id, regionId, lat: random.between(42, 54), lon: random.between(48, 86) });
		}
	}
	const centers = Array.from({ length: centerCount }, (_, i): Center => {
		const city = cities[i % cities.length] as (typeof cities)[number];
		return {
			ordinal: i + 1,
			id: `center-${i + 1}`,
			cityId: city.id,
			regionId: city.regionId,
			class: 'city',
			type: 'ordinary',
			name: { kk: `№ ${i + 1}`, ru: `№ ${i + 1}`, en: `No. ${i + 1}` },
			lat: random.between(42, 54),
			lon: random.between(48, 86),
			hallM2: Math.round(random.between(60, 600)),
			seats: 60,
			windows: 12,
			opensAt: '00:00',
			closesAt: '24:00',
			timezone: 'Asia/Almaty',
			illustrative: true,
		};
	});
	return { version: 'bench', places, centers, contactCenters: [] };
}

function whole(random: Random, below: number): number {
	return Math.floor(random.between(0, below));
}

function inventPresent(center: Center, atMs: number, batch: number, random: Random): CenterPresent {
	const part = { at: new Date(atMs), id: `${batch}/${center.ordinal}` };
	const open = 5 + whole(random, 12);
	const booked = whole(random, 9);
	const walkIn = whole(random, 26);
	return {
		center: center.ordinal,
		feed: 1,
		cadenceSeconds: CADENCE_SECONDS,
		batch,
		occupancy: { ...part, occupancy: 10 + whole(random, 100) },
		queue: {
			...part,
			queueLength: booked + walkIn,
			bookedWaiting: booked,
			walkInWaiting: walkIn,
			longestWaitSeconds: 60 + whole(random, 2400),
			windowsOpen: open,
			windowsServing: open - whole(random, 3),
		},
		outside: { ...part, queueOutside: whole(random, 12) },
		suspect: false,
		unchangedSince: part.at,
	};
}

function grownMinute(
	minutes: Map<number, CenterMinute>,
	center: Center,
	atMs: number,
	batch: number,
	random: Random,
): CenterMinute {
	const bucketMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
	const known = minutes.get(center.ordinal);
	const before = known?.bucket.getTime() === bucketMs ? known : null;
	const minute: CenterMinute = {
		center: center.ordinal,
		bucket: new Date(bucketMs),
		batch,
		n: (before?.n ?? 0) + 1,
		queueSum: (before?.queueSum ?? 0) + whole(random, 34),
		queueN: (before?.queueN ?? 0) + 1,
		occupancyMax: Math.max(before?.occupancyMax ?? 0, whole(random, 90)),
		queueMax: Math.max(before?.queueMax ?? 0, whole(random, 34)),
		outsideMax: null,
		waitMax: Math.max(before?.waitMax ?? 0, whole(random, 1800)),
		windowsSum: (before?.windowsSum ?? 0) + 6,
		windowsN: (before?.windowsN ?? 0) + 1,
		arrivalsBooked: (before?.arrivalsBooked ?? 0) + Number(random.chance(0.2)),
		arrivalsWalkIn: (before?.arrivalsWalkIn ?? 0) + Number(random.chance(0.4)),
		served: (before?.served ?? 0) + Number(random.chance(0.5)),
		noShows: before?.noShows ?? 0,
		leftWithoutService: before?.leftWithoutService ?? 0,
		turnedAway: before?.turnedAway ?? 0,
		movedToNextDay: before?.movedToNextDay ?? 0,
	};
	minutes.set(center.ordinal, minute);
	return minute;
}
