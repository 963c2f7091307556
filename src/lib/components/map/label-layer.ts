import type * as Leaflet from 'leaflet';
import {
	overlaps,
	placeLabels,
	type Box,
	type LabelWish,
	type PlacedLabel,
	type Side,
} from './label-layout.ts';
import { MOST_LABELS, type Label } from './label-plan.ts';
import type { MarkField } from './mark-field.ts';
import { RANK } from './mark.ts';
import type { MapTheme } from './theme.ts';

/** Texts over the marks, as SVG text: colors and fonts come from the stylesheet by class. */
export interface LabelLayer {
	/**
	 * Places and shows labels, the first of the list with the first right to room: in `view`, in px of the world, but for
	 * what is `taken` of it; beside the selected mark room is left for its ring.
	 */
	show(
		labels: readonly Label[],
		theme: MapTheme,
		room: { view: Box; taken: readonly Box[] },
		selected: number | null,
	): void;
	/** City whose label lies under a point of the world; null for none. */
	cityAt(x: number, y: number): string | null;
}

const SVG = 'http://www.w3.org/2000/svg';
/** A label covered by the glow around its letters takes this much more room, px at the desk. */
const MARGIN = 2;

/** Where labels look for room, the best first. */
const MARK_SIDES: readonly Side[] = ['right', 'left', 'below', 'above'];
const GROUND_SIDES: readonly Side[] = ['over', 'below', 'above', 'right', 'left'];
/** A crowded mark under a label counts as this many calm ones. */
const CROWDED_WEIGHT = 3;

/** How far the ring of the selected mark reaches beyond its shape, px at the desk. */
const RING_ROOM = 4;

/** Makes the layer in a pane of a map. */
export function createLabelLayer(map: Leaflet.Map, pane: string, field: MarkField): LabelLayer {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('class', 'labels');
	svg.setAttribute('aria-hidden', 'true');
	map.getPane(pane)?.append(svg);
	const measure = document.createElement('canvas').getContext('2d');
	let selected: number | null = null;
	let ringRoom = 0;
	let shown: { cityId: string | null; box: Box }[] = [];

	function widthOf(text: string, font: string): number {
		if (!measure) return text.length * 7;
		measure.font = font;
		return measure.measureText(text).width;
	}

	/** Room that the marks of a label take. */
	function anchorOf({ members, point }: Pick<Label, 'members' | 'point'>): Box {
		const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
		if (point) return { left: point.x, top: point.y, right: point.x, bottom: point.y };
		for (const index of members) {
			const [x = 0, y = 0] = [field.xy[index * 2], field.xy[index * 2 + 1]];
			const radius = field.radiusOf(index) + (index === selected ? ringRoom : 0);
			box.left = Math.min(box.left, x - radius);
			box.top = Math.min(box.top, y - radius);
			box.right = Math.max(box.right, x + radius);
			box.bottom = Math.max(box.bottom, y + radius);
		}
		return box;
	}

	function wishOf(label: Label, theme: MapTheme): LabelWish {
		const title = label.tone === 'ground' ? theme.regionFont : theme.nameFont;
		const { valueFont } = theme;
		const valueWidth = label.value === null ? 0 : widthOf(label.value, valueFont.css);
		const height = title.lineHeight + (label.value === null ? 0 : valueFont.lineHeight);
		return {
			anchor: anchorOf(label),
			width: Math.max(widthOf(label.title, title.css), valueWidth) + MARGIN * theme.unit,
			height,
			sides: label.point ? GROUND_SIDES : MARK_SIDES,
			mayCover: label.mayCover,
		};
	}

	/** Room of the marks of a rank in a view. */
	function boxesOf(rank: number, view: Box): Box[] {
		const found: Box[] = [];
		for (let index = 0; index < field.ranks.length && found.length < MOST_LABELS; index++) {
			if (field.ranks[index] !== rank) continue;
			const box = anchorOf({ members: [index], point: null });
			if (overlaps(box, view)) found.push(box);
		}
		return found;
	}

	function draw(label: Label, { side, box }: PlacedLabel, theme: MapTheme): SVGTextElement {
		const origin = map.getPixelOrigin();
		const text = document.createElementNS(SVG, 'text');
		const [x, anchor] =
			side === 'right'
				? [box.left, 'start']
				: side === 'left'
					? [box.right, 'end']
					: [(box.left + box.right) / 2, 'middle'];
		const title = label.tone === 'ground' ? theme.regionFont : theme.nameFont;
		text.setAttribute('class', `label ${label.tone}${label.isRule ? ' rule' : ''}`);
		text.setAttribute('text-anchor', anchor);
		const line = (content: string, name: string, y: number): void => {
			const span = document.createElementNS(SVG, 'tspan');
			span.setAttribute('class', name);
			span.setAttribute('x', (x - origin.x).toFixed(1));
			span.setAttribute('y', (y - origin.y).toFixed(1));
			span.textContent = content;
			text.append(span);
		};
		const baseline = box.top + title.lineHeight * 0.8;
		line(label.title, 'title', baseline);
		if (label.value !== null) line(label.value, 'value', baseline + theme.valueFont.lineHeight);
		return text;
	}

	return {
		show(labels, theme, { view, taken }, selectedNow) {
			selected = selectedNow;
			ringRoom = RING_ROOM * theme.unit;
			const wanted = labels.slice(0, MOST_LABELS);
			const wishes = wanted.map((label) => wishOf(label, theme));
			const grid = field.grid();
			const crowded = boxesOf(RANK.crowded, view);
			const covered = (box: Box): number =>
				grid.countIn(box) +
				(CROWDED_WEIGHT - 1) * crowded.filter((other) => overlaps(other, box)).length;
			const obstacles = [...boxesOf(RANK.critical, view), ...taken];
			const placed = placeLabels(wishes, obstacles, covered, view);
			shown = [];
			const texts = placed.flatMap((place) => {
				const label = wanted[place.index];
				if (!label) return [];
				shown.push({ cityId: label.cityId, box: place.box });
				return [draw(label, place, theme)];
			});
			svg.replaceChildren(...texts);
		},
		cityAt(x, y) {
			const under = shown.find(
				({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom,
			);
			return under?.cityId ?? null;
		},
	};
}
