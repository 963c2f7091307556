import { describe, expect, it } from 'vitest';
import { AppError } from '../../domain/errors.ts';
import { IMPORT_COLUMNS } from '../../domain/directory-cell.ts';
import type { RegionEntry } from '../../domain/directory-entry.ts';
import { parseDirectory } from '../../domain/directory-import.ts';
import { decodeUpload, readRecords, writeDirectory } from './csv.ts';
import { createZoneCheck } from './zone.ts';

const EMPTY = { version: '', places: [], centers: [], contactCenters: [] };
const bytes = (text: string) => new TextEncoder().encode(text);

function region(id: string, name: string, lon = 10): RegionEntry {
	const names = { kk: name, ru: name, en: name };
	return { kind: 'region', line: 0, id, name: names, lat: 5, lon, illustrative: false };
}

describe('reading CSV', () => {
	it.each([
		['comma', 'a,b\n1,2\n'],
		['semicolon', 'a;b\n1;2\n'],
		['byte order mark', '\ufeffa,b\n1,2\n'],
		['Windows line ends', 'a,b\r\n1,2\r\n'],
		['no last line end', 'a,b\n1,2'],
	])('%s', (_, text) => {
		const { records, broken } = readRecords(decodeUpload(bytes(text)));
		expect(broken).toBeNull();
		expect(records).toEqual([
			{ line: 1, cells: ['a', 'b'] },
			{ line: 2, cells: ['1', '2'] },
		]);
	});

	it('keeps a decimal comma in a file with semicolons', () => {
		expect(readRecords('lat;lon\n43,25;76,9').records[1]?.cells).toEqual(['43,25', '76,9']);
	});

	it('counts lines as an editor does: blank lines and lines inside quotes', () => {
		const text = 'a,b\r\n\r\n"x\r\ny",2\r\n,\r\n5,6\r\n';
		expect(readRecords(text).records.map(({ line }) => line)).toEqual([1, 3, 6]);
	});

	it.each([
		['an open quote', 'a,b\n1,2\n"x,3\n4,5\n', 3],
		['a quote inside a cell', 'a,b\n1"2,3\n', 2],
	])('names the line of %s', (_, text, line) => {
		expect(readRecords(text).broken).toMatchObject({ line, reason: 'csv' });
	});

	it('refuses what is not UTF-8', () => {
		const windows1251 = new Uint8Array([0xc0, 0xeb, 0xec, 0xe0]);
		expect(() => decodeUpload(windows1251)).toThrowError(
			expect.objectContaining({ code: 'invalid', details: { reason: 'encoding' } }) as AppError,
		);
	});

	it('refuses more than 10 MB', () => {
		expect(() => decodeUpload(new Uint8Array(10 * 1024 * 1024 + 1))).toThrowError(
			expect.objectContaining({ code: 'too_large' }) as AppError,
		);
	});
});

describe('writing CSV', () => {
	it('gives text that looks like a formula an apostrophe, and leaves numbers alone', () => {
		const text = writeDirectory([region('a', '=cmd()', -0.1276)]);
		expect(text).toContain("'=cmd(),'=cmd(),'=cmd(),5,-0.1276,");
	});

	it.each([
		'=1+1',
		'+7 727',
		'-5',
		'@a',
		'＝1',
		"'=1+1",
		"''=",
		"'quoted'",
		'a"b',
		'a;b',
		'a,b',
		"O'",
	])('%s comes back as it was', (name) => {
		const written = [region('a', name, -179.5), region('b', `${name} 2`)];
		const { records } = readRecords(writeDirectory(written));
		const { entries, errors } = parseDirectory(records, EMPTY, createZoneCheck());
		expect(errors).toEqual([]);
		expect(entries).toEqual(written.map((entry, index) => ({ ...entry, line: index + 2 })));
	});

	it('begins with the columns of the contract', () => {
		expect(writeDirectory([]).trim()).toBe(IMPORT_COLUMNS.join(','));
	});
});

it.each([
	['Asia/Almaty', true],
	['Asia/Qostanay', true],
	['Europe/Warsaw', true],
	['Asia/Atlantis', false],
	['', false],
])('time zone %s: %s', (zone, known) => {
	const isZone = createZoneCheck();
	expect([isZone(zone), isZone(zone)]).toEqual([known, known]);
});
