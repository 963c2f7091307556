import type * as Leaflet from 'leaflet';
import type { Center, Directory } from '$lib/domain/directory.ts';
import type { RowKind } from '$lib/domain/row.ts';
import type { Scope } from '$lib/protocol/live.ts';
import { labelPoint, regionAt, regionShapes, type Boundaries } from './boundary-shape.ts';
import { createCenterLayer, type LeafletModule } from './center-layer.ts';
import { watchDisplay } from './display-watch.ts';
import { createKeyboardWalk } from './keyboard-walk.ts';
import { createLabelLayer } from './label-layer.ts';
import { movedBy, type Box } from './label-layout.ts';
import { marksInView, planLabels, type LabelTexts } from './label-plan.ts';
import { fitBox, holdTo, openLeaflet, PANES, viewBox, yieldToScroll } from './leaflet-map.ts';
import { RANK, type Mark } from './mark.ts';
import { createMarkField, type FieldChange } from './mark-field.ts';
import type { Direction } from './nearest.ts';
import { overlayBoxes } from './overlays.ts';
import { createPointerTargets } from './pointer.ts';
import { addRegionLayer } from './region-layer.ts';
import { shortRegionName } from './region-name.ts';
import { createRings } from './rings.ts';
import { createRuleLayer } from './rule-layer.ts';
import { regionOfScope, scopeBox } from './scope-box.ts';
import { growthStep, markSizes } from './sprites.ts';
import { readMapTheme } from './theme.ts';
import { addTileLayer, type Tiles } from './tile-layer.ts';

/** What is drawn over the ground. */
interface MapLayers {
	/** Levels of the centers. */
	hasLoad: boolean;
	/** Booking-only cities and exempt centers. */
	hasRules: boolean;
}

/** What a map shows, and whom it tells. */
export interface MapViewOptions {
	directory: Directory;
	boundaries: Boundaries | null;
	/** Null: no streets. */
	tiles: Tiles | null;
	scope: Scope;
	selected: string | null;
	texts: LabelTexts;
	/** Look of a center by ordinal; null while it has no row. */
	readMark: (ordinal: number) => Mark | null;
	/** Bits of the rule of a center by ordinal. */
	readRule: (ordinal: number) => number;
	layers: MapLayers;
	/** Expected wait of a center by ordinal, seconds. */
	waitSeconds: (ordinal: number) => number | null;
	onselect: (centerId: string | null) => void;
	onscope: (scope: Scope) => void;
	/** Several marks lie under a press: worst first, with the point in px of the map's element. */
	onchoose: (centers: Center[], at: { x: number; y: number }) => void;
	/** The keyboard is on a mark, or on none. */
	onfocus: (center: Center | null) => void;
	/** Marks stand elsewhere on the screen: the view has moved. */
	onmove: () => void;
}

/** A living map in an element. */
export interface MapView {
	/** Takes rows that changed. */
	update(kind: RowKind, ordinals: ReadonlySet<number> | 'all'): void;
	/** Fits another scope. */
	show(scope: Scope): void;
	/** Rings a center, or none. */
	select(centerId: string | null): void;
	/** Where a center is drawn, px from the corner of the map; null when it is not. */
	pointOf(centerId: string): { x: number; y: number } | null;
	/** Words, their language or what they name have changed. */
	relabel(texts: LabelTexts, layers: MapLayers): void;
	zoomIn(): void;
	zoomOut(): void;
	/** Fits the scope again. */
	home(): void;
	/** Moves the keyboard to the nearest mark in a direction. */
	step(direction: Direction): void;
	/** Opens the mark that the keyboard is on. */
	openFocused(): void;
	/** Takes the keyboard off its mark; false when it was on none. */
	leaveFocused(): boolean;
	remove(): void;
}

/** At most this many marks in view are named one by one. */
const MOST_NEARBY = 40;
/** Narrower maps carry names of places only, px. */
const NARROW_WIDTH = 600;

