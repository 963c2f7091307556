import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import { AppError } from '$lib/domain/errors.ts';
import { listBoundaries, putBoundaries } from '$lib/server/store/boundaries.ts';
import {
	closeDirectoryEntries,
	readDirectory,
	readDirectoryVersion,
	upsertDirectory,
	type DirectoryEntry,
} from '$lib/server/store/directory.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { after, NOW } from '../support/reading-builders.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
});
afterAll(() => db.drop());

const name = (kk: string) => ({ kk, ru: `${kk} ru`, en: `${kk} en` });
const region = (id: string, kk = id): DirectoryEntry => ({
	kind: 'region',
	line: 0,
	id,
	name: name(kk),
	lat: 48,
	lon: 68,
	illustrative: false,
});
const city = (id: string, regionId: string): DirectoryEntry => ({
	kind: 'city',
	line: 0,
	id,
	regionId,
	name: name(id),
	lat: null,
	lon: null,
	illustrative: false,
});
const center = (
	id: string,
	says: Partial<Extract<DirectoryEntry, { kind: 'center' }>> = {},
): DirectoryEntry => ({
	kind: 'center',
	line: 0,
	id,
	regionId: 'KZ-75',
	cityId: 'almaty',
	class: 'city',
	type: 'ordinary',
	name: name(id),
	lat: 43.2,
	lon: 76.9,
	hallM2: 240.5,
	seats: 40,
	windows: 12,
	opensAt: '09:00',
	closesAt: '18:00',
	timezone: 'Asia/Almaty',
	illustrative: true,
	...says,
});
const site = (id: string): DirectoryEntry => ({
	kind: 'contact',
	line: 0,
	id,
	regionId: null,
	name: name(id),
	timezone: 'Asia/Almaty',
	illustrative: true,
});

