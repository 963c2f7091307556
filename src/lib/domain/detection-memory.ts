import type { CenterMemory } from './center-memory.ts';
import type { Track } from './detectors/track.ts';
import type { FindingKind } from './finding.ts';

/** What the quarters of an hour so far have left of a center. */
type QuartersMemory = Pick<CenterMemory, 'surge' | 'slot' | 'surgeFigures' | 'recent'>;

/** What is under way at a place. */
export interface PlaceMemory {
	tracks: Partial<Record<FindingKind, Track>>;
	/** Its suspect readings; absent without any. */
	suspect?: Pick<CenterMemory, 'suspectMs' | 'suspectRow' | 'readAt'>;
}

/** What a detection remembers between two ticks, so that another node goes on where one ended; by subject key. */
export interface DetectionMemory {
	/** Only places where anything is under way. */
	places: Record<string, PlaceMemory>;
	/** Changes once in a quarter of an hour. */
	quarters: Record<string, QuartersMemory>;
}

/** JSON of memory, in which "never" and "not" (−∞, NaN) keep their meaning. */
export function memoryJson(memory: DetectionMemory[keyof DetectionMemory]): string {
	return JSON.stringify(memory, (_, value: unknown) =>
		typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
	);
}

/** The reverse of {@link memoryJson}. */
export function memoryOfJson<K extends keyof DetectionMemory>(json: string): DetectionMemory[K] {
	return JSON.parse(json, (_, value: unknown) =>
		value === 'NaN' ? NaN : value === '-Infinity' ? -Infinity : value,
	) as DetectionMemory[K];
}
