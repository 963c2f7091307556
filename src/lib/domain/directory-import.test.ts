import { describe, expect, it } from 'vitest';
import type { Directory } from './directory.ts';
import { IMPORT_COLUMNS, type ImportColumn } from './directory-cell.ts';
import { cellsOf, diffDirectory, entriesOf, type ImportEntry } from './directory-entry.ts';
import { type ImportRecord, parseDirectory } from './directory-import.ts';

type Cells = Partial<Record<ImportColumn, string>>;

const ZONES = ['Asia/Almaty', 'Asia/Aqtau', 'Europe/Warsaw'];
const isZone = (zone: string) => ZONES.includes(zone);
const EMPTY: Directory = { version: '0', places: [], centers: [], contactCenters: [] };

const names = (name: string): Cells => ({ name_kk: name, name_ru: name, name_en: name });
const REGION: Cells = {
	kind: 'region',
	id: 'KZ-75',
	...names('Алматы'),
	lat: '43.25',
	lon: '76.9',
};
const CITY: Cells = { ...REGION, kind: 'city', id: 'almaty', region: 'KZ-75' };
const CENTER: Cells = {
	kind: 'center',
	id: 'almaty-almaly',
	region: 'KZ-75',
	city: 'almaty',
	class: 'city',
	type: 'ordinary',
	...names('Алмалы ауданы'),
	lat: '43.2551',
	lon: '76.9126',
	hall_m2: '420',
	seats: '120',
	windows: '28',
	open: '09:00',
	close: '18:00',
	timezone: 'Asia/Almaty',
	illustrative: 'yes',
};
const CONTACT: Cells = {
	kind: 'contact',
	id: 'kokshetau',
	region: 'KZ-75',
	...names('Көкшетау'),
	timezone: 'Asia/Almaty',
};

/** A file of these lines under the full header; the first of them stands in line 2. */
function file(...lines: Cells[]): ImportRecord[] {
	const rows = lines.map((cells) => IMPORT_COLUMNS.map((column) => cells[column] ?? ''));
	return [[...IMPORT_COLUMNS], ...rows].map((cells, index) => ({ line: index + 1, cells }));
}

function parse(...lines: Cells[]) {
	return parseDirectory(file(...lines), EMPTY, isZone);
}

/** What a directory would hold after these entries were written. */
function directoryOf(entries: readonly ImportEntry[]): Directory {
	const directory: Directory = { version: '1', places: [], centers: [], contactCenters: [] };
	entries.forEach(({ line, ...entry }) => {
		if (entry.kind === 'center') {
			const { kind: _, ...center } = entry;
			directory.centers.push({ ordinal: line, ...center });
		} else if (entry.kind === 'contact') {
			const { kind: _, ...contact } = entry;
			directory.contactCenters.push({ ordinal: line, answerTargetSeconds: 20, ...contact });
		} else directory.places.push({ ordinal: line, regionId: null, ...entry });
	});
	return directory;
}

