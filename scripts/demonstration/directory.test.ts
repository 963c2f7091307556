import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CenterEntry, ImportEntry } from '../../src/lib/domain/directory-entry.ts';
import { parseDirectory } from '../../src/lib/domain/directory-import.ts';
import { readRecords, writeDirectory } from '../../src/lib/server/directory/csv.ts';
import { boxOf } from '../../src/lib/server/directory/geometry.ts';
import { createZoneCheck } from '../../src/lib/server/directory/zone.ts';
import { demonstrationDirectory } from './directory.ts';
import { readFacts } from './facts.ts';
import { kmBetween } from './point.ts';

const EMPTY = { version: '', places: [], centers: [], contactCenters: [] };
const CYRILLIC = /[А-Яа-яЁё]/;
const KAZAKH_ONLY = /[ӘәҒғҚқҢңӨөҰұҮүҺһ]/;

function readBundled(file: string) {
	const { records } = readRecords(readFileSync(`data/${file}`, 'utf8'));
	return parseDirectory(records, EMPTY, createZoneCheck());
}

function ofKind<K extends ImportEntry['kind']>(entries: ImportEntry[], kind: K) {
	return entries.filter((entry): entry is Extract<ImportEntry, { kind: K }> => entry.kind === kind);
}

describe('the bundled directory of Kazakhstan', () => {
	const { entries, errors, warnings } = readBundled('kazakhstan.csv');
	const centers = ofKind(entries, 'center');
	const facts = readFacts('data');

	it('is read without error or warning', () => {
		expect(errors).toEqual([]);
		expect(warnings).toEqual([]);
	});

	it('is what scripts/build-directory.ts makes', () => {
		const made = writeDirectory(demonstrationDirectory(facts));
		expect(readFileSync('data/kazakhstan.csv', 'utf8')).toBe(made);
	});

	it('has 20 regions, 90 cities, about 350 centers and 5 contact centers', () => {
		expect(ofKind(entries, 'region')).toHaveLength(20);
		expect(ofKind(entries, 'city')).toHaveLength(90);
		expect(centers.length).toBeGreaterThanOrEqual(336);
		expect(centers.length).toBeLessThanOrEqual(352);
		expect(ofKind(entries, 'contact').map(({ id }) => id)).toEqual([
			'kokshetau',
			'demo-2',
			'demo-3',
			'demo-4',
			'demo-5',
		]);
	});

	it('gives every city an ordinary office and every region a center', () => {
		const ordinary = centers.filter(({ type }) => type !== 'specialized');
		for (const { id } of facts.cities) {
			expect(
				ordinary.some(({ cityId }) => cityId === id),
				id,
			).toBe(true);
		}
		for (const { iso } of facts.regions) {
			expect(
				centers.some(({ regionId }) => regionId === iso),
				iso,
			).toBe(true);
		}
	});

	it('has centers of every class and type', () => {
		const kinds = new Set(centers.flatMap((center) => [center.class, center.type]));
		expect([...kinds].sort()).toEqual([
			'city',
			'district',
			'duty',
			'ordinary',
			'rural',
			'specialized',
		]);
	});

	it('puts every class where it belongs: only rural and district offices stand outside cities', () => {
		for (const { id, class: locality, cityId } of centers) {
			if (cityId === null) expect(locality, id).not.toBe('city');
			else expect(locality, id).not.toBe('rural');
		}
		const tobyl = centers.find(({ cityId }) => cityId === 'tobyl');
		expect(tobyl?.class, 'a district seat that a decision of 2021 names').toBe('district');
	});

	it('is named in Kazakh and Russian letters and in English without them', () => {
		for (const { id, name } of entries) {
			expect(name.kk, id).toMatch(CYRILLIC);
			expect(name.ru, id).toMatch(CYRILLIC);
			expect(name.en, id).not.toMatch(CYRILLIC);
			expect(name.en, id).not.toMatch(KAZAKH_ONLY);
		}
	});

	it('knows the districts of Almaty, Astana and Shymkent', () => {
		const almaly = centers.find(({ id }) => id === 'almaty-almaly');
		expect(almaly?.name).toEqual({
			kk: 'Алмалы ауданы',
			ru: 'Алмалинский район',
			en: 'Almaly district',
		});
		const inCity = (city: string) =>
			centers.filter(({ cityId }) => cityId === city).map(({ id }) => id.slice(city.length + 1));
		expect(inCity('almaty')).toEqual(
			expect.arrayContaining(
				'almaly auezov bostandyk zhetysu medeu nauryzbai turksib alatau'.split(' '),
			),
		);
		expect(inCity('astana')).toEqual(
			expect.arrayContaining('almaty baikonyr esil nura saryarka'.split(' ')),
		);
		expect(inCity('shymkent')).toEqual(
			expect.arrayContaining('abai al-farabi enbekshi karatau turan'.split(' ')),
		);
	});

	it('marks every office as illustrative, and no region, city or the site of Kokshetau', () => {
		const marked = entries.filter(({ illustrative }) => illustrative);
		expect(marked).toHaveLength(centers.length + 4);
		expect(marked.every(({ kind }) => kind === 'center' || kind === 'contact')).toBe(true);
		expect(marked.some(({ id }) => id === 'kokshetau')).toBe(false);
	});

	it('draws every center inside the box of its region', () => {
		for (const { id, regionId, lat, lon } of centers) {
			const outline = facts.outlines.get(regionId);
			const box = outline && boxOf(outline);
			const isInBox =
				box && lat >= box.south && lat <= box.north && lon >= box.west && lon <= box.east;
			expect(isInBox, id).toBe(true);
		}
	});

	it('never draws two centers within a kilometer', () => {
		const close = centers.flatMap((one, index) =>
			centers.slice(index + 1).flatMap((other) => (kmBetween(one, other) < 1 ? [one.id] : [])),
		);
		expect(close).toEqual([]);
	});

	it('keeps sizes and hours in the bands of the field', () => {
		const within = ({ hallM2, seats, windows }: CenterEntry) =>
			hallM2 !== null && hallM2 >= 60 && hallM2 <= 600 && seats !== null && windows !== null;
		expect(centers.filter((center) => !within(center))).toEqual([]);
		for (const { id, class: locality, windows } of centers) {
			if (locality === 'rural') expect(windows, id).toBeLessThanOrEqual(5);
		}
		const closing = new Map(centers.map(({ id, closesAt }) => [id, closesAt]));
		expect(closing.get('almaty-medeu')).toBe('18:00');
		expect(closing.get('almaty-almaly-2'), 'duty').toBe('20:00');
		expect(closing.get('atyrau-special'), 'stated in 2021').toBe('20:00');
	});

	it('uses the zones of the regions', () => {
		const zones = new Map(centers.map(({ regionId, timezone }) => [regionId, timezone]));
		expect(zones.get('KZ-39')).toBe('Asia/Qostanay');
		expect(zones.get('KZ-27')).toBe('Asia/Oral');
		expect(zones.get('KZ-75')).toBe('Asia/Almaty');
	});
});

describe('the directories of the recorded networks', () => {
	it.each([
		['warsaw.csv', { region: 1, city: 1, center: 21, contact: 0 }],
		['fitnesspark.csv', { region: 1, city: 11, center: 16, contact: 0 }],
		['nyc311.csv', { region: 1, city: 0, center: 0, contact: 1 }],
	])('%s is read without error', (file, counts) => {
		const { entries, errors, warnings } = readBundled(`recorded-networks/${file}`);
		expect(errors).toEqual([]);
		expect(warnings).toEqual([]);
		expect({
			region: ofKind(entries, 'region').length,
			city: ofKind(entries, 'city').length,
			center: ofKind(entries, 'center').length,
			contact: ofKind(entries, 'contact').length,
		}).toEqual(counts);
		expect(entries.every(({ illustrative }) => !illustrative)).toBe(true);
	});
});
