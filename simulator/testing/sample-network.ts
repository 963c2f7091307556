import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ModeledCenter } from '../model/center.ts';
import { createRandom } from '../model/random.ts';

const KAZAKHSTAN = fileURLToPath(new URL('../../data/kazakhstan.csv', import.meta.url));

/**
 * The centers that demo mode plays, from the directory file; an invented network of the same size
 * without it.
 */
export function theDirectory(): ModeledCenter[] {
	if (!existsSync(KAZAKHSTAN)) return sampleCenters();
	const rows = parse<Record<string, string>>(readFileSync(KAZAKHSTAN), { columns: true });
	return rows
		.filter(({ kind }) => kind === 'center')
		.map((row) => ({
			id: row.id!,
			regionId: row.region!,
			type: row.type as ModeledCenter['type'],
			hallM2: row.hall_m2 ? Number(row.hall_m2) : null,
			windows: row.windows ? Number(row.windows) : null,
			opensAt: row.open || null,
			closesAt: row.close || null,
			timezone: row.timezone!,
		}));
}

/** A network of plausible mixture: half city centers, half small ones. Invented, like its ids. */
export function sampleCenters(count = 340): ModeledCenter[] {
	const random = createRandom('sample network');
	const centers: ModeledCenter[] = [];
	for (let i = 0; i < count; i++) {
		const isCity = i % 2 === 0;
		const windows = Math.round(isCity ? random.between(8, 20) : random.between(3, 6));
		const isDuty = i % 20 === 0;
		centers.push({
			id: i === 0 ? 'almaty-almaly' : `sample-${i}`,
			regionId: 'KZ-75',
			type: isDuty ? 'duty' : 'ordinary',
			hallM2: windows * Math.round(random.between(14, 24)),
			windows,
			opensAt: '09:00',
			closesAt: isDuty ? '20:00' : '18:00',
			timezone: i % 5 === 0 ? 'Asia/Aqtau' : 'Asia/Almaty',
		});
	}
	return centers;
}
