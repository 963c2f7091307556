import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { type Outline, wound } from './geometry.ts';

/** One bundled region outline, keyed by the region's id. */
export interface BundledOutline {
	regionId: string;
	outline: Outline;
	/** Names and `approx` (the line was drawn by this project) as the file gives them. */
	properties: Record<string, unknown>;
}

/**
 * The bundled outlines of Kazakhstan's regions from the text of `data/kz-regions.topo.json`: schematic, not official
 * borders. Throws where the file is not the one we ship.
 */
export function kazakhstanOutlines(topojson: string): {
	outlines: BundledOutline[];
	attribution: string;
} {
	const topology = JSON.parse(topojson) as Topology<{ regions: GeometryCollection }> & {
		attribution: string;
	};
	const { features } = feature(topology, topology.objects.regions);
	const outlines = features.map(({ id, geometry, properties }) => {
		if (typeof id !== 'string' || !('coordinates' in geometry))
			throw new Error('outline without id');
		if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') {
			throw new Error(`${id} is no polygon`);
		}
		return { regionId: id, outline: wound(geometry), properties: properties ?? {} };
	});
	return { outlines, attribution: topology.attribution };
}
