import { CENTER_CLASSES, CENTER_TYPES } from './directory.ts';
import {
	type ImportRow,
	type IsZone,
	type Point,
	readFigure,
	readHours,
	readId,
	readIllustrative,
	readName,
	readPoint,
	readWord,
	readZone,
} from './directory-cell.ts';
import {
	type CenterEntry,
	type CityEntry,
	type ContactEntry,
	IMPORT_KINDS,
	type ImportEntry,
	type RegionEntry,
} from './directory-entry.ts';
import { type KnownPlaces, misplaced } from './directory-places.ts';

/**
 * Reads one line against the places it may refer to; null with every mistake of the line noted on it.
 */
export function readEntry(row: ImportRow, places: KnownPlaces, isZone: IsZone): ImportEntry | null {
	const text = row.text('kind');
	const kind = IMPORT_KINDS.find((one) => one === text);
	switch (kind) {
		case 'region':
			return readRegion(row, isZone);
		case 'city':
			return readCity(row, places, isZone);
		case 'center':
			return readCenter(row, places, isZone);
		case 'contact':
			return readContact(row, places, isZone);
		case undefined:
			return row.reject('kind', 'kind', `"${text}" is not one of ${IMPORT_KINDS.join(', ')}`);
	}
}

function readShared(row: ImportRow) {
	const id = readId(row);
	const name = readName(row);
	const illustrative = readIllustrative(row);
	if (id === null || name === null || illustrative === undefined) return null;
	return { line: row.line, id, name, illustrative };
}

function readRegion(row: ImportRow, isZone: IsZone): RegionEntry | null {
	const shared = readShared(row);
	const point = readPlacedPoint(row, row.text('id'), null);
	const zone = readZone(row, isZone);
	if (!shared || point === undefined || zone === undefined) return null;
	return { kind: 'region', ...shared, lat: point?.lat ?? null, lon: point?.lon ?? null };
}

function readCity(row: ImportRow, places: KnownPlaces, isZone: IsZone): CityEntry | null {
	const shared = readShared(row);
	const regionId = readRegionId(row, places);
	const point = readPlacedPoint(row, row.text('region'), places.pointOf(null, row.text('region')));
	const zone = readZone(row, isZone);
	if (!shared || !regionId || point === undefined || zone === undefined) return null;
	return { kind: 'city', ...shared, regionId, lat: point?.lat ?? null, lon: point?.lon ?? null };
}

function readCenter(row: ImportRow, places: KnownPlaces, isZone: IsZone): CenterEntry | null {
	const shared = readShared(row);
	const regionId = readRegionId(row, places);
	const cityId = readCityId(row, places);
	const centerClass = readWord(row, 'class', CENTER_CLASSES);
	const type = readWord(row, 'type', CENTER_TYPES);
	const reference = places.pointOf(row.text('city') || null, row.text('region'));
	const point = readPlacedPoint(row, row.text('region'), reference);
	if (point === null) row.reject('lat', 'missing', 'A center needs lat and lon');
	const hallM2 = readFigure(row, 'hall_m2');
	const seats = readFigure(row, 'seats');
	const windows = readFigure(row, 'windows');
	const hours = readHours(row);
	const timezone = readDefaultedZone(row, places, isZone);
	if (!shared || !regionId || cityId === undefined || !centerClass || !type || !point) return null;
	if (hallM2 === undefined || seats === undefined || windows === undefined) return null;
	if (hours === undefined || !timezone) return null;
	const { opensAt, closesAt } = hours ?? { opensAt: null, closesAt: null };
	const place = { cityId, regionId, class: centerClass, type, ...point };
	return {
		kind: 'center',
		...shared,
		...place,
		hallM2,
		seats,
		windows,
		opensAt,
		closesAt,
		timezone,
	};
}

function readContact(row: ImportRow, places: KnownPlaces, isZone: IsZone): ContactEntry | null {
	const shared = readShared(row);
	const isOfRegion = row.text('region') !== '';
	const regionId = isOfRegion ? readRegionId(row, places) : null;
	const timezone = readDefaultedZone(row, places, isZone);
	if (!shared || (isOfRegion && !regionId) || !timezone) return null;
	return { kind: 'contact', ...shared, regionId, timezone };
}

function readRegionId(row: ImportRow, places: KnownPlaces): string | null {
	const id = row.text('region');
	if (places.hasRegion(id)) return id;
	if (id === '') return row.reject('region', 'missing', 'The id of the region is empty');
	return row.reject('region', 'unknown', `There is no region "${id}", here or in this file`);
}

/** The city's id; null when the center stands outside cities, undefined with a problem noted when it is wrong. */
function readCityId(row: ImportRow, places: KnownPlaces): string | null | undefined {
	const id = row.text('city');
	if (id === '') return null;
	const regionId = places.regionOfCity(id);
	if (regionId === undefined) {
		row.reject('city', 'unknown', `There is no city "${id}", here or in this file`);
		return undefined;
	}
	if (regionId !== row.text('region') && places.hasRegion(row.text('region'))) {
		row.reject('city', 'mismatch', `The city ${id} belongs to the region ${regionId}`);
		return undefined;
	}
	return id;
}

function readPlacedPoint(row: ImportRow, regionId: string, reference: Point | null) {
	const point = readPoint(row);
	if (!point) return point;
	const verdict = misplaced(point, regionId, reference);
	if (verdict === null) return point;
	const { lat, lon } = point;
	if (verdict === 'swapped') row.reject('lat', verdict, `lat ${lat} and lon ${lon} look swapped`);
	else row.reject('lat', verdict, `lat ${lat}, lon ${lon} lies outside Kazakhstan`);
	return undefined;
}

function readDefaultedZone(row: ImportRow, places: KnownPlaces, isZone: IsZone): string | null {
	const zone = readZone(row, isZone);
	if (zone === undefined) return null;
	const inherited = places.zoneOf(row.text('city') || null, row.text('region') || null);
	if (zone !== null || inherited !== null) return zone ?? inherited;
	return row.reject(
		'timezone',
		'missing',
		'timezone is empty, and neither city nor region gives one',
	);
}
