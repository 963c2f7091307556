import { isKazakhRegion, KAZAKHSTAN_BOX } from '../../domain/directory-places.ts';
import type { Name } from '../../domain/directory.ts';
import { boxOf, type Outline, type Ring, wound } from './geometry.ts';

/** What can be wrong with a file of borders or one feature of it. */
type BoundaryReason =
	| 'json'
	| 'type'
	| 'crs'
	| 'geometry'
	| 'ring'
	| 'open_ring'
	| 'projected'
	| 'swapped'
	| 'range'
	| 'unmatched'
	| 'ambiguous'
	| 'repeated';

/** One thing wrong: the feature from 1 (null = the file) and why, in English. */
export interface BoundaryProblem {
	feature: number | null;
	reason: BoundaryReason;
	message: string;
}

/** The border of one region: the feature as it came, its rings turned as RFC 7946 asks. */
export interface Boundary {
	regionId: string;
	feature: {
		type: 'Feature';
		id?: string | number;
		properties: Record<string, unknown>;
		geometry: Outline;
	};
	/** Position in the file, from 1. */
	position: number;
	/** How the region was found. */
	matchedBy: 'id' | 'name';
}

/** A region that a border can belong to. */
export interface NamedRegion {
	id: string;
	name: Name;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads borders of regions: GeoJSON in WGS84, Polygon or MultiPolygon (domain.md §C). A feature belongs to the region
 * whose id it names, else to the one whose kk, ru or en name it carries. Never throws; lists every mistake.
 */
export function parseBoundaries(
	text: string,
	regions: readonly NamedRegion[],
): { boundaries: Boundary[]; errors: BoundaryProblem[] } {
	const features = readFeatures(text);
	if (!Array.isArray(features)) return { boundaries: [], errors: [features] };
	const boundaries: Boundary[] = [];
	const errors: BoundaryProblem[] = [];
	features.forEach((feature, index) => {
		const read = readBoundary(feature, index + 1, regions);
		if ('reason' in read) errors.push(read);
		else {
			const first = boundaries.find(({ regionId }) => regionId === read.regionId);
			if (!first) boundaries.push(read);
			else {
				const message = `${read.regionId} has a border already in feature ${first.position}`;
				errors.push({ feature: read.position, reason: 'repeated', message });
			}
		}
	});
	return { boundaries, errors };
}

function readFeatures(text: string): unknown[] | BoundaryProblem {
	const wrong = (reason: BoundaryReason, message: string) => ({ feature: null, reason, message });
	let file: unknown;
	try {
		file = JSON.parse(text);
	} catch {
		return wrong('json', 'The file is no JSON');
	}
	if (!isObject(file)) return wrong('type', 'The file is no GeoJSON object');
	if (isObject(file.crs) && !/CRS84|EPSG:+4326/.test(JSON.stringify(file.crs))) {
		return wrong('crs', 'The file names another coordinate system than WGS84');
	}
	if (file.type === 'Feature') return [file];
	if (file.type !== 'FeatureCollection' || !Array.isArray(file.features)) {
		return wrong('type', 'The file is neither a FeatureCollection nor a Feature');
	}
	if (file.features.length === 0) return wrong('type', 'The file holds no feature');
	return file.features as unknown[];
}

function readBoundary(
	feature: unknown,
	position: number,
	regions: readonly NamedRegion[],
): Boundary | BoundaryProblem {
	const wrong = (reason: BoundaryReason, message: string) => {
		return { feature: position, reason, message };
	};
	if (!isObject(feature) || feature.type !== 'Feature') return wrong('type', 'This is no Feature');
	const outline = readOutline(feature.geometry);
	if ('reason' in outline) return wrong(outline.reason, outline.message);
	const id =
		typeof feature.id === 'string' || typeof feature.id === 'number' ? feature.id : undefined;
	const properties = isObject(feature.properties) ? feature.properties : {};
	const match = findRegions({ id, properties }, regions);
	const [regionId, second] = match.ids;
	if (regionId === undefined) {
		return wrong(
			'unmatched',
			'No region has this id or name: write its id as the id of the feature',
		);
	}
	if (second !== undefined) {
		return wrong(
			'ambiguous',
			`It could be ${match.ids.join(' or ')}: write the id into the feature`,
		);
	}
	const misplacement = isKazakhRegion(regionId) ? judgeBox(outline) : null;
	if (misplacement) return wrong(misplacement.reason, `${regionId}: ${misplacement.message}`);
	const geometry = wound(outline);
	const kept = { type: 'Feature' as const, ...(id !== undefined && { id }), properties, geometry };
	return { regionId, feature: kept, position, matchedBy: match.by };
}

type Wrong = Pick<BoundaryProblem, 'reason' | 'message'>;

function readOutline(geometry: unknown): Outline | Wrong {
	if (!isObject(geometry) || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) {
		return { reason: 'geometry', message: 'A border is a Polygon or a MultiPolygon' };
	}
	const { type, coordinates } = geometry;
	const polygons: unknown = type === 'Polygon' ? [coordinates] : coordinates;
	if (!isFilledArray(polygons) || !polygons.every(isFilledArray)) {
		return { reason: 'geometry', message: 'The coordinates hold no polygon' };
	}
	for (const ring of polygons.flat()) {
		const problem = judgeRing(ring);
		if (problem) return problem;
	}
	const checked = polygons as Ring[][];
	return type === 'Polygon'
		? { type, coordinates: checked[0] ?? [] }
		: { type, coordinates: checked };
}

function isFilledArray(value: unknown): value is unknown[] {
	return Array.isArray(value) && value.length > 0;
}

function judgeRing(ring: unknown): Wrong | null {
	const isRing =
		isFilledArray(ring) &&
		ring.length >= 4 &&
		ring.every((one) => isFilledArray(one) && one.length >= 2 && one.every(Number.isFinite));
	if (!isRing) return { reason: 'ring', message: 'A ring has at least four positions of numbers' };
	const positions = ring as number[][];
	const [first, last] = [positions[0], positions.at(-1)];
	if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) {
		return { reason: 'open_ring', message: 'A ring does not end where it begins' };
	}
	const isProjected = positions.some(([x = 0, y = 0]) => Math.abs(x) > 180 || Math.abs(y) > 180);
	if (isProjected) return { reason: 'projected', message: 'Numbers beyond ±180 are no degrees' };
	const isOverThePole = positions.some(([, y = 0]) => Math.abs(y) > 90);
	if (isOverThePole) return { reason: 'swapped', message: 'Latitude beyond ±90: lon comes first' };
	return null;
}

