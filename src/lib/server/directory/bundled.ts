import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bySystem } from '../../domain/change.ts';
import type { Sql } from '../store/connect.ts';
import { listBoundaries, putBoundaries } from '../store/boundaries.ts';
import { nameNation, readDirectory } from '../store/directory.ts';
import { kazakhstanOutlines } from './bundled-outlines.ts';
import { importDirectory } from './import.ts';

/** The nation of the bundled directory. */
const KAZAKHSTAN = { kk: 'Қазақстан', ru: 'Казахстан', en: 'Kazakhstan' };

/** The schematic outlines serve every past moment, and any imported border comes before them. */
const OUTLINES_VALID_FROM = new Date('1900-01-01T00:00:00Z');

/**
 * Gives demo mode its network: the bundled directory of Kazakhstan where no center and no contact center is known yet,
 * and the bundled outlines of its regions where no region has one. Safe to repeat after a start that was cut short.
 * Throws where the bundled files themselves are wrong.
 */
export async function loadBundledDirectory(
	sql: Sql,
	dataFolder: string,
	now: Date,
): Promise<'loaded' | 'present'> {
	const { centers, contactCenters } = await readDirectory(sql);
	const isEmpty = centers.length === 0 && contactCenters.length === 0;
	if (isEmpty) {
		const file = await readFile(join(dataFolder, 'kazakhstan.csv'));
		await nameNation(sql, KAZAKHSTAN, now);
		const { errors } = await importDirectory({ sql, file, dryRun: false, change: bySystem(now) });
		const [first] = errors;
		if (first) throw new Error(`kazakhstan.csv, line ${first.line}: ${first.message}`);
	}
	await loadOutlines(sql, dataFolder, now);
	return isEmpty ? 'loaded' : 'present';
}

async function loadOutlines(sql: Sql, dataFolder: string, now: Date): Promise<void> {
	if ((await listBoundaries(sql, now)).length > 0) return;
	const text = await readFile(join(dataFolder, 'kz-regions.topo.json'), 'utf8');
	const { outlines, attribution: source } = kazakhstanOutlines(text);
	const rows = outlines.map(({ regionId, outline: geometry, properties }) => {
		const geojson = { type: 'Feature', id: regionId, properties, geometry } as const;
		return { regionId, geojson, source, validFrom: OUTLINES_VALID_FROM };
	});
	await putBoundaries(sql, rows);
}