describe('the directory', () => {
	test('begins with the nation alone', async () => {
		const { places, centers, contactCenters } = await readDirectory(db.sql);
		expect(places).toMatchObject([{ ordinal: 0, id: 'nation', kind: 'nation', regionId: null }]);
		expect([centers, contactCenters]).toEqual([[], []]);
	});

	test('takes a whole file in one write, cities before their region too', async () => {
		const before = await readDirectoryVersion(db.sql);
		const { added, changed, version } = await upsertDirectory(
			db.sql,
			[city('almaty', 'KZ-75'), center('almaty-almaly'), region('KZ-75'), site('kokshetau')],
			bySystem(NOW),
		);
		expect([added, changed]).toEqual([4, 0]);
		expect(version).not.toBe(before);
		const directory = await readDirectory(db.sql);
		expect(directory.version).toBe(version);
		expect(directory.places.map(({ kind, id, regionId }) => [kind, id, regionId])).toEqual([
			['nation', 'nation', null],
			['region', 'KZ-75', null],
			['city', 'almaty', 'KZ-75'],
		]);
		expect(directory.centers).toEqual([
			{
				ordinal: 1,
				id: 'almaty-almaly',
				cityId: 'almaty',
				regionId: 'KZ-75',
				class: 'city',
				type: 'ordinary',
				name: name('almaty-almaly'),
				lat: 43.2,
				lon: 76.9,
				hallM2: 240.5,
				seats: 40,
				windows: 12,
				opensAt: '09:00',
				closesAt: '18:00',
				timezone: 'Asia/Almaty',
				illustrative: true,
			},
		]);
		expect(directory.contactCenters).toMatchObject([
			{ ordinal: 1, id: 'kokshetau', regionId: null, answerTargetSeconds: 20 },
		]);
	});

	test('keeps version and ordinals when the same file comes again', async () => {
		const before = await readDirectory(db.sql);
		for (let i = 0; i < 3; i++) {
			const { added, changed } = await upsertDirectory(
				db.sql,
				[region('KZ-75'), city('almaty', 'KZ-75'), center('almaty-almaly'), site('kokshetau')],
				bySystem(after(i)),
			);
			expect([added, changed]).toEqual([0, 0]);
		}
		expect(await readDirectory(db.sql)).toEqual(before);
	});

	test('gives the next free ordinal to a new center and changes only what differs', async () => {
		const { added, changed } = await upsertDirectory(
			db.sql,
			[center('almaty-almaly', { windows: 14 }), center('rural', { cityId: null, class: 'rural' })],
			bySystem(NOW),
		);
		expect([added, changed]).toEqual([1, 1]);
		const { centers } = await readDirectory(db.sql);
		expect(centers.find(({ id }) => id === 'almaty-almaly')?.windows).toBe(14);
		expect(centers.find(({ id }) => id === 'rural')).toMatchObject({ ordinal: 2, cityId: null });
	});

	test('never gives an ordinal twice: a closed center keeps its own, and gets it back', async () => {
		expect(await closeDirectoryEntries(db.sql, { centers: ['rural', 'unknown'] }, NOW)).toBe(1);
		expect((await readDirectory(db.sql)).centers.map(({ id }) => id)).not.toContain('rural');
		await upsertDirectory(db.sql, [center('later')], bySystem(NOW));
		await upsertDirectory(
			db.sql,
			[center('rural', { cityId: null, class: 'rural' })],
			bySystem(NOW),
		);
		const { centers } = await readDirectory(db.sql);
		expect(centers.find(({ id }) => id === 'later')?.ordinal).toBe(3);
		expect(centers.find(({ id }) => id === 'rural')?.ordinal).toBe(2);
	});

	test('refuses an unknown region or city as a whole and leaves everything as it was', async () => {
		const before = await readDirectory(db.sql);
		for (const wrong of [
			center('x', { regionId: 'nowhere' }),
			center('x', { cityId: 'nowhere' }),
			city('x', 'nowhere'),
		]) {
			const error: unknown = await upsertDirectory(
				db.sql,
				[region('KZ-71'), wrong],
				bySystem(NOW),
			).catch((reason: unknown) => reason);
			expect(error).toBeInstanceOf(AppError);
			expect(error).toMatchObject({ code: 'invalid' });
		}
		expect(await readDirectory(db.sql)).toEqual(before);
	});

	test('sorts Kazakh names as Kazakh does, whatever the server’s locale', async () => {
		const names = [
			'Қостанай',
			'Ақтөбе',
			'Әйтеке би',
			'Ыстықкөл',
			'Көкшетау',
			'Атырау',
			'Өскемен',
			'Орал',
		];
		await upsertDirectory(
			db.sql,
			names.map((kk, i) => region(`sorted-${i}`, kk)),
			bySystem(NOW),
		);
		const { places } = await readDirectory(db.sql);
		const sorted = places.filter(({ id }) => id.startsWith('sorted')).map(({ name: { kk } }) => kk);
		expect(sorted).toEqual([
			'Ақтөбе',
			'Атырау',
			'Әйтеке би',
			'Көкшетау',
			'Қостанай',
			'Орал',
			'Өскемен',
			'Ыстықкөл',
		]);
	});
});

describe('boundaries', () => {
	const square = (size: number) => ({
		type: 'Feature',
		properties: { name_kk: 'Алматы' },
		geometry: {
			type: 'Polygon',
			coordinates: [
				[
					[0, 0],
					[0, size],
					[size, size],
					[0, 0],
				],
			],
		},
	});
	test('are kept with their validity; the latest at an instant is drawn, as it was imported', async () => {
		const before = await readDirectoryVersion(db.sql);
		const written = await putBoundaries(db.sql, [
			{ regionId: 'KZ-75', validFrom: NOW, geojson: square(1), source: 'first' },
			{ regionId: 'KZ-75', validFrom: after(3600), geojson: square(2), source: 'second' },
			{ regionId: 'nowhere', validFrom: NOW, geojson: square(3), source: 'third' },
		]);
		expect(written).toBe(2);
		expect(await readDirectoryVersion(db.sql)).not.toBe(before);
		expect(await listBoundaries(db.sql, after(-1))).toEqual([]);
		expect(await listBoundaries(db.sql, after(10))).toEqual([
			{ regionId: 'KZ-75', validFrom: NOW, geojson: square(1), source: 'first' },
		]);
		expect((await listBoundaries(db.sql, after(3600)))[0]?.source).toBe('second');
	});
});