describe('reading a directory file', () => {
	it('reads a region, a city, a center and a contact center', () => {
		const { entries, errors, warnings } = parse(REGION, CITY, CENTER, CONTACT);
		expect(errors).toEqual([]);
		expect(warnings).toEqual([]);
		expect(entries.map(({ line, kind, id }) => [line, kind, id])).toEqual([
			[2, 'region', 'KZ-75'],
			[3, 'city', 'almaty'],
			[4, 'center', 'almaty-almaly'],
			[5, 'contact', 'kokshetau'],
		]);
		expect(entries[2]).toEqual({
			kind: 'center',
			line: 4,
			id: 'almaty-almaly',
			regionId: 'KZ-75',
			cityId: 'almaty',
			class: 'city',
			type: 'ordinary',
			name: { kk: 'Алмалы ауданы', ru: 'Алмалы ауданы', en: 'Алмалы ауданы' },
			lat: 43.2551,
			lon: 76.9126,
			hallM2: 420,
			seats: 120,
			windows: 28,
			opensAt: '09:00',
			closesAt: '18:00',
			timezone: 'Asia/Almaty',
			illustrative: true,
		});
	});

	it('leaves unknown figures, hours and the city of a rural center null', () => {
		const bare = { hall_m2: '', seats: '', windows: '', open: '', close: '', illustrative: '' };
		const { entries, errors } = parse(REGION, { ...CENTER, ...bare, city: '', class: 'rural' });
		expect(errors).toEqual([]);
		expect(entries[1]).toMatchObject({
			cityId: null,
			hallM2: null,
			seats: null,
			windows: null,
			opensAt: null,
			closesAt: null,
			illustrative: false,
		});
	});

	it('takes the zone of the city, else of the region, where a line gives none', () => {
		const region = { ...REGION, timezone: 'Asia/Aqtau' };
		const city = { ...CITY, timezone: 'Asia/Almaty' };
		const inCity = { ...CENTER, timezone: '' };
		const { entries, errors } = parse(
			region,
			city,
			inCity,
			{ ...inCity, id: 'rural', city: '', class: 'rural' },
			{ ...CONTACT, timezone: '' },
		);
		expect(errors).toEqual([]);
		expect(entries.map((entry) => cellsOf(entry).timezone)).toEqual([
			null,
			null,
			'Asia/Almaty',
			'Asia/Aqtau',
			'Asia/Aqtau',
		]);
	});

	it('accepts a decimal comma, a short hour, a fractional hall and spaces around cells', () => {
		const { entries, errors } = parse(REGION, CITY, {
			...CENTER,
			lat: ' 43,2551 ',
			open: '9:00',
			hall_m2: '182,5',
		});
		expect(errors).toEqual([]);
		expect(entries[2]).toMatchObject({ lat: 43.2551, opensAt: '09:00', hallM2: 182.5 });
	});

	it('composes decomposed letters, so that й from another computer is the same name', () => {
		const { entries } = parse({ ...REGION, name_kk: 'Ай'.normalize('NFD') });
		expect(entries[0]?.name.kk).toBe('Ай');
	});

	it('accepts columns in any order, in any case and without illustrative', () => {
		const columns = IMPORT_COLUMNS.filter((column) => column !== 'illustrative').reverse();
		const records = [
			{ line: 1, cells: columns.map((column) => column.toUpperCase()) },
			{ line: 2, cells: columns.map((column) => REGION[column] ?? '') },
		];
		const { entries, errors } = parseDirectory(records, EMPTY, isZone);
		expect(errors).toEqual([]);
		expect(entries).toHaveLength(1);
	});

	it('finds regions and cities that are already known', () => {
		const present = directoryOf(parse(REGION, CITY).entries);
		const { entries, errors } = parseDirectory(file(CENTER), present, isZone);
		expect(errors).toEqual([]);
		expect(entries).toHaveLength(1);
	});

	it('lets a region and a city carry the same id', () => {
		expect(parse({ ...REGION, id: 'x' }, { ...CITY, id: 'x', region: 'x' }).errors).toEqual([]);
	});

	it('accepts the ids of the recorded offices', () => {
		const { errors } = parse(REGION, CITY, { ...CENTER, id: 'UD_Praga_Poludnie' });
		expect(errors).toEqual([]);
	});

	it('warns of cells that do not apply and leaves them out', () => {
		const { entries, errors, warnings } = parse({ ...REGION, hall_m2: '100' });
		expect(errors).toEqual([]);
		expect(entries).toHaveLength(1);
		expect(warnings).toEqual([
			expect.objectContaining({ line: 2, position: 12, column: 'hall_m2', reason: 'ignored' }),
		]);
	});
});

