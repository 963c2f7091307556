import { it } from 'vitest';
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import '../styles/tokens.css';
import './map.css';
import { createCenterLayer } from './center-layer.ts';
import { createMarkField } from './mark-field.ts';
import { markOf } from './mark.ts';
import { markSizes } from './sprites.ts';
import { readMapTheme } from './theme.ts';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
it('bench', async () => {
	const N = 20000;
	const make = () => {
		const d = document.createElement('div');
		d.style.cssText = 'width:1000px;height:700px';
		document.body.append(d);
		return d;
	};
	const pts = Array.from(
		{ length: N },
		(_, i) =>
			[39 + ((i * 7919) % 1700) / 100, 47 + ((i * 104729) % 4000) / 100] as [number, number],
	);
	const lvl = (i: number) => {
		const r = ((i * 2654435761) >>> 0) % 1000;
		return r < 780 ? 1 : r < 940 ? 2 : r < 980 ? 3 : 4;
	};
	const levels = new Uint8Array(N).map((_, i) => lvl(i));
	const host = make();
	const map = L.map(host, { zoomControl: false, attributionControl: false }).setView([48, 67], 5);
	map.createPane('marks');
	const field = createMarkField(
		aDirectory(pts.map(([lat, lon], i) => aCenter(i + 1, { lat, lon }))),
		(o) => markOf(levels[o - 1] ?? 0, 1, 0),
	);
	const theme = readMapTheme(host);
	const size = markSizes(theme.size, 0, 1000);
	field.read('all');
	field.project((a, b) => map.project([a, b]), size);
	const layer = createCenterLayer(L, field, 'marks', () => {});
	layer.setLook({ theme, size, dpr: devicePixelRatio });
	layer.addTo(map);
	layer.paint('all');
	const host2 = make();
	const map2 = L.map(host2, {
		zoomControl: false,
		attributionControl: false,
		preferCanvas: true,
	}).setView([48, 67], 5);
	const colors = ['#888', '#777', '#ab7d00', '#ad3f0a', '#7e0039'];
	const marks = pts.map((p, i) =>
		L.circleMarker(p, {
			radius: 4,
			color: colors[levels[i] ?? 0],
			weight: 1,
			fillOpacity: 1,
		}).addTo(map2),
	);
	const frame = () => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 0)));
	await frame();
	await frame();
	const syncs: number[] = [],
		a: number[] = [],
		b: number[] = [];
	for (let k = 0; k < 12; k++) {
		const chosen = new Set<number>();
		for (let j = 0; j < N / 10; j++) {
			const i = (j * 10 + k * 3 + ((j * j) % 10)) % N;
			chosen.add(i + 1);
			levels[i] = lvl(i * 31 + k * 7 + 1);
		}
		let t = performance.now();
		const c = field.read(chosen);
		layer.paint(new Set([...c.changed, ...(c.isReranked ? field.respread() : [])]));
		const sync = performance.now() - t;
		await frame();
		syncs.push(sync);
		a.push(performance.now() - t);
		t = performance.now();
		for (const o of chosen) marks[o - 1]?.setStyle({ color: colors[levels[o - 1] ?? 0] });
		await frame();
		b.push(performance.now() - t);
	}
	const med = (x: number[]) => x.toSorted((p, q) => p - q)[x.length >> 1];
	console.log(
		'sprites',
		a.map((x) => x.toFixed(1)).join(' '),
		'sync',
		syncs.map((x) => x.toFixed(1)).join(' '),
		'circle',
		b.map((x) => x.toFixed(1)).join(' '),
		'ratio',
		med(a)! / med(b)!,
	);
}, 120000);
