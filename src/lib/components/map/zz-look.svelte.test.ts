import { expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { feature } from 'topojson-client';
import '../styles/tokens.css';
import '../styles/base.css';
import '@fontsource-variable/golos-text';
import topo from '../../../../data/kz-regions.topo.json';
import citiesFile from '../../../../data/kz-cities.json';
import regionsFile from '../../../../data/kz-regions.json';
import CenterMap from './CenterMap.svelte';
import { aCenter } from '../../../../tests/support/board-builders.ts';

let seed = 7;
const rnd = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const fc: any = feature(topo as any, (topo as any).objects.regions);
for (const f of fc.features) f.properties = { id: f.id };
const places: any[] = [
	{
		ordinal: 0,
		id: 'nation',
		kind: 'nation',
		regionId: null,
		name: { kk: 'Қазақстан', ru: 'Казахстан', en: 'Kazakhstan' },
		lat: null,
		lon: null,
		illustrative: false,
	},
];
let po = 1;
for (const r of (regionsFile as any).regions)
	places.push({
		ordinal: po++,
		id: r.iso,
		kind: 'region',
		regionId: null,
		name: { kk: r.kk, ru: r.ru, en: r.en },
		lat: null,
		lon: null,
		illustrative: false,
	});
const centers: any[] = [];
let co = 1;
for (const c of (citiesFile as any).cities) {
	places.push({
		ordinal: po++,
		id: c.id,
		kind: 'city',
		regionId: c.region,
		name: { kk: c.kk, ru: c.ru, en: c.en },
		lat: c.lat,
		lon: c.lon,
		illustrative: false,
	});
	for (let i = 0; i < c.centers_illustrative; i++)
		centers.push(
			aCenter(co++, {
				id: `${c.id}-${i}`,
				cityId: c.id,
				regionId: c.region,
				lat: c.lat + (rnd() - 0.5) * 0.12,
				lon: c.lon + (rnd() - 0.5) * 0.18,
				name: {
					kk: `${c.kk}, ${i + 1}-бөлім`,
					ru: `${c.ru}, отдел ${i + 1}`,
					en: `${c.en} office ${i + 1}`,
				},
			}),
		);
}
for (const f of fc.features) {
	const r = (regionsFile as any).regions.find((x: any) => x.iso === f.id);
	const mine = (citiesFile as any).cities.filter((c: any) => c.region === f.id);
	for (let i = 0; i < r.district_offices_illustrative; i++) {
		const base = mine[i % mine.length];
		centers.push(
			aCenter(co++, {
				id: `${f.id}-r${i}`,
				cityId: null,
				regionId: f.id,
				lat: base.lat + (rnd() - 0.5) * 2.4,
				lon: base.lon + (rnd() - 0.5) * 3.4,
				name: { kk: `${i + 1}-аудан`, ru: `Район ${i + 1}`, en: `District ${i + 1}` },
			}),
		);
	}
}
const directory: any = { version: '1', places, centers, contactCenters: [] };
const rows = new Map<number, any>();
const now = Date.UTC(2026, 10, 19, 5);
for (const c of centers) {
	const x = rnd();
	let level = x < 0.78 ? 1 : x < 0.94 ? 2 : x < 0.965 ? 3 : x < 0.985 ? 0 : 1;
	if (['almaty-0', 'almaty-7', 'almaty-12', 'shymkent-3'].includes(c.id)) level = 4;
	if (['almaty-1', 'almaty-2'].includes(c.id)) level = 3;
	rows.set(c.ordinal, {
		at: now / 1000 - (level === 0 ? 1620 : 8),
		level,
		freshness: level === 0 ? 4 : rnd() < 0.02 ? 2 : 1,
		state: rnd() < 0.04 && level < 2 ? 1 : 0,
		waitSeconds: level * 900 + Math.round(rnd() * 600),
		occupancy: level * 20 + 10,
		capacity: 60,
	});
}
const listeners = new Set<any>();
const board: any = {
	now,
	value: (k: string, o: number, col: string) => (k === 'c' ? (rows.get(o)?.[col] ?? null) : null),
	onChange: (l: any) => (listeners.add(l), () => listeners.delete(l)),
};

async function shot(
	name: string,
	w: number,
	h: number,
	theme: string,
	locale: string,
	scope = 'nation',
	selected: string | null = null,
	density?: string,
) {
	document.documentElement.dataset.theme = theme;
	if (density) document.documentElement.dataset.density = density;
	else delete document.documentElement.dataset.density;
	await page.viewport(w, h);
	document.body.replaceChildren();
	const target = document.createElement('div');
	target.style.width = `${w}px`;
	target.style.height = `${h}px`;
	document.body.append(target);
	const s = await render(CenterMap, {
		target,
		props: {
			directory,
			boundaries: fc,
			board,
			scope,
			selected,
			locale: locale as any,
			onselect() {},
			onscope() {},
		},
	});
	const g = s.getByRole('application').element() as HTMLElement;
	await expect.poll(() => g.dataset.mapReady).toBe('');
	await document.fonts.ready;
	await new Promise((r) => setTimeout(r, 700));
	if (name === 'ring') {
		const o = centers.find((c) => c.id === 'pavlodar-0').ordinal;
		rows.get(o).level = 4;
		for (const l of listeners) l('c', new Set([o]));
		await new Promise((r) => setTimeout(r, 250));
	}
	await page.screenshot({ path: `/work/main/node_modules/.look-map/${name}.png` });
	await s.unmount();
}
it('looks', async () => {
	await shot('light', 1100, 790, 'light', 'ru', 'nation', 'almaty-0');
	await shot('dark', 1100, 790, 'dark', 'kk');
	await shot('phone', 360, 200, 'light', 'kk', 'nation', null, 'phone');
	await shot('wall', 2700, 1620, 'dark', 'kk', 'nation', null, 'wall');
	await shot('region', 1100, 790, 'light', 'ru', 'region:KZ-75');
	await shot('region2', 1100, 790, 'light', 'ru', 'region:KZ-19');
	await shot('city', 1100, 790, 'light', 'ru', 'city:almaty', 'almaty-7');
	await shot('ring', 1100, 790, 'light', 'en');
}, 60000);
