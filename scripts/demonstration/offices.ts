import type { CenterEntry } from '../../src/lib/domain/directory-entry.ts';
import type { Point } from '../../src/lib/domain/directory-cell.ts';
import type { Name } from '../../src/lib/domain/directory.ts';
import { isInside, type Outline } from '../../src/lib/server/directory/geometry.ts';
import type { CityFact, Facts, QuarterFact } from './facts.ts';
import { at, GOLDEN_ANGLE, kmBetween, moved, shareOf } from './point.ts';

/** Km around a city in which its numbered offices are drawn. */
const CITY_SPREAD = { from: 1, to: 8 } as const;
/** Km around the middle of a quarter for its further offices, and from any other office. */
const QUARTER_SPREAD = { from: 1.6, to: 2.6, apart: 1.3 } as const;
/** Km around a city for its specialized offices, and from any other office. */
const SPECIALIZED_SPREAD = { from: 2.5, to: 7.5, apart: 1.3 } as const;
/** Km around a city for the rural office of its district, and from any other office. */
const RURAL_SPREAD = { from: 18, to: 45, apart: 12 } as const;
/** Inhabitants from which a regional capital has one large office, and a town a middle one. */
const POPULATION = { large: 250_000, middle: 40_000 } as const;
/** Windows and square meters per window by size [domain.md §C: 20–40, 8–15, 3–5]. */
const SIZES = {
	large: { windows: [20, 34], hallPerWindow: 15 },
	middle: { windows: [8, 15], hallPerWindow: 18 },
	small: { windows: [3, 5], hallPerWindow: 23 },
} as const;
type Size = keyof typeof SIZES;

function named(kk: string, ru: string, en: string): Name {
	return { kk, ru, en };
}

function dimensions(id: string, size: Size) {
	const { windows: range, hallPerWindow } = SIZES[size];
	const windows = range[0] + Math.floor(shareOf(`${id} windows`) * (range[1] - range[0] + 1));
	const hall = windows * hallPerWindow * (0.9 + 0.2 * shareOf(`${id} hall`));
	const hallM2 = Math.min(600, Math.max(60, Math.round(hall / 5) * 5));
	return { windows, hallM2, seats: Math.round(hallM2 * 0.2) };
}

type Facade = Pick<
	CenterEntry,
	'id' | 'name' | 'class' | 'type' | 'regionId' | 'cityId' | 'timezone'
>;

/** An invented office: weekdays 9–18, duty offices to 20 [domain.md §B3], unless it is known to close otherwise. */
function office(facade: Facade, point: Point, size: Size, closesAt?: string): CenterEntry {
	return {
		kind: 'center',
		line: 0,
		...facade,
		...point,
		...dimensions(facade.id, size),
		opensAt: '09:00',
		closesAt: closesAt ?? (facade.type === 'duty' ? '20:00' : '18:00'),
		illustrative: true,
	};
}

/**
 * Ordinary offices of a city: by its quarters where these are well known, numbered elsewhere. The second office of the
 * first two quarters, and the last one of a regional capital, is on duty in the evening.
 */
export function ordinaryOffices(city: CityFact, facts: Facts): CenterEntry[] {
	const count = Math.max(1, city.centers_illustrative - city.specialized_centers_illustrative);
	const own = facts.quarters.filter((quarter) => quarter.city === city.id);
	const offices: CenterEntry[] = [];
	for (let index = 0; index < count; index++) {
		const quarter = own[index % Math.max(1, own.length)];
		if (quarter) offices.push(quarterOffice(city, quarter, index, offices, own.length, facts));
		else offices.push(numberedOffice(city, index, count));
	}
	return offices;
}

function placeOf(city: CityFact) {
	return { regionId: city.region, cityId: city.id, timezone: city.tz };
}

function quarterOffice(
	city: CityFact,
	{ id: quarterId, kk, ru, en, east_km, north_km }: QuarterFact,
	index: number,
	others: readonly CenterEntry[],
	quarters: number,
	facts: Facts,
): CenterEntry {
	const n = Math.floor(index / quarters) + 1;
	const middle = moved(city, east_km, north_km);
	const facade = { class: 'city', type: 'ordinary', ...placeOf(city) } as const;
	if (n === 1) {
		const id = `${city.id}-${quarterId}`;
		return office({ ...facade, id, name: { kk, ru, en } }, middle, 'large');
	}
	const id = `${city.id}-${quarterId}-${n}`;
	const name = named(`${kk}, № ${n}`, `${ru}, № ${n}`, `${en}, No. ${n}`);
	const type = n === 2 && index < quarters + 2 ? 'duty' : 'ordinary';
	const point = freePoint(id, middle, QUARTER_SPREAD, outlineOf(city.region, facts), others);
	return office({ ...facade, id, name, type }, point, 'middle');
}