function judgeBox(outline: Outline): Wrong | null {
	const { west, east, south, north } = boxOf(outline);
	const fits = (w: number, e: number, s: number, n: number) =>
		w >= KAZAKHSTAN_BOX.west &&
		e <= KAZAKHSTAN_BOX.east &&
		s >= KAZAKHSTAN_BOX.south &&
		n <= KAZAKHSTAN_BOX.north;
	if (fits(west, east, south, north)) return null;
	if (fits(south, north, west, east)) {
		return { reason: 'swapped', message: 'longitude and latitude are swapped' };
	}
	return { reason: 'range', message: 'the border leaves Kazakhstan (lon 46…88, lat 40…56)' };
}

const ID_KEYS = /iso|^id$|code|^region(_?id)?$/i;
const NAME_KEYS = /^(kk|ru|en)$|name/i;
/** Words that tell a kind of region and not which. */
const KIND_WORDS = new Set(
	'облысы область обл қаласы город г region reg oblast oblysy province city qalasy of'.split(' '),
);

function findRegions(
	{ id, properties }: { id: string | number | undefined; properties: Json },
	regions: readonly NamedRegion[],
): { ids: string[]; by: 'id' | 'name' } {
	const texts = (keys: RegExp) =>
		Object.entries(properties).flatMap(([key, value]) =>
			keys.test(key) && typeof value === 'string' ? [value] : [],
		);
	const codes = new Set([String(id), ...texts(ID_KEYS)].map((code) => code.trim().toUpperCase()));
	const byId = regions.filter((region) => codes.has(region.id.toUpperCase()));
	if (byId.length > 0) return { ids: byId.map((region) => region.id), by: 'id' };
	for (const normal of [wordsOf, stemOf]) {
		const names = new Set(texts(NAME_KEYS).map(normal).filter(Boolean));
		const byName = regions.filter(({ name }) =>
			[name.kk, name.ru, name.en].some((text) => names.has(normal(text))),
		);
		if (byName.length > 0) return { ids: byName.map((region) => region.id), by: 'name' };
	}
	return { ids: [], by: 'name' };
}

/** A name without case, punctuation, ё. */
function wordsOf(name: string): string {
	const plain = name.normalize('NFC').toLowerCase().replaceAll('ё', 'е');
	return plain.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** A name without the words for its kind. */
function stemOf(name: string): string {
	const words = wordsOf(name).split(' ');
	return words.filter((word) => !KIND_WORDS.has(word)).join(' ');
}
