import type { Calendar } from './calendar.ts';
import { arrivalsUnderBooking } from './detectors/arrivals-under-booking.ts';
import { bookingDrought } from './detectors/booking-drought.ts';
import { centerSight, contactSight } from './detectors/center-sight.ts';
import { contactAbandonment } from './detectors/contact-abandonment.ts';
import { contactOverload } from './detectors/contact-overload.ts';
import { feedAbsurd } from './detectors/feed-absurd.ts';
import { feedFrozen } from './detectors/feed-frozen.ts';
import { feedSilent } from './detectors/feed-silent.ts';
import { hallOverCap } from './detectors/hall-over-cap.ts';
import { longWait } from './detectors/long-wait.ts';
import { plannedHours, zoneClocks, type ZoneClock } from './detectors/place-clock.ts';
import { queueOutside } from './detectors/queue-outside.ts';
import { queueSurge } from './detectors/queue-surge.ts';
import type { CenterSight, ContactSight, Detector, UsualSlot } from './detectors/sight.ts';
import { turnedAway } from './detectors/turned-away.ts';
import { follow, isIdle, newTrack, type Steps, type Track } from './detectors/track.ts';
import type { Center, ContactCenter, Directory } from './directory.ts';
import {
	instantOf,
	POOL_ID,
	subjectKey,
	type Figures,
	type Finding,
	type FindingKind,
	type Subject,
} from './finding.ts';
import { isOpen, type Incident } from './incident.ts';
import type { LevelLimits } from './load.ts';
import type { Hours, LocalTimeOf } from './opening.ts';
import type { RegimeHours } from './regime.ts';
import type { RowTable } from './row-table.ts';
import { NO_SURGE, surgeAfter, surgeZ, type SurgeState } from './surge.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** After a suspect figure a center's people are not acted on for so long: a broken counter jumps back and forth. */
const SUSPECT_FOR_MS = 60 * MINUTE_MS;

const CENTER_DETECTORS: readonly Detector<CenterSight>[] = [
	hallOverCap,
	queueSurge,
	longWait,
	queueOutside,
	turnedAway,
	arrivalsUnderBooking,
	bookingDrought,
	feedSilent,
	feedFrozen,
	feedAbsurd,
];
const POOL_DETECTORS: readonly Detector<ContactSight>[] = [contactOverload, contactAbandonment];
const SITE_DETECTORS: readonly Detector<ContactSight>[] = [feedSilent];

/** What of the regime in force the detectors need. */
export interface RuleNow {
	isBookingOnly: boolean;
	/** People that it lets in; null: no limit. */
	people: number | null;
	/** Hours of intake; null: the center's own. */
	intakeHours: RegimeHours | null;
}

/** What detection needs beside the Board. */
export interface DetectionOptions {
	localTime: LocalTimeOf;
	calendar: Calendar;
	/** The regime of a center at an instant; asked once per center and tick, so it should remember. */
	ruleOf(center: Center, nowMs: number): RuleNow;
	/** What is usual at a center in the quarter of an hour of an instant; null where it is not known. */
	usualOf(center: Center, nowMs: number): UsualSlot | null;
	limitsOf(center: Center): LevelLimits;
	contactLimits(): LevelLimits;
}

/** What is remembered of one center between ticks. */
interface Memory {
	center: Center;
	subject: Subject;
	tracks: (Track | null)[];
	surge: SurgeState;
	/** The quarter of an hour that `surge` has taken in last. */
	slot: number;
	surgeFigures: Figures;
	suspectMs: number;
	/** Hours of `date` under the rule that held then. */
	hours: Hours | null | undefined;
	date: string;
	rule: RegimeHours | null;
}

interface SiteMemory {
	ordinal: number;
	subject: Subject;
	detectors: readonly Detector<ContactSight>[];
	tracks: (Track | null)[];
}

