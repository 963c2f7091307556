import type {
	CityEntry,
	ContactEntry,
	ImportEntry,
	RegionEntry,
} from '../../src/lib/domain/directory-entry.ts';
import type { CityFact, Facts, RegionFact } from './facts.ts';
import { districtOffices, ordinaryOffices, specializedOffices } from './offices.ts';
import { labelPoint } from './point.ts';

/** Sites of 1414 and their regions: Kokshetau is a fact, where the others stand is not known [domain.md §C]. */
const CONTACT_SITES = [
	['kokshetau', 'KZ-11'],
	['demo-2', 'KZ-35'],
	['demo-3', 'KZ-15'],
	['demo-4', 'KZ-61'],
	['demo-5', 'KZ-63'],
] as const;

/**
 * The demonstration directory of Kazakhstan: regions and cities as they are, invented offices marked as such, five
 * contact centers. The same facts give the same entries.
 */
export function demonstrationDirectory(facts: Facts): ImportEntry[] {
	const cityOffices = facts.cities.flatMap((city) => {
		const ordinary = ordinaryOffices(city, facts);
		return [...ordinary, ...specializedOffices(city, ordinary, facts)];
	});
	return [
		...facts.regions.map((region) => regionEntry(region, facts)),
		...facts.cities.map(cityEntry),
		...cityOffices,
		...districtOffices(cityOffices, facts),
		...CONTACT_SITES.map(([id, region], index) => contactEntry(id, region, index + 1, facts)),
	];
}

function regionEntry(region: RegionFact, { cities, outlines }: Facts): RegionEntry {
	const { iso: id, kk, ru, en } = region;
	const outline = outlines.get(id);
	if (!outline) throw new Error(`no outline of ${id}`);
	const city = cities.find((one) => one.region === id && one.kind === 'republican');
	const { lat, lon } = city ?? labelPoint(outline);
	return { kind: 'region', line: 0, id, name: { kk, ru, en }, lat, lon, illustrative: false };
}

function cityEntry({ id, kk, ru, en, region: regionId, lat, lon }: CityFact): CityEntry {
	const name = { kk, ru, en };
	return { kind: 'city', line: 0, id, regionId, name, lat, lon, illustrative: false };
}

function contactEntry(id: string, regionId: string, site: number, facts: Facts): ContactEntry {
	const timezone = facts.regions.find(({ iso }) => iso === regionId)?.tz;
	if (timezone === undefined) throw new Error(`no region ${regionId}`);
	const name =
		site === 1
			? { kk: 'Көкшетау', ru: 'Кокшетау', en: 'Kokshetau' }
			: { kk: `Демо ${site}`, ru: `Демо ${site}`, en: `Demo ${site}` };
	return { kind: 'contact', line: 0, id, regionId, name, timezone, illustrative: site > 1 };
}
