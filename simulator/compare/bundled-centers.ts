import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import type { ModeledCenter } from '../model/center.ts';

/** The centers that demo mode plays, from the bundled directory file. */
export function bundledCenters(): ModeledCenter[] {
	const file = new URL('../../data/kazakhstan.csv', import.meta.url);
	const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
	return rows
		.filter(({ kind }) => kind === 'center')
		.map((row) => ({
			id: row.id!,
			cityId: row.city || null,
			regionId: row.region!,
			class: row.class as ModeledCenter['class'],
			type: row.type as ModeledCenter['type'],
			hallM2: row.hall_m2 ? Number(row.hall_m2) : null,
			windows: row.windows ? Number(row.windows) : null,
			opensAt: row.open || null,
			closesAt: row.close || null,
			timezone: row.timezone!,
		}));
}