/**
 * Looks at a Board, tick after tick, and tells what its detectors have raised and not cleared. What it remembers between
 * ticks is how long something has held; a node that takes over starts with what the open incidents tell (`resume`), so
 * that nothing clears by a change of nodes, and waits for holds of a few minutes once more.
 */
export class Detection {
	#options: DetectionOptions;
	#centers: Memory[];
	#sites: SiteMemory[];
	#steps = new Map<FindingKind, Map<LevelLimits, Steps>>();

	constructor(directory: Pick<Directory, 'centers' | 'contactCenters'>, options: DetectionOptions) {
		this.#options = options;
		this.#centers = directory.centers.map(memoryOf);
		const pool = { kind: 'contact', id: POOL_ID, cityId: null, regionId: null } as const;
		this.#sites = [
			{ ordinal: 0, subject: pool, detectors: POOL_DETECTORS, tracks: [null, null] },
			...directory.contactCenters.filter(({ ordinal }) => ordinal !== 0).map(siteMemoryOf),
		];
	}

	/** Takes over from another node: what open incidents show as lasting is raised here too. */
	resume(incidents: readonly Incident[]): void {
		const known = new Map<
			string,
			{ kinds: readonly { kind: FindingKind }[]; tracks: (Track | null)[] }
		>();
		for (const { subject, tracks } of this.#centers) {
			known.set(subjectKey(subject), { kinds: CENTER_DETECTORS, tracks });
		}
		for (const { subject, tracks, detectors } of this.#sites) {
			known.set(subjectKey(subject), { kinds: detectors, tracks });
		}
		for (const { members } of incidents.filter(isOpen)) {
			for (const member of members) {
				const place = known.get(subjectKey(member));
				for (const sign of member.signs) {
					const i = place?.kinds.findIndex(({ kind }) => kind === sign.kind) ?? -1;
					if (!place || i < 0 || sign.clearedAt !== null) continue;
					const sinceMs = Date.parse(sign.since);
					const { severity, figures, isUnconfirmed } = sign;
					place.tracks[i] = { ...newTrack(sinceMs), severity, sinceMs, figures, isUnconfirmed };
				}
			}
		}
	}

	/** One look at the Board's `d` and `k` rows. Instants never go back. */
	tick(tables: { d: RowTable; k: RowTable }, nowMs: number): Finding[] {
		const clockOf = zoneClocks(this.#options.localTime, nowMs);
		const findings: Finding[] = [];
		for (const memory of this.#centers) {
			const row = tables.d.read(memory.center.ordinal);
			if (!row) continue;
			const sight = this.#sightOf(memory, row, clockOf(memory.center.timezone), nowMs);
			const { tracks, subject } = memory;
			this.#look(CENTER_DETECTORS, tracks, sight, subject, findings);
		}
		const limits = this.#options.contactLimits();
		for (const { ordinal, detectors, tracks, subject } of this.#sites) {
			const row = tables.k.read(ordinal);
			if (row) this.#look(detectors, tracks, contactSight(row, nowMs, limits), subject, findings);
		}
		return findings;
	}

	#look<S extends { nowMs: number; limits: LevelLimits }>(
		detectors: readonly Detector<S>[],
		tracks: (Track | null)[],
		sight: S,
		subject: Subject,
		findings: Finding[],
	): void {
		for (let i = 0; i < detectors.length; i++) {
			const detector = detectors[i]!;
			const measure = detector.measure(sight);
			const steps = this.#stepsOf(detector, sight.limits);
			let track = tracks[i] ?? null;
			if (track === null) {
				if (measure === null || measure.value < lowestOf(steps)) continue;
				tracks[i] = track = newTrack(sight.nowMs);
			}
			follow(track, measure, steps, sight.nowMs);
			if (track.severity !== null) findings.push(findingOf(detector.kind, subject, track));
			else if (isIdle(track)) tracks[i] = null;
		}
	}

	#stepsOf<S>({ kind, steps }: Detector<S>, limits: LevelLimits): Steps {
		let known = this.#steps.get(kind);
		if (!known) this.#steps.set(kind, (known = new Map<LevelLimits, Steps>()));
		let own = known.get(limits);
		if (!own) known.set(limits, (own = steps(limits)));
		return own;
	}

	#sightOf(memory: Memory, row: (number | null)[], clock: ZoneClock, nowMs: number): CenterSight {
		const { center } = memory;
		const { calendar, ruleOf, usualOf, limitsOf } = this.#options;
		const rule = ruleOf(center, nowMs);
		if (memory.date !== clock.date || memory.rule !== rule.intakeHours) {
			memory.date = clock.date;
			memory.rule = rule.intakeHours;
			memory.hours = plannedHours(center, clock, calendar, rule.intakeHours);
		}
		const usual = usualOf(center, nowMs);
		const sight = centerSight(row, {
			nowMs,
			clock,
			hours: memory.hours,
			isBookingOnly: rule.isBookingOnly,
			peopleByRule: rule.people,
			usual,
			isSurging: memory.surge.isActive,
			surge: memory.surgeFigures,
			wasSuspect: nowMs - memory.suspectMs < SUSPECT_FOR_MS,
			limits: limitsOf(center),
		});
		if (sight.isSuspect) memory.suspectMs = nowMs;
		const slot = Math.floor(nowMs / QUARTER_MS);
		if (slot === memory.slot) return sight;
		takeSlot(memory, sight, slot);
		return { ...sight, isSurging: memory.surge.isActive, surge: memory.surgeFigures };
	}
}

