import type { Name } from './directory.ts';

/**
 * Columns of a directory file in the order in which they are written (contract.md §7). `illustrative` is ours: `yes`
 * or empty, may be absent, and keeps the mark of invented entries through export and import.
 */
export const IMPORT_COLUMNS = [
	'kind',
	'id',
	'region',
	'city',
	'class',
	'type',
	'name_kk',
	'name_ru',
	'name_en',
	'lat',
	'lon',
	'hall_m2',
	'seats',
	'windows',
	'open',
	'close',
	'timezone',
	'illustrative',
] as const;
/** One column of a directory file. */
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** What can be wrong with a directory file or a cell of it; the interface chooses its text by this word. */
type ImportReason =
	| 'csv'
	| 'empty'
	| 'header_missing'
	| 'header_unknown'
	| 'header_repeated'
	| 'columns'
	| 'missing'
	| 'kind'
	| 'word'
	| 'id'
	| 'repeated'
	| 'taken'
	| 'unknown'
	| 'mismatch'
	| 'text'
	| 'number'
	| 'range'
	| 'swapped'
	| 'time'
	| 'zone'
	| 'ignored';

/** One thing wrong in a file: where (1-based line and column as an editor counts them, null = the whole line) and why. */
export interface ImportProblem {
	line: number;
	/** Position of the cell in its line, from 1; null when no single cell is to blame. */
	position: number | null;
	/** Header of that column as the contract spells it, or as the file does when it is unknown. */
	column: string | null;
	reason: ImportReason;
	/** English, safe to show. */
	message: string;
}

/** Answers whether a text names an IANA time zone; passed in because a pure module cannot know. */
export type IsZone = (zone: string) => boolean;

/** One line of a file by column name, and the way to complain about a cell of it. */
export interface ImportRow {
	line: number;
	/** Trimmed text of a cell; empty when the file leaves it empty or has no such column. */
	text(column: ImportColumn): string;
	/** Notes what is wrong with a cell; always returns null, so that a reader can end with it. */
	reject(column: ImportColumn, reason: ImportReason, message: string): null;
}

const ID_SHAPE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
const ZONE_SHAPE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
const NUMBER_SHAPE = /^[+-]?\d+([.,]\d+)?$/;
const TIME_SHAPE = /^([01]?\d|2[0-3]):([0-5]\d)$/;
/** The end of the day may be written as such, but no beginning. */
const END_OF_DAY = '24:00';
/** Control characters, bidirectional overrides and noncharacters: never part of a name. */
// eslint-disable-next-line no-control-regex -- refusing them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
/** Characters; longer names break every list. */
const NAME_LIMIT = 200;
/** Largest figures of one office that are believed: square meters, people, windows. */
const FIGURE_LIMITS = { hall_m2: 100_000, seats: 10_000, windows: 1_000 } as const;

/** Whether a text can be an id of a place, a center or a contact center. */
export function isEntryId(text: string): boolean {
	return ID_SHAPE.test(text);
}

/** The id of a line, or null with a problem noted. */
export function readId(row: ImportRow): string | null {
	const id = row.text('id');
	if (id === '') return row.reject('id', 'missing', 'Every line needs an id');
	if (!isEntryId(id)) {
		return row.reject(
			'id',
			'id',
			`"${short(id)}" is no id: letters A–Z, digits, "_", "." and "-", at most 100, a letter or digit first`,
		);
	}
	return id;
}

/** The name in kk, ru and en; null with a problem noted for each language that is empty, too long or unprintable. */
export function readName(row: ImportRow): Name | null {
	const kk = readText(row, 'name_kk');
	const ru = readText(row, 'name_ru');
	const en = readText(row, 'name_en');
	return kk === null || ru === null || en === null ? null : { kk, ru, en };
}

function readText(row: ImportRow, column: 'name_kk' | 'name_ru' | 'name_en'): string | null {
	const text = row.text(column).normalize('NFC');
	if (text === '')
		return row.reject(column, 'missing', `${column} is empty: names are needed in kk, ru and en`);
	if (text.length > NAME_LIMIT) {
		return row.reject(column, 'text', `${column} is longer than ${NAME_LIMIT} characters`);
	}
	if (UNPRINTABLE.test(text))
		return row.reject(column, 'text', `${column} holds control characters`);
	return text;
}

/** One of a closed set of words, or null with a problem noted. */
export function readWord<W extends string>(
	row: ImportRow,
	column: 'class' | 'type',
	words: readonly W[],
): W | null {
	const text = row.text(column);
	const word = words.find((one) => one === text);
	if (word !== undefined) return word;
	if (text === '') return row.reject(column, 'missing', `${column} is empty: ${words.join(', ')}`);
	return row.reject(column, 'word', `"${short(text)}" is not one of ${words.join(', ')}`);
}

