import type { Door } from '../poster.ts';

/** How one figure of the API is read from the columns of a row. */
export interface FigureSource {
	/** Column that holds the number; an empty cell means not measured. */
	column: string;
	/** Multiplied by this column, then rounded: a mean becomes the sum that the API asks for. */
	times?: string;
	/** What an empty cell stands for, where the file leaves out what it says in another column. */
	emptyIs?: number;
}

/** How a recorded file becomes readings: data, so that another file needs no code. */
export interface Profile {
	name: string;
	/** Must be shown wherever the data are shown. */
	credit: string;
	door: Door;
	/** Columns by which a file is recognized: its header has all of them. */
	knownBy: readonly string[];
	/** Column with the id of the place, as the directory has it. */
	place: string;
	/** Column with the instant, RFC 3339 with `Z` or an offset. */
	at: string;
	/** Columns that describe the place, for building a directory. */
	describes?: { name?: string; lat?: string; lon?: string; hallM2?: string };
	/** Usual seconds between two rows of a place: what its feed should promise. */
	cadenceSeconds: number;
	/** Only rows with this value count; the others are parts of them. */
	only?: { column: string; equals: string };
	/** Figures of the API by name. A row without any of them is skipped. */
	figures: Readonly<Record<string, FigureSource>>;
	/**
	 * The source's own clock. Where it is further than `mostMs` from the row's instant the source is
	 * frozen: its row says nothing about now and is not sent as a live reading; a backfill keeps it,
	 * for history holds what was received.
	 */
	sourceClock?: { column: string; offset: string; mostMs: number };
	/** What a reader of the data must know. */
	notes: readonly string[];
}