/**
 * Takes the quarter of an hour that just ended into the surge of a center. The opening one is left out: it gathers who
 * came before the doors opened.
 */
function takeSlot(memory: Memory, sight: CenterSight, slot: number): void {
	const isNext = slot === memory.slot + 1;
	memory.slot = slot;
	if (sight.isOpen === false) {
		memory.surge = NO_SURGE;
		return;
	}
	const { usual, minutesOpen } = sight;
	if (!sight.isTrusted || !usual || !isNext) return;
	if (minutesOpen !== null && minutesOpen < 2 * (QUARTER_MS / MINUTE_MS)) return;
	const hasArrivals = usual.arrivals !== null && usual.arrivals.median > 0;
	const band = hasArrivals ? usual.arrivals : usual.queue;
	const x = hasArrivals ? sight.arrivals : sight.queueLength;
	if (!band || x === null) return;
	const z = surgeZ(x, band);
	memory.surge = surgeAfter(memory.surge, z, x - band.median);
	memory.surgeFigures = { people: x, usual: band.median, z: Math.round(z * 100) / 100 };
}

function lowestOf({ above, isInclusive }: Steps): number {
	const limits = above.flatMap((step) => (step ? [step.limit] : []));
	const lowest = Math.min(...limits);
	return isInclusive ? lowest : lowest + Number.EPSILON;
}

function findingOf(kind: FindingKind, subject: Subject, track: Track): Finding {
	return {
		kind,
		subject,
		since: instantOf(track.sinceMs),
		severity: track.severity ?? 4,
		figures: track.figures,
		isUnconfirmed: track.isUnconfirmed,
	};
}

function memoryOf(center: Center): Memory {
	const { id, cityId, regionId } = center;
	return {
		center,
		subject: { kind: 'center', id, cityId, regionId },
		tracks: CENTER_DETECTORS.map(() => null),
		surge: NO_SURGE,
		slot: -1,
		surgeFigures: {},
		suspectMs: -Infinity,
		hours: undefined,
		date: '',
		rule: null,
	};
}

function siteMemoryOf({ ordinal, id, regionId }: ContactCenter): SiteMemory {
	const subject = { kind: 'contact', id, cityId: null, regionId } as const;
	return { ordinal, subject, detectors: SITE_DETECTORS, tracks: [null] };
}
