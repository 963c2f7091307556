import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import type {
	Center,
	ContactCenter,
	Directory,
	Name,
	Place,
} from '../../src/lib/domain/directory.ts';

type Line = Record<string, string>;

/** A directory file of `data/` as the store would give it: ordinals by its order. */
export function bundledDirectory(name = 'kazakhstan.csv'): Directory {
	const file = new URL(`../../data/${name}`, import.meta.url);
	const lines = parse<Line>(readFileSync(file), { columns: true });
	const of = (...kinds: string[]) => lines.filter(({ kind }) => kinds.includes(kind ?? ''));
	const nation: Place = {
		...{ ordinal: 0, id: 'nation', kind: 'nation', regionId: null, illustrative: true },
		...{ name: { kk: 'Қазақстан', ru: 'Казахстан', en: 'Kazakhstan' }, lat: null, lon: null },
	};
	return {
		version: 'bundled',
		places: [nation, ...of('region', 'city').map(placeOf)],
		centers: of('center').map(centerOf),
		contactCenters: of('contact').map(siteOf),
	};
}

function nameOf(line: Line): Name {
	return { kk: line.name_kk ?? '', ru: line.name_ru ?? '', en: line.name_en ?? '' };
}

function numberOf(text: string | undefined): number | null {
	return text ? Number(text) : null;
}

function placeOf(line: Line, i: number): Place {
	return {
		ordinal: i + 1,
		id: line.id ?? '',
		kind: line.kind as Place['kind'],
		regionId: line.region || null,
		name: nameOf(line),
		lat: numberOf(line.lat),
		lon: numberOf(line.lon),
		illustrative: line.illustrative === 'yes',
	};
}

function centerOf(line: Line, i: number): Center {
	return {
		ordinal: i + 1,
		id: line.id ?? '',
		cityId: line.city || null,
		regionId: line.region ?? '',
		class: line.class as Center['class'],
		type: line.type as Center['type'],
		name: nameOf(line),
		lat: Number(line.lat),
		lon: Number(line.lon),
		hallM2: numberOf(line.hall_m2),
		seats: numberOf(line.seats),
		windows: numberOf(line.windows),
		opensAt: line.open || null,
		closesAt: line.close || null,
		timezone: line.timezone ?? '',
		illustrative: line.illustrative === 'yes',
	};
}

function siteOf(line: Line, i: number): ContactCenter {
	return {
		ordinal: i + 1,
		id: line.id ?? '',
		regionId: line.region || null,
		name: nameOf(line),
		timezone: line.timezone ?? '',
		answerTargetSeconds: 20,
		illustrative: line.illustrative === 'yes',
	};
}
