import type * as Leaflet from 'leaflet';
import type { MarkField } from './mark-field.ts';
import { createMarkPainter } from './mark-painter.ts';
import type { PixelRect } from './raster.ts';
import { createSpriteSheet, type SheetLook } from './sprites.ts';

/** Leaflet as the dynamic import gives it. */
export type LeafletModule = typeof Leaflet;

/** The one layer that draws all centers on its own canvas. */
export interface CenterLayer extends Leaflet.Layer {
	/** Paints marks again that look different or have moved; `'all'` after a change of zoom, look or network. */
	paint(indices: Iterable<number> | 'all'): void;
	/** Takes sizes, theme and resolution; follow it by `paint('all')`. */
	setLook(look: SheetLook): void;
	/** Rings a mark, or none, and paints the difference. */
	select(index: number | null): void;
}

/** Canvas beyond each edge of the map as a share of its size: a short drag shows no empty strip. */
const PADDING = 0.1;

/**
 * Makes the layer over a field of marks. The field's places are px of the projected world at the map's zoom, so the
 * caller projects it on `zoomend`, which comes before the `moveend` that paints. `onpaint` follows every paint.
 */
export function createCenterLayer(
	L: LeafletModule,
	field: MarkField,
	pane: string,
	onpaint: () => void,
): CenterLayer {
	const canvas = L.DomUtil.create('canvas', 'leaflet-zoom-animated');
	const ctx = canvas.getContext('2d');
	const painter = createMarkPainter(field);
	let image: ImageData | null = null;
	let dpr = 1;
	let selected: number | null = null;
	/** Where the canvas lies: its corner in px of the world at `zoom`. */
	let frame = { x: 0, y: 0, zoom: 0 };

	function show({ left, top, right, bottom }: PixelRect): void {
		const { raster } = painter;
		if (!ctx || raster.width === 0 || raster.height === 0) return;
		if (image?.data.buffer !== raster.pixels.buffer) {
			image = new ImageData(new Uint8ClampedArray(raster.pixels.buffer), raster.width);
		}
		ctx.putImageData(image, 0, 0, left, top, right - left, bottom - top);
	}

	function paint(indices: Iterable<number> | 'all'): void {
		const changed = painter.paint(indices);
		if (changed) show(changed);
		onpaint();
	}

	/** Lays the canvas over the present view. */
	function place(map: Leaflet.Map): void {
		const size = map.getSize();
		const corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
		const width = Math.round(size.x * (1 + 2 * PADDING) * dpr);
		const height = Math.round(size.y * (1 + 2 * PADDING) * dpr);
		if (canvas.width !== width || canvas.height !== height) {
			canvas.width = width;
			canvas.height = height;
		}
		canvas.style.setProperty('width', `${width / dpr}px`);
		canvas.style.setProperty('height', `${height / dpr}px`);
		L.DomUtil.setPosition(canvas, corner);
		const { x, y } = map.getPixelOrigin().add(corner);
		frame = { x, y, zoom: map.getZoom() };
		painter.frame({ x, y }, width, height, dpr);
	}

	/** Moves and scales the painted picture to a view that is still under way. */
	function follow(map: Leaflet.Map, center: Leaflet.LatLng, zoom: number): void {
		const scale = map.getZoomScale(zoom, frame.zoom);
		const panePosition = L.DomUtil.getPosition(map.getPane('mapPane') ?? canvas);
		const origin = map
			.project(center, zoom)
			.subtract(map.getSize().divideBy(2))
			.add(panePosition)
			.round();
		const corner = L.point(frame.x, frame.y).multiplyBy(scale).subtract(origin);
		L.DomUtil.setTransform(canvas, corner, scale);
	}

	class Layer extends L.Layer implements CenterLayer {
		override onAdd(map: Leaflet.Map): this {
			map.getPane(pane)?.append(canvas);
			place(map);
			return this;
		}

		override onRemove(): this {
			canvas.remove();
			return this;
		}

		override getEvents(): Record<string, Leaflet.LeafletEventHandlerFn> {
			return {
				moveend: () => {
					place(this._map);
					paint('all');
				},
				zoom: () => follow(this._map, this._map.getCenter(), this._map.getZoom()),
				zoomanim: (event) => {
					const { center, zoom } = event as Leaflet.ZoomAnimEvent;
					follow(this._map, center, zoom);
				},
			};
		}

		paint(indices: Iterable<number> | 'all'): void {
			paint(indices);
		}

		setLook(look: SheetLook): void {
			painter.dress(createSpriteSheet(look));
			if (look.dpr === dpr) return;
			dpr = look.dpr;
			if (this._map) place(this._map);
		}

		select(index: number | null): void {
			if (index === selected) return;
			const touched = [selected, index].filter((one) => one !== null);
			selected = index;
			painter.select(index);
			paint(touched);
		}
	}

	return new Layer();
}