describe('a wrong cell is named with line, column and reason', () => {
	const cases: [sentence: string, cells: Cells, column: ImportColumn, reason: string][] = [
		['unknown kind', { ...CENTER, kind: 'office' }, 'kind', 'kind'],
		['no kind', { ...CENTER, kind: '' }, 'kind', 'kind'],
		['no id', { ...CENTER, id: '' }, 'id', 'missing'],
		['id with a space', { ...CENTER, id: 'almaty 1' }, 'id', 'id'],
		['id in Cyrillic', { ...CENTER, id: 'алматы' }, 'id', 'id'],
		['id that begins with a dash', { ...CENTER, id: '-almaty' }, 'id', 'id'],
		['id of 101 characters', { ...CENTER, id: 'a'.repeat(101) }, 'id', 'id'],
		['id of the network for a city', { ...CITY, id: 'nation' }, 'id', 'taken'],
		['no region', { ...CENTER, region: '' }, 'region', 'missing'],
		['unknown region', { ...CENTER, region: 'KZ-99' }, 'region', 'unknown'],
		['unknown region of a contact center', { ...CONTACT, region: 'KZ-99' }, 'region', 'unknown'],
		['unknown city', { ...CENTER, city: 'atlantis' }, 'city', 'unknown'],
		['city of another region', { ...CENTER, region: 'KZ-10' }, 'city', 'mismatch'],
		['unknown class', { ...CENTER, class: 'town' }, 'class', 'word'],
		['no class', { ...CENTER, class: '' }, 'class', 'missing'],
		['unknown type', { ...CENTER, type: 'special' }, 'type', 'word'],
		['no Kazakh name', { ...CENTER, name_kk: ' ' }, 'name_kk', 'missing'],
		['no Russian name', { ...CENTER, name_ru: '' }, 'name_ru', 'missing'],
		['no English name', { ...CENTER, name_en: '' }, 'name_en', 'missing'],
		['name of 201 characters', { ...CENTER, name_ru: 'я'.repeat(201) }, 'name_ru', 'text'],
		['name with NUL', { ...CENTER, name_ru: 'a\u0000b' }, 'name_ru', 'text'],
		['name with a bidi override', { ...CENTER, name_en: 'a\u202eb' }, 'name_en', 'text'],
		['lat that is no number', { ...CENTER, lat: '43°15′' }, 'lat', 'number'],
		['lat in exponent form', { ...CENTER, lat: '4e1' }, 'lat', 'number'],
		['center without a point', { ...CENTER, lat: '', lon: '' }, 'lat', 'missing'],
		['lat without lon', { ...CENTER, lon: '' }, 'lon', 'missing'],
		['lat over 90', { ...CENTER, lat: '95', lon: '176' }, 'lat', 'range'],
		['lon over 180', { ...CENTER, lon: '190' }, 'lon', 'range'],
		['projected meters', { ...CENTER, lat: '50', lon: '8560000' }, 'lon', 'range'],
		['lat and lon swapped', { ...CENTER, lat: '76.91', lon: '43.25' }, 'lat', 'swapped'],
		['lat and lon swapped beyond 90', { ...CENTER, lat: '120.5', lon: '14' }, 'lat', 'swapped'],
		['Kazakh center in Poland', { ...CENTER, lat: '52.2', lon: '21' }, 'lat', 'range'],
		['hall that is no number', { ...CENTER, hall_m2: 'large' }, 'hall_m2', 'number'],
		['hall of nothing', { ...CENTER, hall_m2: '0' }, 'hall_m2', 'range'],
		['negative seats', { ...CENTER, seats: '-1' }, 'seats', 'range'],
		['half a window', { ...CENTER, windows: '2.5' }, 'windows', 'number'],
		['too many windows', { ...CENTER, windows: '1001' }, 'windows', 'range'],
		['opening at hour 24', { ...CENTER, open: '24:00' }, 'open', 'time'],
		['minute 60', { ...CENTER, close: '17:60' }, 'close', 'time'],
		['hour without minutes', { ...CENTER, open: '9' }, 'open', 'time'],
		['open without close', { ...CENTER, close: '' }, 'close', 'missing'],
		['close before open', { ...CENTER, close: '08:00' }, 'close', 'range'],
		['unknown zone', { ...CENTER, timezone: 'Asia/Atlantis' }, 'timezone', 'zone'],
		['offset for a zone', { ...CENTER, timezone: '+05:00' }, 'timezone', 'zone'],
		['no zone anywhere', { ...CENTER, timezone: '' }, 'timezone', 'missing'],
		['no zone of a contact center', { ...CONTACT, timezone: '' }, 'timezone', 'missing'],
		['unknown mark', { ...CENTER, illustrative: 'no' }, 'illustrative', 'word'],
	];
	const other = { ...REGION, id: 'KZ-10' };
	it.each(cases)('%s', (_, cells, column, reason) => {
		const { errors } = parse(REGION, other, CITY, cells);
		expect(errors).toEqual([
			{
				line: 5,
				position: IMPORT_COLUMNS.indexOf(column) + 1,
				column,
				reason,
				message: expect.any(String) as string,
			},
		]);
	});

	it('lists every mistake of a line and of a file, in the order of reading', () => {
		const wrong = { ...CENTER, type: 'x', class: 'x', timezone: 'x' };
		const { errors } = parse(REGION, { ...CITY, name_kk: '' }, wrong);
		expect(errors.map(({ line, column }) => [line, column])).toEqual([
			[3, 'name_kk'],
			[4, 'class'],
			[4, 'type'],
			[4, 'timezone'],
		]);
	});

	it('tells swapped degrees of a foreign network by the city they belong to', () => {
		const region = { ...REGION, id: 'warsaw', lat: '', lon: '' };
		const city = { ...CITY, id: 'warszawa', region: 'warsaw', lat: '52.23', lon: '21.01' };
		const office = { ...CENTER, region: 'warsaw', city: 'warszawa', lat: '21.0', lon: '52.24' };
		const { errors } = parse(region, city, office);
		expect(errors.map(({ line, column, reason }) => [line, column, reason])).toEqual([
			[4, 'lat', 'swapped'],
		]);
	});

	it('names both lines of a repeated id, and only within one kind', () => {
		const { errors } = parse(REGION, CITY, CENTER, CENTER, { ...CONTACT, id: 'almaty' });
		expect(errors).toEqual([
			expect.objectContaining({ line: 5, column: 'id', reason: 'repeated' }),
		]);
		expect(errors[0]?.message).toContain('line 4');
	});
});