function numberedOffice(city: CityFact, index: number, count: number): CenterEntry {
	const n = index + 1;
	const id = `${city.id}-${n}`;
	const name =
		count === 1
			? named(`${city.kk} ХҚКО`, `${city.ru}, ЦОН`, `${city.en} center`)
			: named(`${city.kk}, № ${n} ХҚКО`, `${city.ru}, ЦОН № ${n}`, `${city.en}, center No. ${n}`);
	const isDuty = city.kind === 'region_capital' && count > 1 && n === count;
	const type = isDuty ? 'duty' : 'ordinary';
	const locality = city.district_seat ? 'district' : 'city';
	const reach = Math.min(CITY_SPREAD.to, CITY_SPREAD.from + city.population_approx / 80_000);
	const km = CITY_SPREAD.from + (reach - CITY_SPREAD.from) * Math.sqrt(index / count);
	const point = at(city, shareOf(city.id) * 2 * Math.PI + index * GOLDEN_ANGLE, km);
	return office({ id, name, class: locality, type, ...placeOf(city) }, point, sizeOf(city, index));
}

function sizeOf(city: CityFact, index: number): Size {
	const isMain = index === 0 && city.kind === 'region_capital';
	if (isMain && city.population_approx >= POPULATION.large) return 'large';
	return city.population_approx >= POPULATION.middle ? 'middle' : 'small';
}

/** Specialized offices of a city, vehicles and driving licenses, apart from its ordinary ones. */
export function specializedOffices(
	city: CityFact,
	ordinary: readonly CenterEntry[],
	facts: Facts,
): CenterEntry[] {
	const count = city.specialized_centers_illustrative;
	const offices: CenterEntry[] = [];
	for (let n = 1; n <= count; n++) {
		const id = n === 1 ? `${city.id}-special` : `${city.id}-special-${n}`;
		const { kk, ru, en } = city;
		const name =
			count === 1
				? named(`${kk}, мамандандырылған ХҚКО`, `${ru}, спецЦОН`, `${en}, specialized center`)
				: named(
						`${kk}, № ${n} мамандандырылған ХҚКО`,
						`${ru}, спецЦОН № ${n}`,
						`${en}, specialized center No. ${n}`,
					);
		const others = [...ordinary, ...offices];
		const outline = outlineOf(city.region, facts);
		const point = freePoint(id, city, SPECIALIZED_SPREAD, outline, others);
		const facade = { id, name, class: 'city', type: 'specialized', ...placeOf(city) } as const;
		offices.push(office(facade, point, 'middle', city.flags.special_center_open_until));
	}
	return offices;
}

/** Offices outside the cities: in the seat of the district, or in the country around a seat that is a city. */
export function districtOffices(others: CenterEntry[], facts: Facts): CenterEntry[] {
	const offices: CenterEntry[] = [];
	for (const district of facts.districts) {
		const region = facts.regions.find(({ iso }) => iso === district.region);
		if (!region) throw new Error(`no region ${district.region}`);
		const id = `${region.en.toLowerCase().replaceAll(' ', '-')}-${district.id}`;
		const place = { regionId: region.iso, cityId: null, timezone: region.tz };
		const { kk, ru, en, near_city: seat, lat, lon } = district;
		if (lat !== undefined && lon !== undefined) {
			const facade = { id, name: { kk, ru, en }, class: 'district', type: 'ordinary' } as const;
			offices.push(office({ ...facade, ...place }, { lat, lon }, 'small'));
			continue;
		}
		const city = facts.cities.find((one) => one.id === seat);
		if (!city) throw new Error(`${id} has neither a point nor a seat`);
		const name = named(`${kk}, ауылдық ХҚКО`, `${ru}, сельский ЦОН`, `${en}, rural center`);
		const outline = outlineOf(region.iso, facts);
		const point = freePoint(id, city, RURAL_SPREAD, outline, [...others, ...offices]);
		offices.push(office({ id, name, class: 'rural', type: 'ordinary', ...place }, point, 'small'));
	}
	return offices;
}

/** A point around another, inside the region, apart from every other office. */
function freePoint(
	id: string,
	around: Point,
	{ from, to, apart }: { from: number; to: number; apart: number },
	outline: Outline,
	others: readonly Point[],
): Point {
	for (let attempt = 0; attempt < 400; attempt++) {
		const angle = shareOf(id) * 2 * Math.PI + attempt * GOLDEN_ANGLE;
		const km = from + (to - from) * ((shareOf(`${id} km`) + attempt * 0.37) % 1);
		const point = at(around, angle, km);
		if (!isInside(outline, point)) continue;
		if (others.every((other) => kmBetween(point, other) >= apart)) return point;
	}
	throw new Error(`no room for ${id}`);
}

function outlineOf(regionId: string, { outlines }: Facts): Outline {
	const outline = outlines.get(regionId);
	if (!outline) throw new Error(`no outline of ${regionId}`);
	return outline;
}
