import type * as Leaflet from 'leaflet';
import { REGIME_BITS } from '$lib/domain/row.ts';
import { NOT_SHOWN, type MarkField } from './mark-field.ts';

/** Outlines of booking-only cities and rings of exempt centers, as SVG under the marks. */
export interface RuleLayer {
	/** Draws what holds now, where the marks stand now. */
	draw(): void;
}

/** What the layer draws, as `d` of paths; all points in px of the world less a corner. */
export interface RulePaths {
	/** Lines from the middle of each ruled city to its centers: as wide as asked, they melt into its outline. */
	outlines: string;
	/** Points of the ruled centers, for a map without marks. */
	dots: string;
	/** A ring around each exempt center. */
	rings: string;
}

const SVG = 'http://www.w3.org/2000/svg';
/** Room between a mark and the outline of its city, and the ring around it; width of the outline, px at the desk. */
const RULE = { room: 7, ringGap: 2.5, line: 1.5 } as const;

/** Paths for the rules of a field as it stands. */
export function rulePaths(
	field: Pick<MarkField, 'centers' | 'cities' | 'ranks' | 'rules' | 'xy' | 'radiusOf'>,
	corner: { x: number; y: number },
): RulePaths {
	const pointOf = (index: number): [x: number, y: number] => [
		Math.round((field.xy[index * 2] ?? 0) - corner.x),
		Math.round((field.xy[index * 2 + 1] ?? 0) - corner.y),
	];
	const has = (index: number, bit: number) =>
		field.ranks[index] !== NOT_SHOWN && ((field.rules[index] ?? 0) & bit) !== 0;
	const paths: RulePaths = { outlines: '', dots: '', rings: '' };
	const outline = (members: readonly number[]) => {
		const points = members.filter((index) => has(index, REGIME_BITS.bookingOnly)).map(pointOf);
		const [middleX, middleY] = [0, 1].map((axis) =>
			Math.round(points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length),
		);
		for (const [x, y] of points) {
			paths.outlines += `M${middleX} ${middleY}L${x} ${y}`;
			paths.dots += `M${x} ${y}h0`;
		}
	};
	for (const { members } of field.cities) outline(members);
	field.centers.forEach(({ cityId }, index) => {
		if (cityId === null) outline([index]);
		if (!has(index, REGIME_BITS.exempt)) return;
		const [x, y] = pointOf(index);
		const radius = Math.round(field.radiusOf(index) + RULE.ringGap);
		const arc = `a${radius} ${radius} 0 1 0`;
		paths.rings += `M${x - radius} ${y}${arc} ${2 * radius} 0${arc} ${-2 * radius} 0`;
	});
	return paths;
}

/** Makes the layer in a pane of a map. */
export function createRuleLayer(map: Leaflet.Map, pane: string, field: MarkField): RuleLayer {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('class', 'rules');
	svg.setAttribute('aria-hidden', 'true');
	const path = (className: string) => {
		const made = document.createElementNS(SVG, 'path');
		made.setAttribute('class', className);
		svg.append(made);
		return made;
	};
	const [edge, body] = [path('rule-edge'), path('rule-body')];
	const [dots, rings] = [path('rule-dots'), path('rule-rings')];
	map.getPane(pane)?.append(svg);

	return {
		draw() {
			const paths = rulePaths(field, map.getPixelOrigin());
			const width = field.sizes.critical + 2 * RULE.room;
			edge.setAttribute('d', paths.outlines);
			edge.setAttribute('stroke-width', String(width + 2 * RULE.line));
			body.setAttribute('d', paths.outlines);
			body.setAttribute('stroke-width', String(width));
			dots.setAttribute('d', paths.dots);
			rings.setAttribute('d', paths.rings);
		},
	};
}
