// The directory as this node knows it: in memory, followed from the store, because imports may come from elsewhere.
import { setTimeout as after } from 'node:timers/promises';
import type { Directory } from '../../domain/directory.ts';
import type { Sql } from '../store/connect.ts';
import { listBoundaries } from '../store/boundaries.ts';
import { readDirectory, readDirectoryVersion } from '../store/directory.ts';
import type { Clock } from '../clock.ts';

/** Least time between two looks that somebody asked for: strangers must not busy the store, real ms. */
const ASKED_EVERY_MS = 250;

/** Region shapes as GeoJSON; `properties.id` is the region's id. */
export interface BoundaryCollection {
	type: 'FeatureCollection';
	features: { type: 'Feature'; properties: { id: string; source: string }; geometry: unknown }[];
}

/** Reads the directory once; it is followed by looks. Rejects when the store cannot be read. */
export async function createDirectoryView(deps: { sql: Sql; operations: Clock }) {
	const { sql, operations } = deps;
	const listeners = new Set<(directory: Directory) => void>();
	let directory = await readDirectory(sql);
	let boundaries = await readShapes(sql, operations.now());

	const follow = async (isRestored: boolean) => {
		if (!isRestored && (await readDirectoryVersion(sql)) === directory.version) return;
		directory = await readDirectory(sql);
		boundaries = await readShapes(sql, operations.now());
		for (const listener of listeners) listener(directory);
	};
	let looking = Promise.resolve();
	/** One look after the other: each begins after it was asked for. */
	const look = (isRestored = false): Promise<void> =>
		(looking = looking.catch(() => undefined).then(() => follow(isRestored)));

	let askedAt = -Infinity;
	let asked: Promise<void> | null = null;
	const askedLook = async () => {
		await after(Math.max(0, askedAt + ASKED_EVERY_MS - performance.now()));
		asked = null;
		askedAt = performance.now();
		await look();
	};

	return {
		/** The directory now; the same object until it changes. */
		current: (): Directory => directory,
		/**
		 * Looks at the store: afterwards everything committed before the call is known; of a restored store everything is read,
		 * for it may have used a version again. Rejects when the store cannot be read.
		 */
		look,
		/** A look that is shared by all who ask: at most four a second are made. */
		refresh: (): Promise<void> => (asked ??= askedLook()),
		/** Region shapes now. */
		boundaries: (): BoundaryCollection => boundaries,
		/** Changes with the directory: validator of the shapes too. */
		boundariesVersion: (): string => directory.version,
		/** Calls `listener` with each new version. */
		onChange: (listener: (directory: Directory) => void): void => void listeners.add(listener),
	};
}

async function readShapes(sql: Sql, at: Date): Promise<BoundaryCollection> {
	const rows = await listBoundaries(sql, at);
	return {
		type: 'FeatureCollection',
		features: rows.map(({ regionId, geojson, source }) => ({
			type: 'Feature',
			properties: { id: regionId, source },
			geometry: (geojson as { geometry: unknown }).geometry,
		})),
	};
}
