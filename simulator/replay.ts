import { createApi, type Retry } from './api.ts';
import { createBatcher } from './batch.ts';
import { followClock, type OperationsClock } from './operations-clock.ts';
import { createPoster, type Poster } from './poster.ts';
import { profileFor } from './profiles/known.ts';
import type { Profile } from './profiles/profile.ts';
import { openRecorded } from './recorded-file.ts';
import type { ReplayMode } from './replay-mode.ts';
import { createRowCount, type ReplaySummary, type RowCount } from './replay-summary.ts';
import { mapRow, readingId, type MappedReading } from './row-mapping.ts';

/** What a replay needs. */
export interface ReplayOptions {
	url: string;
	feedKey: string;
	file: string;
	mode: ReplayMode;
	/** Rows before this instant of the file are skipped. */
	from?: Date | undefined;
	/** Rows from this instant of the file on are skipped. */
	to?: Date | undefined;
	/** Name of a known profile, or a profile; recognized by the header where absent. */
	profile?: string | Profile | undefined;
	/** Ends the replay early; what was sent is kept and may be sent again. */
	signal?: AbortSignal | undefined;
	/** Called after each answer of the server. */
	onProgress?: ((summary: ReplaySummary) => void) | undefined;
	onRetry?: ((retry: Retry) => void) | undefined;
}

/**
 * A live reading older than this would be refused; rows that a late start left so far behind are
 * skipped.
 */
const OLDEST_MS = 23 * 3600 * 1000;

/**
 * Plays a recorded file through the HTTP API, in the order of the file, one request at a time, with
 * ids that depend on place and instant only: running it again adds nothing. Memory does not grow
 * with the file. Live modes leave out rows of frozen sources (see `Profile.sourceClock`). Throws on
 * an unreadable file, an unknown profile or a refused key.
 */
export async function replay(options: ReplayOptions): Promise<ReplaySummary> {
	const { mode, onProgress } = options;
	const signal = options.signal ?? new AbortController().signal;
	const file = await openRecorded(options.file);
	try {
		const profile = profileFor(file.header, options.profile);
		const api = createApi({ ...options, signal });
		const count = createRowCount(profile, mode);
		const poster = createPoster(api, 1, (tally) => onProgress?.(count.summary(tally, false)));
		try {
			const clock = mode === 'backfill' ? null : await followClock(api, signal);
			const player = createPlayer({ options, profile, clock, poster, count });
			for await (const row of file.rows) {
				signal.throwIfAborted();
				count.read();
				const mapped = mapRow(profile, row);
				if ('reading' in mapped) await player.take(mapped.reading);
				else if ('skip' in mapped) count.skip(mapped.skip);
				else count.fault(mapped.fault, row.line, mapped.column);
			}
			await player.finish();
			return count.summary(poster.tally, true);
		} catch (thrown) {
			if (!signal.aborted) throw thrown;
			return count.summary(poster.tally, false);
		}
	} finally {
		file.close();
	}
}

interface Player {
	/** Sends a reading when its time has come. */
	take(reading: MappedReading): Promise<void>;
	/** Sends what is left. */
	finish(): Promise<void>;
}

function createPlayer(parts: {
	options: ReplayOptions;
	profile: Profile;
	clock: OperationsClock | null;
	poster: Poster;
	count: RowCount;
}): Player {
	const { options, profile, clock, poster, count } = parts;
	const { from, to, mode } = options;
	const batcher = createBatcher();
	let shiftMs: number | null = mode === 'shift-to-now' ? null : 0;

	async function flush(): Promise<void> {
		const rest = batcher.flush();
		if (rest) await poster.send(profile.door, rest);
		await poster.drain();
	}

	/**
	 * Waits until an instant has come, with everything before it sent. False: it is too long ago for
	 * a live reading.
	 */
	async function isDue(at: number, follow: OperationsClock): Promise<boolean> {
		if (at > follow.now()) {
			await flush();
			await follow.until(at);
		}
		return at >= follow.now() - OLDEST_MS;
	}

	return {
		finish: flush,
		async take(reading) {
			if ((from && reading.at < from.getTime()) || (to && reading.at >= to.getTime())) {
				return count.skip('outside_period');
			}
			if (clock) {
				if (reading.isFrozen) return count.skip('frozen_source');
				shiftMs ??= clock.now() - reading.at;
				if (!(await isDue(reading.at + shiftMs, clock))) return count.skip('too_old');
			}
			const full = batcher.add(itemOf(profile, reading, shiftMs ?? 0));
			if (full) await poster.send(profile.door, full);
		},
	};
}

function itemOf(profile: Profile, { place, at, figures }: MappedReading, shiftMs: number): object {
	const instant = new Date(at + shiftMs);
	return {
		id: readingId(place, instant),
		[profile.door === 'center' ? 'centerId' : 'contactCenterId']: place,
		at: instant.toISOString(),
		...figures,
	};
}