/** Opens the map in an element that has a size: ground, marks, rings, labels, pointers, and what keeps them current. */
export function openMapView(L: LeafletModule, host: HTMLElement, options: MapViewOptions): MapView {
	const {
		directory,
		readMark,
		readRule,
		waitSeconds,
		onselect,
		onscope,
		onchoose,
		onfocus,
		onmove,
	} = options;
	let { scope, texts, layers } = options;
	const shapes = regionShapes(options.boundaries);
	const network = scopeBox('nation', directory, shapes);
	const names = new Map(directory.places.map((place) => [place.id, place.name]));
	const grounds = shapes.flatMap((shape) => {
		const name = names.get(shape.id);
		return name ? [{ name: shortRegionName(name), at: labelPoint(shape) }] : [];
	});

	const field = createMarkField(directory, readMark, readRule);
	const indexOfId = new Map(field.centers.map(({ id }, index) => [id, index]));
	const map = openLeaflet(L, host);
	const labels = createLabelLayer(map, PANES.labels, field);
	const rules = createRuleLayer(map, PANES.rules, field);
	const rings = createRings(L, map, PANES.rings, field);
	const walk = createKeyboardWalk(map, field, rings, onfocus);
	const layer = createCenterLayer(L, field, PANES.marks, () => {
		host.dataset.paintedVersion = String(Number(host.dataset.paintedVersion ?? 0) + 1);
	});
	let theme = readMapTheme(host);
	const targets = createPointerTargets(map, field, () => theme.hit);

	let nationZoom = 0;
	let hovered: number | null = null;
	let selected: number | null = null;
	/** The view is what the scope asked for, and follows the size of the element. */
	let isFitted = true;
	let isFitting = false;
	let labelFrame = 0;
	let overlays: Box[] = [];

	const isCritical = (index: number): boolean => field.ranks[index] === RANK.critical;

	/** Sizes and places for the zoom, theme and resolution of now; the next paint uses them. */
	function look(): void {
		const zoom = map.getZoom();
		const size = markSizes(theme.size, growthStep(zoom, nationZoom), map.getSize().x);
		field.project((lat, lon) => map.project([lat, lon], zoom), size);
		layer.setLook({ theme, size, dpr: window.devicePixelRatio });
		overlays = overlayBoxes(host);
	}

	function fit(animate: boolean): void {
		const box = scopeBox(scope, directory, shapes);
		if (!box) return;
		isFitting = true;
		fitBox(L, map, box, animate);
		isFitted = true;
	}

	function hold(): void {
		if (network) nationZoom = holdTo(L, map, network);
	}

	function drawLabels(): void {
		labelFrame = 0;
		const view = viewBox(L, map);
		const regions = grounds.map(({ name, at }) => ({ name, point: map.project(at) }));
		const isNarrow = map.getSize().x < NARROW_WIDTH;
		const most = scope.startsWith('city:') ? Infinity : MOST_NEARBY;
		const nearby = marksInView(field, view, most);
		const scene = {
			field,
			regions,
			selected,
			hovered,
			nearby,
			isNarrow,
			...layers,
			waitSeconds,
			texts,
		};
		const taken = overlays.map((box) => movedBy(box, view.left, view.top));
		labels.show(planLabels(scene), theme, { view, taken }, selected);
	}

	/** Labels follow in the next frame: of several changes in one only the last is laid out. */
	function labelSoon(): void {
		labelFrame ||= requestAnimationFrame(drawLabels);
	}

	function apply({ changed, turnedCritical, isReranked, isRuled }: FieldChange): void {
		const touched = new Set(changed);
		if (isReranked) for (const index of field.respread()) touched.add(index);
		if (touched.size > 0) {
			layer.paint(touched);
			rings.move(isCritical);
		}
		if (isReranked || isRuled) rules.draw();
		for (const index of turnedCritical) if (index !== selected) rings.call(index);
		labelSoon();
	}

	function repaint(): void {
		look();
		layer.paint('all');
		rules.draw();
		rings.move(isCritical);
		labelSoon();
	}

	function press(event: Leaflet.LeafletMouseEvent): void {
		const centers = targets
			.pressed(event)
			.map((index) => field.centers[index])
			.filter((center) => center !== undefined);
		const [only] = centers;
		if (centers.length > 1) return onchoose(centers, event.containerPoint);
		if (only) return onselect(only.id);
		const { x, y } = targets.worldPoint(event);
		const city = labels.cityAt(x, y);
		if (city !== null) return onscope(`city:${city}`);
		const region = regionAt(shapes, [event.latlng.lat, event.latlng.lng]);
		if (region !== null && region !== regionOfScope(scope, directory)) {
			return onscope(`region:${region}`);
		}
		onselect(null);
	}

	function hover(index: number | null): void {
		if (index === hovered) return;
		hovered = index;
		host.classList.toggle('on-mark', index !== null);
		if (index !== null) rings.see(index);
		labelSoon();
	}

	function select(centerId: string | null): void {
		selected = centerId === null ? null : (indexOfId.get(centerId) ?? null);
		layer.select(selected);
		if (selected !== null) rings.see(selected);
		labelSoon();
	}

	// Leaflet needs a view before anything is added; a network without any place shows the whole world.
	hold();
	if (network) fit(false);
	else map.setView([0, 0], 1);
	isFitting = false;
	field.read('all');
	look();
	layer.addTo(map);
	if (options.tiles) addTileLayer(L, map, PANES.tiles, options.tiles);
	const ground = addRegionLayer(L, map, PANES.land, shapes);
	ground.focus(regionOfScope(scope, directory));
	layer.paint('all');
	select(options.selected);
	yieldToScroll(map, nationZoom);
	host.dataset.mapReady = '';

	map.on('zoomstart', () => host.classList.add('zooming'));
	map.on('dragstart zoomstart', () => {
		if (!isFitting) isFitted = false;
	});
	// Before `moveend`, on which the layer paints.
	map.on('zoomend', () => {
		look();
		host.classList.remove('zooming');
		yieldToScroll(map, nationZoom);
	});
	map.on('moveend', () => {
		isFitting = false;
		rules.draw();
		rings.move(isCritical);
		labelSoon();
		onmove();
	});
	map.on('click', press);
	map.on('mousemove', (event) => hover(targets.hovered(event)));
	map.on('mouseout', () => hover(null));

	const resize = new ResizeObserver(() => {
		map.invalidateSize({ pan: false });
		hold();
		if (isFitted) fit(false);
		repaint();
	});
	resize.observe(host);
	const stopWatching = watchDisplay(() => {
		theme = readMapTheme(host);
		repaint();
	});

	return {
		update(kind, ordinals) {
			if (kind === 'c' || kind === 'l') apply(field.read(ordinals));
		},
		show(next) {
			if (next === scope) return;
			scope = next;
			ground.focus(regionOfScope(scope, directory));
			fit(true);
		},
		select,
		pointOf(centerId) {
			const index = indexOfId.get(centerId);
			const min = map.getPixelBounds().min;
			if (index === undefined || !min) return null;
			const [x = 0, y = 0] = field.xy.subarray(index * 2, index * 2 + 2);
			return { x: x - min.x, y: y - min.y };
		},
		relabel(nextTexts, nextLayers) {
			texts = nextTexts;
			layers = nextLayers;
			labelSoon();
		},
		zoomIn: () => void map.zoomIn(),
		zoomOut: () => void map.zoomOut(),
		home: () => fit(true),
		step(direction) {
			const [x, y] = selected === null ? [] : field.xy.subarray(selected * 2, selected * 2 + 2);
			walk.step(direction, x === undefined || y === undefined ? null : { x, y });
		},
		openFocused() {
			const center = walk.focused();
			if (center) onselect(center.id);
		},
		leaveFocused: walk.leave,
		remove() {
			resize.disconnect();
			stopWatching();
			map.remove();
			// Last, because a map that stops moving asks for labels once more.
			cancelAnimationFrame(labelFrame);
		},
	};
}
