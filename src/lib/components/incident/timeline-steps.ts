import type { TimelineEntry } from '$lib/domain/incident.ts';

/** What came in one step: one entry, or several of one kind at one instant, such as centers that joined together. */
export interface TimelineStep {
	first: TimelineEntry;
	/** With the first. */
	entries: TimelineEntry[];
}

/** A timeline by its steps, in the same order. What a person wrote stands alone. */
export function timelineSteps(timeline: readonly TimelineEntry[]): TimelineStep[] {
	const steps: TimelineStep[] = [];
	for (const entry of timeline) {
		const last = steps.at(-1);
		if (last && isOneStep(last.first, entry)) last.entries.push(entry);
		else steps.push({ first: entry, entries: [entry] });
	}
	return steps;
}

function isOneStep(a: TimelineEntry, b: TimelineEntry): boolean {
	return a.at === b.at && a.by === b.by && a.code === b.code && a.text === null && b.text === null;
}
