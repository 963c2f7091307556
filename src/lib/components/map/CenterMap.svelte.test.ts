import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import '../styles/tokens.css';
import '../styles/base.css';
import type { Center, Directory } from '$lib/domain/directory.ts';
import type { Column, RowKind } from '$lib/domain/row.ts';
import type { ChangeListener } from '$lib/client/live-board.svelte.ts';
import type { Boundaries } from './boundary-shape.ts';
import CenterMap from './CenterMap.svelte';
import type { MapBoard } from './center-words.ts';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';

/** Rows by ordinal behind the part of a LiveBoard that the map reads. */
class FakeBoard implements MapBoard {
	readonly now = Date.UTC(2026, 10, 19, 5);
	#rows = new Map<number, Partial<Record<string, number>>>();
	#listeners = new Set<ChangeListener>();

	set(ordinal: number, row: Partial<Record<Column<'c'>, number>>): void {
		this.#rows.set(ordinal, { at: this.now / 1000, freshness: 1, state: 0, ...row });
		for (const listener of this.#listeners) listener('c', new Set([ordinal]));
	}

	value<K extends RowKind>(kind: K, ordinal: number, column: Column<K>): number | null {
		return kind === 'c' ? (this.#rows.get(ordinal)?.[column] ?? null) : null;
	}

	onChange(listener: ChangeListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}

const [calm, busy, critical] = [1, 2, 4];
const names = { middle: 'Middle', evil: '<img src=x onerror="document.title=1">' };

/** Three centers in a row, 10° apart: fitted, the second lies in the middle of the map. */
function threeInARow(middleName = names.middle): Directory {
	const point = (ordinal: number, lon: number, name: string): Center =>
		aCenter(ordinal, { lat: 50, lon, name: { kk: name, ru: name, en: name } });
	return aDirectory([point(1, 60, 'West'), point(2, 70, middleName), point(3, 80, 'East')]);
}

let target: HTMLElement;

beforeEach(() => {
	document.documentElement.dataset.theme = 'light';
	target = document.createElement('div');
	target.style.setProperty('width', '900px');
	target.style.setProperty('height', '600px');
	document.body.append(target);
});

afterEach(() => {
	target.remove();
	delete document.documentElement.dataset.theme;
});

async function show(
	directory = threeInARow(),
	levels = [calm, calm, calm],
	boundaries: Boundaries | null = null,
) {
	const board = new FakeBoard();
	levels.forEach((level, index) => board.set(index + 1, { level }));
	const props = {
		directory,
		boundaries,
		board,
		scope: 'nation',
		selected: null,
		locale: 'en' as const,
		onselect: vi.fn(),
		onscope: vi.fn(),
		onfocuscenter: vi.fn(),
	};
	const screen = await render(CenterMap, { target, props });
	const ground = screen.getByRole('application').element() as HTMLElement;
	await expect.poll(() => ground.dataset.mapReady).toBe('');
	const paints = () => Number(ground.dataset.paintedVersion);
	return { board, props, screen, ground, paints };
}

/** Color of the map at a point from its middle, as `r,g,b`. */
function colorAt(dx = 0, dy = 0): string {
	const canvas = target.querySelector('canvas');
	const ctx = canvas?.getContext('2d');
	if (!canvas || !ctx) return 'no canvas';
	const frame = target.getBoundingClientRect();
	const place = canvas.getBoundingClientRect();
	const x = (frame.left + 450 + dx - place.left) * devicePixelRatio;
	const y = (frame.top + 300 + dy - place.top) * devicePixelRatio;
	return [...ctx.getImageData(Math.round(x), Math.round(y), 1, 1).data.slice(0, 3)].join(',');
}

/** How many marks a line through the middle of the map meets. */
function marksAcross(): number {
	const isPainted = Array.from({ length: 900 }, (_, x) => colorAt(x - 450) !== '0,0,0');
	return isPainted.filter((painted, x) => painted && !isPainted[x - 1]).length;
}

/** Two square regions side by side, the border on 70° east. */
const TWO_REGIONS: Boundaries = {
	type: 'FeatureCollection',
	features: [
		['KZ-75', 60],
		['KZ-10', 70],
	].map(([id, west]) => ({
		type: 'Feature',
		properties: { id: String(id) },
		geometry: {
			type: 'Polygon',
			coordinates: [
				[
					[Number(west), 45],
					[Number(west) + 10, 45],
					[Number(west) + 10, 55],
					[Number(west), 55],
					[Number(west), 45],
				],
			],
		},
	})),
};

describe('CenterMap', () => {
	it('paints a center at its place in the color of its level', async () => {
		await show();
		await expect.poll(() => colorAt()).toBe('115,125,136');
		expect(colorAt(30, 30)).toBe('0,0,0');
	});

	it('repaints a center when its row changes, and nothing when nothing changed', async () => {
		const { board, paints } = await show();
		await expect.poll(() => colorAt()).toBe('115,125,136');
		const before = paints();
		board.set(2, { level: critical });
		expect(colorAt(-6, 0)).toBe('126,0,57');
		expect(paints()).toBe(before + 1);
		board.set(2, { level: critical, waitSeconds: 60 });
		expect(paints()).toBe(before + 1);
		board.set(2, { level: calm });
		expect(colorAt(-6, 0)).toBe('0,0,0');
	});

	it('hatches a silent center', async () => {
		const { board } = await show(threeInARow(), [calm, busy, calm]);
		await expect.poll(() => colorAt()).toBe('171,125,0');
		board.set(2, { level: 0, freshness: 4 });
		const colors = [-3, -2, -1, 0, 1, 2, 3].map((dx) => colorAt(dx, 0));
		const reds = colors.map((color) => Number.parseInt(color));
		expect(Math.max(...reds) - Math.min(...reds)).toBeGreaterThan(70);
		expect(colors).not.toContain('171,125,0');
	});

	it('repaints in the colors of another theme', async () => {
		await show(threeInARow(), [calm, busy, calm]);
		await expect.poll(() => colorAt()).toBe('171,125,0');
		document.documentElement.dataset.theme = 'dark';
		await expect.poll(() => colorAt()).toBe('210,192,131');
	});

	it('opens a center by a click on its mark, and closes it by one beside', async () => {
		const { props, ground } = await show();
		await userEvent.click(ground, { position: { x: 450, y: 300 } });
		expect(props.onselect).toHaveBeenCalledWith('c2');
		await userEvent.click(ground, { position: { x: 450, y: 150 } });
		expect(props.onselect).toHaveBeenLastCalledWith(null);
	});

	it('offers a choice, worst first, when several marks lie under a press', async () => {
		const centers = [1, 2, 3].map((ordinal) =>
			aCenter(ordinal, { lat: 50, lon: 70, cityId: null }),
		);
		const far = [aCenter(4, { lat: 50, lon: 60 }), aCenter(5, { lat: 50, lon: 80 })];
		const { props, screen, ground } = await show(aDirectory([...centers, ...far]), [
			calm,
			busy,
			critical,
			calm,
			calm,
		]);
		await userEvent.click(ground, { position: { x: 450, y: 287 } });
		const dialog = screen.getByRole('dialog');
		await expect.element(dialog).toBeVisible();
		const options = [...dialog.element().querySelectorAll('li')].map((li) => li.textContent.trim());
		expect(options[0]).toContain('Center 3');
		await userEvent.keyboard('{Enter}');
		expect(props.onselect).toHaveBeenLastCalledWith('c3');
		expect(document.activeElement).toBe(ground);
	});

	it('walks over the marks by arrows, opens by Enter, leaves by Escape', async () => {
		const { props, ground } = await show();
		ground.focus();
		await userEvent.keyboard('{ArrowRight}');
		expect(props.onfocuscenter).toHaveBeenLastCalledWith('c2');
		const spoken = ground.getAttribute('aria-activedescendant') ?? '';
		await expect
			.poll(() => document.getElementById(spoken)?.getAttribute('aria-label'))
			.toBe('Middle: calm.');
		await userEvent.keyboard('{ArrowRight}{Enter}');
		expect(props.onselect).toHaveBeenLastCalledWith('c3');
		await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{Enter}');
		expect(props.onselect).toHaveBeenLastCalledWith('c1');
		await userEvent.keyboard('{Escape}');
		expect(props.onfocuscenter).toHaveBeenLastCalledWith(null);
		expect(document.activeElement).not.toBe(ground);
	});

	it('takes the ring of the keyboard away when the focus goes elsewhere', async () => {
		const { props, ground } = await show();
		ground.focus();
		await userEvent.keyboard('{ArrowRight}');
		expect(target.querySelector('.focus-mark')).not.toBeNull();
		await userEvent.tab();
		expect(target.querySelector('.focus-mark')).toBeNull();
		expect(props.onfocuscenter).toHaveBeenLastCalledWith(null);
	});

	it('zooms by its buttons and comes back to the whole', async () => {
		const { screen } = await show();
		await expect.poll(marksAcross).toBe(3);
		await screen.getByRole('button', { name: 'Zoom in' }).click();
		await expect.poll(marksAcross).toBe(1);
		await screen.getByRole('button', { name: 'Show all of it' }).click();
		await expect.poll(marksAcross).toBe(3);
	});

	it('opens a region by a click on its land, and dims the others in its scope', async () => {
		const { props, screen, ground } = await show(threeInARow(), [], TWO_REGIONS);
		await userEvent.click(ground, { position: { x: 500, y: 200 } });
		expect(props.onscope).toHaveBeenCalledWith('region:KZ-10');
		await screen.rerender({ ...props, scope: 'region:KZ-10' });
		await expect.poll(() => target.querySelectorAll('.land.dimmed')).toHaveLength(1);
		expect(target.querySelectorAll('.land')).toHaveLength(2);
		expect(target.querySelectorAll('.border')).toHaveLength(2);
	});

	it('shows names as text, whatever they contain', async () => {
		const { board } = await show(threeInARow(names.evil));
		board.set(2, { level: critical });
		await expect.poll(() => target.querySelector('.labels')?.textContent).toContain(names.evil);
		expect(target.querySelector('img')).toBeNull();
	});

	it('rings a center that turned critical until it is seen', async () => {
		const { board, ground } = await show();
		expect(target.querySelector('.call-ring')).toBeNull();
		board.set(2, { level: critical });
		expect(target.querySelectorAll('.call-ring')).toHaveLength(1);
		await userEvent.hover(ground, { position: { x: 450, y: 300 } });
		await expect.poll(() => target.querySelector('.call-ring')).toBeNull();
	});

	it('always shows credits and legend', async () => {
		const { screen } = await show();
		await expect.element(screen.getByText('Schematic, not an official boundary')).toBeVisible();
		await expect.element(screen.getByText(/Made with Natural Earth/)).toBeVisible();
		await expect.element(screen.getByText('crowded')).toBeVisible();
	});

	it('is gone without a trace when it is removed while Leaflet loads', async () => {
		const { screen, board } = await show();
		await screen.unmount();
		expect(() => board.set(2, { level: critical })).not.toThrow();
		expect(target.querySelector('canvas')).toBeNull();
	});
});
