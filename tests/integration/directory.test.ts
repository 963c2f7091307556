import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import type { Principal } from '$lib/domain/permission.ts';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { exportDirectory } from '$lib/server/directory/export.ts';
import { importBoundaries } from '$lib/server/directory/import-boundaries.ts';
import { importDirectory } from '$lib/server/directory/import.ts';
import { listBoundaries } from '$lib/server/store/boundaries.ts';
import { createDirectoryView } from '$lib/server/directory/view.ts';
import { readDirectory } from '$lib/server/store/directory.ts';
import { freshDatabase } from '../support/database.ts';

const DATA = join(import.meta.dirname, '../../data');
const NOW = new Date('2026-11-20T06:00:00Z');
const LATER = new Date('2026-11-21T06:00:00Z');
const ADMIN: Principal = { kind: 'user', userId: 'u1', role: 'admin', regions: 'all' };
const VIEWER: Principal = { ...ADMIN, role: 'viewer' };
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a network from import to export', () => {
	let database: Awaited<ReturnType<typeof freshDatabase>>;
	beforeAll(async () => {
		database = await freshDatabase();
	});
	afterAll(() => database.drop());

	const load = (file: Uint8Array, dryRun = false, principal?: Principal) =>
		importDirectory({ sql: database.sql, file, dryRun, change: bySystem(LATER), principal });
	const bundled = (file: string) => readFile(join(DATA, file));

	it('loads the bundled directory and outlines into an empty store, once', async () => {
		expect(await loadBundledDirectory(database.sql, DATA, NOW)).toBe('loaded');
		const { version, places, centers, contactCenters } = await readDirectory(database.sql);
		expect(places.filter(({ kind }) => kind === 'region')).toHaveLength(20);
		expect(places.filter(({ kind }) => kind === 'city')).toHaveLength(90);
		expect(centers).toHaveLength(338);
		expect(contactCenters).toHaveLength(5);
		expect(await listBoundaries(database.sql, NOW)).toHaveLength(20);

		expect(await loadBundledDirectory(database.sql, DATA, LATER)).toBe('present');
		expect((await readDirectory(database.sql)).version).toBe(version);
		expect(await listBoundaries(database.sql, NOW)).toHaveLength(20);
	});

	it('keeps the facts of a center', async () => {
		const { centers } = await readDirectory(database.sql);
		expect(centers.find(({ id }) => id === 'almaty-almaly')).toMatchObject({
			regionId: 'KZ-75',
			cityId: 'almaty',
			class: 'city',
			type: 'ordinary',
			name: { kk: 'Алмалы ауданы', ru: 'Алмалинский район', en: 'Almaly district' },
			opensAt: '09:00',
			closesAt: '18:00',
			timezone: 'Asia/Almaty',
			illustrative: true,
		});
	});

	it('finds nothing new when the same file comes again', async () => {
		const { version } = await readDirectory(database.sql);
		const report = await load(await bundled('kazakhstan.csv'));
		expect(report).toMatchObject({ outcome: 'unchanged', changes: [], unchanged: 453, errors: [] });
		expect((await readDirectory(database.sql)).version).toBe(version);
	});

	it('exports what imports back without a change', async () => {
		const file = await exportDirectory(database.sql, ADMIN);
		expect(file.split('\n')).toHaveLength(455);
		expect(await load(bytes(file))).toMatchObject({ outcome: 'unchanged', unchanged: 453 });
		const semicolons = file.replaceAll('"', '').split('\n').slice(0, 21).join('\r\n');
		const excel = `\ufeff${semicolons.replaceAll(',', ';')}`;
		expect(await load(bytes(excel))).toMatchObject({ outcome: 'unchanged', unchanged: 20 });
	});

	it('plans without writing, then writes what it planned and keeps the ordinal', async () => {
		const before = await readDirectory(database.sql);
		const text = await exportDirectory(database.sql);
		const file = bytes(text.replace('Almaly district,', 'Almaly office,'));
		const planned = await load(file, true, ADMIN);
		expect(planned).toMatchObject({ outcome: 'planned', unchanged: 452, errors: [] });
		expect(planned.changes).toEqual([
			expect.objectContaining({
				kind: 'center',
				id: 'almaty-almaly',
				action: 'change',
				fields: [{ column: 'name_en', from: 'Almaly district', to: 'Almaly office' }],
			}),
		]);
		expect((await readDirectory(database.sql)).version).toBe(before.version);

		expect(await load(file, false, ADMIN)).toEqual({ ...planned, outcome: 'written' });
		const after = await readDirectory(database.sql);
		expect(after.version).not.toBe(before.version);
		const almaly = (directory: typeof after) =>
			directory.centers.find(({ id }) => id === 'almaty-almaly');
		expect(almaly(after)).toEqual({
			...almaly(before),
			name: { ...almaly(before)?.name, en: 'Almaly office' },
		});
	});

	it('is known to a running app as soon as that asks again, not only at its next look', async () => {
		const view = await createDirectoryView({
			sql: database.sql,
			operations: { now: () => NOW },
		});
		const heard: string[] = [];
		view.onChange(({ version }) => heard.push(version));
		const rename = async (to: string) => {
			const text = await exportDirectory(database.sql);
			await load(bytes(text.replace(/Almaly [a-z]+,/, `Almaly ${to},`)));
			await view.refresh();
			return view.current().centers.find(({ id }) => id === 'almaty-almaly')?.name.en;
		};
		expect(await rename('hall')).toBe('Almaly hall');
		const [shared, again] = [view.refresh(), view.refresh()];
		expect(again).toBe(shared);
		expect(await rename('house')).toBe('Almaly house');
		expect(heard).toHaveLength(2);
	});

	it('writes nothing at all when one line is wrong', async () => {
		const { version } = await readDirectory(database.sql);
		const header = (await exportDirectory(database.sql)).split('\n')[0] ?? '';
		const good = 'city,new-town,KZ-11,,,,Жаңа қала,Новый город,New town,51.5,70,,,,,,,yes';
		const wrong = good.replace('new-town,KZ-11', 'other-town,KZ-99');
		const report = await load(bytes([header, good, wrong].join('\n')));
		expect(report.outcome).toBe('refused');
		expect(report.changes.map(({ id }) => id)).toEqual(['new-town']);
		expect(report.errors).toEqual([
			expect.objectContaining({ line: 3, position: 3, column: 'region', reason: 'unknown' }),
		]);
		const after = await readDirectory(database.sql);
		expect(after.version).toBe(version);
		expect(after.places.some(({ id }) => id === 'new-town')).toBe(false);
	});

	it('loads Warsaw as a second network beside Kazakhstan', async () => {
		const before = await readDirectory(database.sql);
		const report = await load(await bundled('recorded-networks/warsaw.csv'));
		expect(report).toMatchObject({ outcome: 'written', unchanged: 0, errors: [], warnings: [] });
		expect(report.changes).toHaveLength(23);
		const after = await readDirectory(database.sql);
		const wola = after.centers.find(({ id }) => id === 'UD_Wola');
		expect(wola).toMatchObject({ regionId: 'warsaw', timezone: 'Europe/Warsaw' });
		expect(after.centers).toHaveLength(before.centers.length + 21);
		const known = new Set(before.centers.map(({ ordinal }) => ordinal));
		expect(
			after.centers
				.filter(({ id }) => id.startsWith('U'))
				.every(({ ordinal }) => !known.has(ordinal)),
		).toBe(true);
		expect(after.centers.filter(({ ordinal }) => known.has(ordinal))).toEqual(before.centers);

		await load(await bundled('recorded-networks/fitnesspark.csv'));
		await load(await bundled('recorded-networks/nyc311.csv'));
		const all = bytes(await exportDirectory(database.sql));
		expect(await load(all)).toMatchObject({ outcome: 'unchanged', errors: [], warnings: [] });
	});

	it('brings names that look like formulas back as they were', async () => {
		const header = (await exportDirectory(database.sql)).split('\n')[0] ?? '';
		const line = `city,odd,KZ-11,,,,'=1+1,"@a, ""b""",'+7,51.5,70,,,,,,,`;
		await load(bytes(`${header}\n${line}\n`));
		const odd = (await readDirectory(database.sql)).places.find(({ id }) => id === 'odd');
		expect(odd?.name).toEqual({ kk: '=1+1', ru: '@a, "b"', en: '+7' });
		const file = await exportDirectory(database.sql);
		expect(file).toContain(`'=1+1,"'@a, ""b""",'+7`);
		expect(await load(bytes(file))).toMatchObject({ outcome: 'unchanged' });
	});

	it('refuses whoever may not manage places', async () => {
		const forbidden = expect.objectContaining({ code: 'forbidden' }) as Error;
		await expect(load(bytes(''), true, VIEWER)).rejects.toThrowError(forbidden);
		await expect(exportDirectory(database.sql, VIEWER)).rejects.toThrowError(forbidden);
	});

	describe('borders', () => {
		const square = (x: number, y: number) => [
			[x, y],
			[x, y + 1],
			[x + 1, y + 1],
			[x + 1, y],
			[x, y],
		];
		const border = (id: string, ring: number[][]) => {
			const geometry = { type: 'Polygon', coordinates: [ring] };
			return { type: 'Feature', id, properties: { by: 'the office of borders' }, geometry };
		};
		const take = (features: object[], dryRun: boolean, validFrom?: Date) =>
			importBoundaries({
				sql: database.sql,
				file: bytes(JSON.stringify({ type: 'FeatureCollection', features })),
				source: 'official.geojson',
				dryRun,
				principal: ADMIN,
				...(validFrom && { validFrom }),
			});
		const shown = async (regionId: string, at: Date) =>
			(await listBoundaries(database.sql, at)).find((one) => one.regionId === regionId);

		it('are planned, then written, with the feature as it came and its rings turned', async () => {
			const came = border('KZ-11', square(69, 52));
			const match = { position: 1, regionId: 'KZ-11', matchedBy: 'id' };
			const planned = { outcome: 'planned', matches: [match], errors: [] };
			expect(await take([came], true)).toEqual(planned);
			expect((await shown('KZ-11', NOW))?.source).toContain('not an official boundary');

			expect(await take([came], false)).toEqual({ ...planned, outcome: 'written' });
			const geometry = { type: 'Polygon', coordinates: [square(69, 52).toReversed()] };
			expect(await shown('KZ-11', NOW)).toMatchObject({
				source: 'official.geojson',
				geojson: { ...came, geometry },
			});
		});

		it('with a date hold from then on, and others are untouched', async () => {
			expect(await take([border('KZ-11', square(70, 52))], false, LATER)).toMatchObject({
				outcome: 'written',
			});
			const first = async (at: Date) => JSON.stringify((await shown('KZ-11', at))?.geojson);
			expect(await first(NOW)).toContain('[69,52]');
			expect(await first(LATER)).toContain('[70,52]');
			expect(await listBoundaries(database.sql, LATER)).toHaveLength(20);
		});

		it('are all refused when one is wrong', async () => {
			const open = border('KZ-55', square(76, 52).slice(0, 4));
			const report = await take([border('KZ-11', square(71, 52)), open], false);
			expect(report).toMatchObject({
				outcome: 'refused',
				errors: [{ feature: 2, reason: 'open_ring' }],
			});
			const still = await shown('KZ-11', NOW);
			expect(JSON.stringify(still)).toContain(JSON.stringify(square(69, 52).toReversed()));
		});

		it('of a second network are loaded too', async () => {
			expect(await take([border('warsaw', square(20.5, 51.8))], false)).toMatchObject({
				outcome: 'written',
			});
			expect(await listBoundaries(database.sql, NOW)).toHaveLength(21);
		});
	});
});
