import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Point } from '../../src/lib/domain/directory-cell.ts';
import type { Name } from '../../src/lib/domain/directory.ts';
import { kazakhstanOutlines } from '../../src/lib/server/directory/bundled-outlines.ts';
import type { Outline } from '../../src/lib/server/directory/geometry.ts';

/** A region of `data/kz-regions.json`. */
export interface RegionFact extends Name {
	iso: string;
	kind: 'region' | 'republican_city';
	short: Name;
	capital_id: string | null;
	tz: string;
}
/** A city of `data/kz-cities.json`. */
export interface CityFact extends Name, Point {
	id: string;
	kind: 'republican' | 'region_capital' | 'regional' | 'district' | 'leased';
	district_seat: boolean;
	region: string;
	tz: string;
	population_approx: number;
	centers_illustrative: number;
	specialized_centers_illustrative: number;
	flags: { special_center_open_until?: string };
}
/** A district of `data/kz-districts.json`: it lies at a point or around a city. */
interface DistrictFact extends Name, Partial<Point> {
	region: string;
	id: string;
	near_city?: string;
}
/** A district of a republican city, with its rough offset from the city point. */
export interface QuarterFact extends Name {
	city: string;
	id: string;
	east_km: number;
	north_km: number;
}

/** All that the demonstration directory is made from. */
export interface Facts {
	regions: RegionFact[];
	cities: CityFact[];
	districts: DistrictFact[];
	quarters: QuarterFact[];
	/** By region id. */
	outlines: ReadonlyMap<string, Outline>;
}

/** Reads the facts from the folder `data`. */
export function readFacts(folder: string): Facts {
	const text = (file: string) => readFileSync(join(folder, file), 'utf8');
	const { outlines } = kazakhstanOutlines(text('kz-regions.topo.json'));
	return {
		...(JSON.parse(text('kz-regions.json')) as Pick<Facts, 'regions'>),
		...(JSON.parse(text('kz-cities.json')) as Pick<Facts, 'cities'>),
		...(JSON.parse(text('kz-districts.json')) as Pick<Facts, 'districts' | 'quarters'>),
		outlines: new Map(outlines.map(({ regionId, outline }) => [regionId, outline])),
	};
}
