import type { Figures } from '../finding.ts';
import type { Severity } from '../severity.ts';

/** What a detector makes of what it sees; null where nothing is measured. */
export interface Measure {
	/** Compared with the steps of the detector. */
	value: number;
	figures: Figures;
	/** False where it is no time to raise anything: closed, or just opened. Clearing goes on. */
	mayRaise: boolean;
}

/** One step: above the limit for so long. */
interface Step {
	limit: number;
	holdMs: number;
}

/** When a detector raises, how bad it calls what it sees, and when it clears. */
export interface Steps {
	/** By severity, 1 first; null where a value alone is never so bad. */
	above: readonly [Step | null, Step | null, Step | null, Step | null];
	/** A value at the limit counts as above it. */
	isInclusive: boolean;
	/** Raised from this severity on. */
	raisesAt: Severity;
	/** Clear at or below this value, for so long. */
	clearAt: number;
	clearAfterMs: number;
}

/** What is remembered between two ticks of one detector at one place. */
export interface Track {
	/** Since when the value is above each step, severity 1 first; NaN: it is not. */
	overMs: [number, number, number, number];
	/** Since when it is below the clearing value; NaN: it is not. */
	underMs: number;
	/** Since when it is below the step of the severity that is shown; NaN: it is not. */
	lowerMs: number;
	/** Null while nothing is raised. */
	severity: Severity | null;
	/** Since when the condition of what is raised holds. */
	sinceMs: number;
	seenMs: number;
	figures: Figures;
	isUnconfirmed: boolean;
}

/** Hysteresis that all detectors share [I]. */
const HOLD = {
	/** A severity is left below this share of its limit, for so long. */
	leaveShare: 0.9,
	lowerAfterMs: 5 * 60_000,
	/** After a longer silence nothing has "held" meanwhile. */
	forgetAfterMs: 15 * 60_000,
	/** Without a measurement for so long the figures are told as unconfirmed. */
	unconfirmedAfterMs: 3 * 60_000,
} as const;

/** A track of something that never was. */
export function newTrack(nowMs: number): Track {
	return {
		overMs: [NaN, NaN, NaN, NaN],
		underMs: NaN,
		lowerMs: NaN,
		severity: null,
		sinceMs: NaN,
		seenMs: nowMs,
		figures: {},
		isUnconfirmed: false,
	};
}

/** Whether a track says nothing that a new one would not say: it need not be kept. */
export function isIdle({ severity, overMs }: Track): boolean {
	return severity === null && overMs.every(Number.isNaN);
}

/**
 * Takes what is seen now into a track, in place. Data that stops (null) never clears and never raises; what was measured
 * before stays, unconfirmed after three minutes.
 */
export function follow(track: Track, measure: Measure | null, steps: Steps, nowMs: number): void {
	if (measure === null) {
		track.underMs = NaN;
		track.lowerMs = NaN;
		track.isUnconfirmed = nowMs - track.seenMs > HOLD.unconfirmedAfterMs;
		return;
	}
	const isForgotten = nowMs - track.seenMs > HOLD.forgetAfterMs;
	track.seenMs = nowMs;
	track.isUnconfirmed = false;
	track.figures = measure.figures;
	let asked: Severity | null = null;
	let kept: Severity | null = null;
	for (let i = 0; i < 4; i++) {
		const step = steps.above[i];
		if (!step) continue;
		if (isForgotten) track.overMs[i] = NaN;
		const { value } = measure;
		const isOver = steps.isInclusive ? value >= step.limit : value > step.limit;
		if (!isOver) track.overMs[i] = NaN;
		else if (Number.isNaN(track.overMs[i])) track.overMs[i] = nowMs;
		const severity = (i + 1) as Severity;
		if (isOver && nowMs - (track.overMs[i] ?? NaN) >= step.holdMs) asked ??= severity;
		if (value >= step.limit * HOLD.leaveShare) kept ??= severity;
	}
	if (track.severity === null) raise(track, measure, asked, steps);
	else settle(track, measure, asked, kept, steps, nowMs);
}

function raise(track: Track, measure: Measure, asked: Severity | null, steps: Steps): void {
	if (asked === null || asked > steps.raisesAt || !measure.mayRaise) return;
	track.severity = asked;
	track.sinceMs = track.overMs[steps.raisesAt - 1] ?? NaN;
	track.underMs = NaN;
	track.lowerMs = NaN;
}

function settle(
	track: Track,
	{ value, mayRaise }: Measure,
	asked: Severity | null,
	kept: Severity | null,
	steps: Steps,
	nowMs: number,
): void {
	const shown = track.severity ?? 4;
	if (asked !== null && asked < shown && mayRaise) track.severity = asked;
	const lower = kept ?? 4;
	if (lower <= shown) track.lowerMs = NaN;
	else if (Number.isNaN(track.lowerMs)) track.lowerMs = nowMs;
	else if (nowMs - track.lowerMs >= HOLD.lowerAfterMs) {
		track.severity = lower;
		track.lowerMs = NaN;
	}
	if (value > steps.clearAt) track.underMs = NaN;
	else if (Number.isNaN(track.underMs)) track.underMs = nowMs;
	if (nowMs - track.underMs >= steps.clearAfterMs) {
		track.severity = null;
		track.overMs = [NaN, NaN, NaN, NaN];
		track.underMs = NaN;
	}
}