describe('a wrong header or shape', () => {
	const header = [...IMPORT_COLUMNS] as string[];
	const line = IMPORT_COLUMNS.map((column) => REGION[column] ?? '');
	const cases: [sentence: string, records: string[][], expected: object[]][] = [
		['nothing at all', [], [{ line: 1, reason: 'empty' }]],
		['a header alone', [header], [{ line: 1, reason: 'empty' }]],
		[
			'an unknown column',
			[
				[...header, 'phone'],
				[...line, ''],
			],
			[{ line: 1, position: 19, column: 'phone', reason: 'header_unknown' }],
		],
		[
			'a column twice',
			[
				[...header, 'lat'],
				[...line, ''],
			],
			[{ line: 1, position: 19, column: 'lat', reason: 'header_repeated' }],
		],
		[
			'a missing column',
			[header.filter((column) => column !== 'timezone'), line.slice(1)],
			[{ line: 1, position: null, column: 'timezone', reason: 'header_missing' }],
		],
		['a line too short', [header, line.slice(1)], [{ line: 2, reason: 'columns' }]],
		['a line too long', [header, [...line, 'x']], [{ line: 2, reason: 'columns' }]],
	];
	it.each(cases)('%s', (_, rows, expected) => {
		const records = rows.map((cells, index) => ({ line: index + 1, cells }));
		const { entries, errors } = parseDirectory(records, EMPTY, isZone);
		expect(errors).toEqual(expected.map((one) => expect.objectContaining(one) as object));
		expect(entries).toEqual([]);
	});
});

describe('the difference to the present directory', () => {
	const present = directoryOf(parse(REGION, CITY, CENTER, CONTACT).entries);

	it('is everything when nothing is known', () => {
		const { entries } = parse(REGION, CITY, CENTER, CONTACT);
		expect(diffDirectory(entries, EMPTY).map(({ action }) => action)).toEqual(Array(4).fill('add'));
	});

	it('is nothing when the same file comes again', () => {
		expect(diffDirectory(entriesOf(present), present)).toEqual([]);
	});

	it('names each altered field with its old and new value, and the line', () => {
		const { entries } = parseDirectory(
			file({ ...CENTER, windows: '30', type: 'duty', hall_m2: '' }),
			present,
			isZone,
		);
		expect(diffDirectory(entries, present)).toEqual([
			{
				line: 2,
				kind: 'center',
				id: 'almaty-almaly',
				action: 'change',
				fields: [
					{ column: 'type', from: 'ordinary', to: 'duty' },
					{ column: 'hall_m2', from: 420, to: null },
					{ column: 'windows', from: 28, to: 30 },
				],
			},
		]);
	});

	it('never closes what the file does not name', () => {
		const { entries } = parse({ ...REGION, name_en: 'Almaty (city)' });
		expect(diffDirectory(entries, present).map(({ id, action }) => [id, action])).toEqual([
			['KZ-75', 'change'],
		]);
	});

	it('refuses to move a city without its centers', () => {
		const moved = [
			{ ...REGION, id: 'KZ-10' },
			{ ...CITY, region: 'KZ-10' },
		];
		const alone = parseDirectory(file(...moved), present, isZone);
		expect(alone.errors).toEqual([
			expect.objectContaining({ line: 3, column: 'region', reason: 'mismatch' }),
		]);
		expect(alone.errors[0]?.message).toContain('almaty-almaly');
		const together = file(...moved, { ...CENTER, region: 'KZ-10' });
		expect(parseDirectory(together, present, isZone).errors).toEqual([]);
	});
});
