import type { RegimePreview } from '$lib/domain/regime-preview.ts';

/** What is known of a center now; figures that nobody measured are null. */
interface LoadThere {
	occupancy: number | null;
	queueLength: number | null;
	bookedWaiting: number | null;
	slotsFree: number | null;
	slotsTotal: number | null;
}

type WithLoad<T> = T & { load: LoadThere | null };

/** What a change would do, center by center, with what is going on there now. */
export interface RuleEffect extends Omit<RegimePreview, 'affected' | 'exempt'> {
	affected: WithLoad<RegimePreview['affected'][number]>[];
	exempt: WithLoad<RegimePreview['exempt'][number]>[];
}
