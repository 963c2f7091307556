import { type Principal, requireSomewhere } from '../../domain/permission.ts';
import type { Sql } from '../store/connect.ts';
import { putBoundaries } from '../store/boundaries.ts';
import { readDirectory } from '../store/directory.ts';
import { decodeUpload } from './csv.ts';
import { type BoundaryProblem, parseBoundaries } from './geojson.ts';
import type { ImportOutcome } from './import.ts';

/** What an import of borders did or, as a dry run, would do. */
export interface BoundaryReport {
	outcome: ImportOutcome;
	/** Which feature of the file (from 1) belongs to which region, and how that was found. */
	matches: { position: number; regionId: string; matchedBy: 'id' | 'name' }[];
	errors: BoundaryProblem[];
}

/** A border without a date holds for every moment that this project covers; the bundled outlines are older still. */
const ALWAYS = new Date(0);

/**
 * Imports borders of known regions (GeoJSON, WGS84, at most 10 MB; domain.md §C). Without `validFrom` a border holds for
 * every moment and replaces one imported so before; with it, it holds from then on and the earlier one stays. With any
 * error nothing is written, otherwise all by one statement. Throws `forbidden`, `too_large` and `invalid`/`encoding`.
 */
export async function importBoundaries(request: {
	sql: Sql;
	/** The file as it was uploaded. */
	file: Uint8Array;
	/** Where it comes from, as the map's credits name it. */
	source: string;
	dryRun: boolean;
	/** Operations time since when the borders run like this. */
	validFrom?: Date;
	principal?: Principal;
}): Promise<BoundaryReport> {
	const { sql, file, source, dryRun, validFrom = ALWAYS, principal } = request;
	if (principal) requireSomewhere(principal, 'place.manage');
	const text = decodeUpload(file);
	const { places } = await readDirectory(sql);
	const regions = places.filter(({ kind }) => kind === 'region');
	const { boundaries, errors } = parseBoundaries(text, regions);
	const matches = boundaries.map(({ position, regionId, matchedBy }) => {
		return { position, regionId, matchedBy };
	});
	if (errors.length > 0) return { outcome: 'refused', matches, errors };
	if (dryRun) return { outcome: 'planned', matches, errors };
	const rows = boundaries.map(({ regionId, feature }) => {
		return { regionId, geojson: feature, source, validFrom };
	});
	await putBoundaries(sql, rows);
	return { outcome: 'written', matches, errors };
}
