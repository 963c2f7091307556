import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import '$lib/components/map/map.css';
import '$lib/components/styles/tokens.css';
import type { Mark, MarkKind } from '$lib/components/map/mark.ts';
import { openMapView } from '$lib/components/map/map-view.ts';
import type { Directory } from '$lib/domain/directory.ts';
import { frameCost, settle } from './frame-time.ts';

/** Two maps of the same points in one page: ours, and Leaflet's canvas with a circle marker per point. */
export interface MapPage {
	/** Looks of the centers at these ordinals change, ms until painted. */
	ours(changes: MarkChange[]): Promise<number>;
	yardstick(changes: MarkChange[]): Promise<number>;
}

/** A center and its new look. */
export interface MarkChange {
	ordinal: number;
	kind: MarkKind;
}

const MAP_SIZE = { width: '1200px', height: '800px' };
/** About our looks in Leaflet's words: diameter in px and fill. */
const CIRCLES: Record<MarkKind, { radius: number; fillColor: string }> = {
	closed: { radius: 2.5, fillColor: '#8a94a0' },
	calm: { radius: 3.5, fillColor: '#8a94a0' },
	unknown: { radius: 5.5, fillColor: '#b0b7c0' },
	busy: { radius: 5, fillColor: '#d9b33d' },
	crowded: { radius: 7, fillColor: '#d97a2b' },
	critical: { radius: 10, fillColor: '#b3262e' },
};

function addHost(): HTMLElement {
	const host = document.createElement('div');
	host.className = 'center-map';
	Object.assign(host.style, MAP_SIZE);
	document.body.append(host);
	return host;
}

/** Reading a pixel back ends only when everything noted for the canvas is drawn. */
function drawOut(host: HTMLElement): void {
	for (const canvas of host.querySelectorAll('canvas')) {
		canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
	}
}

/** Opens both maps with every center calm. */
export async function openMapPage(directory: Directory): Promise<MapPage> {
	const kinds = new Map<number, MarkKind>(
		directory.centers.map(({ ordinal }) => [ordinal, 'calm']),
	);
	const marks = Object.fromEntries(
		Object.keys(CIRCLES).map((kind) => [kind, { kind, isLate: false }]),
	) as Record<MarkKind, Mark>;
	const ourHost = addHost();
	const view = openMapView(L, ourHost, {
		directory,
		boundaries: null,
		tiles: null,
		scope: 'nation',
		selected: null,
		texts: { name: ({ en }) => en, critical: () => '', bookingOnly: () => '', state: () => null },
		readMark: (ordinal) => marks[kinds.get(ordinal) ?? 'unknown'],
		readRule: () => 0,
		layers: { hasLoad: true, hasRules: true },
		waitSeconds: () => null,
		onselect: () => undefined,
		onscope: () => undefined,
		onchoose: () => undefined,
		onfocus: () => undefined,
		onmove: () => undefined,
	});

	const theirHost = addHost();
	const theirs = L.map(theirHost, { preferCanvas: true, fadeAnimation: false, zoomControl: false });
	theirs.fitBounds(L.latLngBounds(directory.centers.map(({ lat, lon }) => [lat, lon])), {
		animate: false,
	});
	const circles = new Map(
		directory.centers.map(({ ordinal, lat, lon }) => {
			const style = { weight: 1, color: '#ffffff', fillOpacity: 1, ...CIRCLES.calm };
			return [ordinal, L.circleMarker([lat, lon], style).addTo(theirs)];
		}),
	);
	await settle(4);
	return {
		ours: async (changes) => {
			await settle();
			for (const { ordinal, kind } of changes) kinds.set(ordinal, kind);
			const ordinals = new Set(changes.map(({ ordinal }) => ordinal));
			return frameCost(
				() => view.update('c', ordinals),
				() => drawOut(ourHost),
			);
		},
		yardstick: async (changes) => {
			await settle();
			return frameCost(
				() => {
					for (const { ordinal, kind } of changes) circles.get(ordinal)?.setStyle(CIRCLES[kind]);
				},
				() => drawOut(theirHost),
			);
		},
	};
}
