/** A part of what is known of a center; each comes from its own source and ages by itself. */
export type SourcePart = 'occupancy' | 'queue' | 'outside' | 'booking';

/** What one feed last said of one center. */
export interface CenterSource {
	/** Name of the feed. */
	feed: string;
	/** Promised seconds between its readings; freshness follows from it. */
	cadenceSeconds: number;
	part: SourcePart;
	/** When the newest was observed. */
	at: Date;
}
