// The directory as this node knows it: in memory, followed from the store, because imports may come from elsewhere.
import type { Directory } from '../../domain/directory.ts';
import { createJob } from '../job.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import { listBoundaries } from '../store/boundaries.ts';
import { readDirectory, readDirectoryVersion } from '../store/directory.ts';
import type { Clock } from '../clock.ts';

/** How often the version is looked at, real ms. */
const LOOK_EVERY_MS = 2000;

/** Region shapes as GeoJSON; `properties.id` is the region's id. */
export interface BoundaryCollection {
	type: 'FeatureCollection';
	features: { type: 'Feature'; properties: { id: string; source: string }; geometry: unknown }[];
}

/** Reads the directory once and follows it; rejects when the store cannot be read. */
export async function createDirectoryView(deps: { sql: Sql; operations: Clock; log: Log }) {
	const { sql, operations, log } = deps;
	const listeners = new Set<(directory: Directory) => void>();
	let directory = await readDirectory(sql);
	let boundaries = await readShapes(sql, operations.now());

	const follow = async () => {
		if ((await readDirectoryVersion(sql)) === directory.version) return;
		directory = await readDirectory(sql);
		boundaries = await readShapes(sql, operations.now());
		for (const listener of listeners) listener(directory);
	};
	const job = createJob({ name: 'directory', everyMs: LOOK_EVERY_MS, step: follow, log });

	return {
		/** The directory now; the same object until it changes. */
		current: (): Directory => directory,
		/** Region shapes now. */
		boundaries: (): BoundaryCollection => boundaries,
		/** Changes with the directory: validator of the shapes too. */
		boundariesVersion: (): string => directory.version,
		/** Calls `listener` with each new version. */
		onChange: (listener: (directory: Directory) => void): void => void listeners.add(listener),
		stop: (): Promise<void> => job.stop(),
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