/**
 * Hall area in square meters, seats or windows; null when empty (unknown), `undefined` with a problem noted when wrong.
 */
export function readFigure(
	row: ImportRow,
	column: keyof typeof FIGURE_LIMITS,
): number | null | undefined {
	const text = row.text(column);
	if (text === '') return null;
	if (!NUMBER_SHAPE.test(text)) {
		row.reject(column, 'number', `"${short(text)}" is not a number`);
		return undefined;
	}
	const value = Number(text.replace(',', '.'));
	const limit = FIGURE_LIMITS[column];
	if (column !== 'hall_m2' && !Number.isInteger(value)) {
		row.reject(column, 'number', `"${short(text)}" is not a whole number`);
		return undefined;
	}
	if (value < 0 || value > limit || (column === 'hall_m2' && value < 1)) {
		row.reject(
			column,
			'range',
			`${column} must lie between ${column === 'hall_m2' ? 1 : 0} and ${limit}`,
		);
		return undefined;
	}
	return value;
}

/** A pair of WGS84 degrees. */
export interface Point {
	lat: number;
	lon: number;
}

/**
 * Latitude and longitude of a line; null when both are empty, `undefined` with a problem noted when wrong. A decimal
 * comma is read as a point, because spreadsheets in Kazakh and Russian write one.
 */
export function readPoint(row: ImportRow): Point | null | undefined {
	const texts = { lat: row.text('lat'), lon: row.text('lon') };
	if (texts.lat === '' && texts.lon === '') return null;
	let isWhole = true;
	for (const column of ['lat', 'lon'] as const) {
		if (texts[column] === '') {
			row.reject(column, 'missing', 'lat and lon go together: one of them is empty');
			isWhole = false;
		} else if (!NUMBER_SHAPE.test(texts[column])) {
			row.reject(column, 'number', `"${short(texts[column])}" is not a number in decimal degrees`);
			isWhole = false;
		}
	}
	if (!isWhole) return undefined;
	const lat = Number(texts.lat.replace(',', '.'));
	const lon = Number(texts.lon.replace(',', '.'));
	if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90) {
		row.reject('lat', 'swapped', `lat ${lat} and lon ${lon} look swapped: lat lies within −90…90`);
		return undefined;
	}
	if (Math.abs(lat) > 90) row.reject('lat', 'range', `lat ${lat} lies outside −90…90`);
	if (Math.abs(lon) > 180) row.reject('lon', 'range', `lon ${lon} lies outside −180…180`);
	return Math.abs(lat) > 90 || Math.abs(lon) > 180
		? undefined
		: { lat: micro(lat), lon: micro(lon) };
}

/** Rounds degrees to a millionth (0.1 m), so that they never print in exponent form. */
function micro(degrees: number): number {
	return Math.round(degrees * 1e6) / 1e6;
}

/** Opening and closing as `HH:MM`; null when both are empty (unknown), `undefined` with a problem noted when wrong. */
export function readHours(
	row: ImportRow,
): { opensAt: string; closesAt: string } | null | undefined {
	const texts = { open: row.text('open'), close: row.text('close') };
	if (texts.open === '' && texts.close === '') return null;
	const times: string[] = [];
	for (const column of ['open', 'close'] as const) {
		const match = TIME_SHAPE.exec(texts[column]);
		if (column === 'close' && texts.close === END_OF_DAY) times.push(END_OF_DAY);
		else if (match) times.push(`${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? ''}`);
		else if (texts[column] === '') {
			row.reject(column, 'missing', 'open and close go together: one of them is empty');
		} else row.reject(column, 'time', `"${short(texts[column])}" is no time of day HH:MM`);
	}
	const [opensAt, closesAt] = times;
	if (opensAt === undefined || closesAt === undefined) return undefined;
	if (closesAt <= opensAt) {
		row.reject('close', 'range', `close ${closesAt} is not later than open ${opensAt}`);
		return undefined;
	}
	return { opensAt, closesAt };
}

/** The IANA zone of a line; null when empty, `undefined` with a problem noted when there is no such zone. */
export function readZone(row: ImportRow, isZone: IsZone): string | null | undefined {
	const text = row.text('timezone');
	if (text === '') return null;
	if (ZONE_SHAPE.test(text) && isZone(text)) return text;
	row.reject('timezone', 'zone', `"${short(text)}" is no IANA time zone such as Asia/Almaty`);
	return undefined;
}

/** The mark of invented entries: `yes` or empty; `undefined` with a problem noted otherwise. */
export function readIllustrative(row: ImportRow): boolean | undefined {
	const text = row.text('illustrative');
	if (text === '' || text === 'yes') return text === 'yes';
	row.reject('illustrative', 'word', `"${short(text)}" is neither "yes" nor empty`);
	return undefined;
}

function short(text: string): string {
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
