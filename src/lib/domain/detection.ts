import type { Calendar } from './calendar.ts';
import { latelyOf, memoryOf, noteReading, takeSlot, type CenterMemory } from './center-memory.ts';
import type { DetectionMemory, PlaceMemory } from './detection-memory.ts';
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
 * ticks, above all how long something has held, another node can take over (`memory`, `resume`).
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

	/** What it remembers now. */
	memory(): DetectionMemory {
		const memory: DetectionMemory = { places: {}, quarters: {} };
		for (const { subject, detectors, tracks, center } of this.#places()) {
			const known: PlaceMemory = { tracks: {} };
			tracks.forEach((track, i) => {
				const kind = detectors[i]?.kind;
				if (track && kind) known.tracks[kind] = track;
			});
			if (center && center.suspectMs[1] !== -Infinity) {
				const { suspectMs, suspectRow, readAt } = center;
				known.suspect = { suspectMs, suspectRow, readAt };
			}
			const key = subjectKey(subject);
			if (known.suspect || Object.keys(known.tracks).length > 0) memory.places[key] = known;
			if (!center || center.slot < 0) continue;
			const { surge, slot, surgeFigures, recent } = center;
			memory.quarters[key] = { surge, slot, surgeFigures, recent };
		}
		return memory;
	}

	/**
	 * Takes over from another node: goes on with what that one remembered, and what open incidents show as lasting is raised
	 * here too, so that nothing clears by a change of nodes.
	 */
	resume(incidents: readonly Incident[], memory: DetectionMemory | null): void {
		const known = new Map(this.#places().map((place) => [subjectKey(place.subject), place]));
		for (const [key, { tracks, suspect }] of Object.entries(memory?.places ?? {})) {
			const place = known.get(key);
			if (place?.center) Object.assign(place.center, suspect);
			place?.detectors.forEach(({ kind }, i) => (place.tracks[i] = tracks[kind] ?? null));
		}
		for (const [key, quarters] of Object.entries(memory?.quarters ?? {})) {
			const center = known.get(key)?.center;
			if (center) Object.assign(center, quarters);
		}
		for (const member of incidents.filter(isOpen).flatMap(({ members }) => members)) {
			const place = known.get(subjectKey(member));
			for (const sign of member.signs) {
				const i = place?.detectors.findIndex(({ kind }) => kind === sign.kind) ?? -1;
				if (!place || i < 0 || sign.clearedAt !== null) continue;
				if ((place.tracks[i]?.severity ?? null) !== null) continue;
				const sinceMs = Date.parse(sign.since);
				const { severity, figures, isUnconfirmed } = sign;
				place.tracks[i] = { ...newTrack(sinceMs), severity, sinceMs, figures, isUnconfirmed };
			}
		}
	}

	#places(): {
		subject: Subject;
		detectors: readonly { kind: FindingKind }[];
		tracks: (Track | null)[];
		center: CenterMemory | null;
	}[] {
		return [
			...this.#centers.map((center) => ({
				subject: center.subject,
				detectors: CENTER_DETECTORS,
				tracks: center.tracks,
				center,
			})),
			...this.#sites.map((site) => ({ ...site, center: null })),
		];
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
