import type { Calendar } from './calendar.ts';
import { latelyOf, memoryOf, noteReading, takeSlot, type CenterMemory } from './center-memory.ts';
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
	type Finding,
	type FindingKind,
	type Subject,
} from './finding.ts';
import { isOpen, type Incident } from './incident.ts';
import type { LevelLimits } from './load.ts';
import type { LocalTimeOf } from './opening.ts';
import type { RegimeHours } from './regime.ts';
import type { Row } from './row.ts';
import type { RowTable } from './row-table.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/**
 * After two suspect readings within this time a center's people are not acted on for as long: a broken counter jumps back
 * and forth. One alone may be a crowd that came at once.
 */
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
	ruleOf: (center: Center, nowMs: number) => RuleNow;
	/** What is usual at a center in the quarter of an hour of an instant; null where it is not known. */
	usualOf: (center: Center, nowMs: number) => UsualSlot | null;
	limitsOf: (center: Center) => LevelLimits;
	contactLimits: () => LevelLimits;
}

interface SiteMemory {
	ordinal: number;
	subject: Subject;
	detectors: readonly Detector<ContactSight>[];
	tracks: (Track | null)[];
}

/** Steps with the lowest value that is above any of them. */
interface KnownSteps {
	steps: Steps;
	lowest: number;
}

/**
 * Looks at a Board, tick after tick, and tells what its detectors have raised and not cleared. What it remembers between
 * ticks is how long something has held; a node that takes over starts with what the open incidents tell (`resume`), so
 * that nothing clears by a change of nodes, and waits for holds of a few minutes once more.
 */
export class Detection {
	#options: DetectionOptions;
	#centers: CenterMemory[];
	#sites: SiteMemory[];
	#steps = new Map<FindingKind, Map<LevelLimits, KnownSteps>>();

	constructor(directory: Pick<Directory, 'centers' | 'contactCenters'>, options: DetectionOptions) {
		this.#options = options;
		this.#centers = directory.centers.map((center) => memoryOf(center, CENTER_DETECTORS.length));
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
			memory.sight = sight;
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

	/** Centers as they were seen at the last tick, by id: what causes are looked for in. */
	sights(): Map<string, CenterSight> {
		return new Map(
			this.#centers.flatMap(({ center, sight }) => (sight ? [[center.id, sight] as const] : [])),
		);
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
			const { steps, lowest } = this.#stepsOf(detector, sight.limits);
			let track = tracks[i] ?? null;
			if (track === null) {
				if (measure === null || measure.value < lowest) continue;
				tracks[i] = track = newTrack(sight.nowMs);
			}
			follow(track, measure, steps, sight.nowMs);
			if (track.severity !== null) findings.push(findingOf(detector.kind, subject, track));
			else if (isIdle(track)) tracks[i] = null;
		}
	}

	#stepsOf<S>(detector: Detector<S>, limits: LevelLimits): KnownSteps {
		let known = this.#steps.get(detector.kind);
		if (!known) this.#steps.set(detector.kind, (known = new Map<LevelLimits, KnownSteps>()));
		let own = known.get(limits);
		if (!own) {
			const steps = detector.steps(limits);
			known.set(limits, (own = { steps, lowest: lowestOf(steps) }));
		}
		return own;
	}

	#sightOf(memory: CenterMemory, row: Row, clock: ZoneClock, nowMs: number): CenterSight {
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
			lately: latelyOf(memory),
			surge: memory.surgeFigures,
			suspectReadings: noteReading(memory, row, nowMs),
			wasSuspect: nowMs - memory.suspectMs[0] < SUSPECT_FOR_MS,
			limits: limitsOf(center),
		});
		const slot = Math.floor(nowMs / QUARTER_MS);
		if (slot === memory.slot) return sight;
		takeSlot(memory, sight, slot);
		return { ...sight, isSurging: memory.surge.isActive, surge: memory.surgeFigures };
	}
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

function siteMemoryOf({ ordinal, id, regionId }: ContactCenter): SiteMemory {
	const subject = { kind: 'contact', id, cityId: null, regionId } as const;
	return { ordinal, subject, detectors: SITE_DETECTORS, tracks: [null] };
}
