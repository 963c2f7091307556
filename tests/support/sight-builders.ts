import type { CenterSight, ContactSight, Detector } from '../../src/lib/domain/detectors/sight.ts';
import { follow, newTrack, type Track } from '../../src/lib/domain/detectors/track.ts';
import { FRESH } from '../../src/lib/domain/freshness.ts';
import { LEVEL_LIMITS } from '../../src/lib/domain/load.ts';
import type { Severity } from '../../src/lib/domain/severity.ts';

/** A calm center of 60 people, open for two hours, whose feed is fresh; tests name what differs. */
export function aSight(some: Partial<CenterSight> = {}): CenterSight {
	return {
		nowMs: 0,
		freshness: FRESH,
		isTrusted: true,
		isOpen: true,
		minutesOpen: 120,
		isNotMoving: false,
		isSuspect: false,
		suspectReadings: 0,
		occupancy: 20,
		capacity: 60,
		queueLength: 5,
		queueOutside: 0,
		waitSeconds: 300,
		longestWaitSeconds: 240,
		windowsServing: 6,
		windowsOpen: 6,
		arrivals: 10,
		walkIns: 2,
		lately: null,
		turnedAway: 0,
		movedToNextDay: 0,
		daysToSlot: 1,
		bookingsRefused: 0,
		isBookingOnly: false,
		usual: null,
		isSurging: false,
		surge: {},
		limits: LEVEL_LIMITS,
		...some,
	};
}

/** 1414 with 50 operators, nobody waiting. */
export function aContactSight(some: Partial<ContactSight> = {}): ContactSight {
	return {
		nowMs: 0,
		freshness: FRESH,
		isOpen: null,
		minutesOpen: null,
		callsWaiting: 0,
		operatorsOnShift: 50,
		offered: 150,
		abandoned: 3,
		limits: LEVEL_LIMITS,
		...some,
	};
}

/** Shows a detector what it sees, minute by minute, and gives the severity it calls after each: null is none. */
export function seen<S extends { limits: ContactSight['limits'] }>(
	detector: Detector<S>,
	sights: readonly S[],
): (Severity | null)[] {
	const track: Track = newTrack(0);
	return sights.map((sight, minute) => {
		const steps = detector.steps(sight.limits);
		follow(track, detector.measure(sight), steps, minute * 60_000);
		return track.severity;
	});
}

/** The same sight so many minutes long. */
export function during<S>(minutes: number, sight: S): S[] {
	return Array.from({ length: minutes }, () => sight);
}
