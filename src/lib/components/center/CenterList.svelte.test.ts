import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { aCenterView } from '../../../../tests/support/center-view.ts';
import '../styles/tokens.css';
import '../styles/base.css';
import type { CenterView } from './center-view.ts';
import CenterList from './CenterList.svelte';
import type { ListHandle } from './list-handle.ts';

const NOW = 2_000_000_000;

function open(views: CenterView[], over: { selected?: string | null; isLoaded?: boolean } = {}) {
	return render(CenterList, {
		scope: 'nation',
		views,
		selected: over.selected ?? null,
		hrefOf: (id: string) => `#${id}`,
		now: NOW,
		locale: 'en',
		isLoaded: over.isLoaded ?? true,
		wholeHref: '/',
	});
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-center-id]')];
const order = () => rows().map((row) => row.dataset.centerId);

const crowded = aCenterView({ id: 'b', kind: 'crowded', waitSeconds: 1900, at: NOW / 1000 - 8 });
const calm = aCenterView({ id: 'c', kind: 'calm', waitSeconds: 300, at: NOW / 1000 - 9 });
const silent = aCenterView({ id: 's', kind: 'unknown', at: NOW / 1000 - 1620 });

beforeEach(async () => {
	overwriteGetLocale(() => 'en');
	await userEvent.unhover(document.body);
});

describe('the list twin', () => {
	it('shows the worst first and says what each row is', async () => {
		await open([
			calm,
			silent,
			crowded,
			aCenterView({ id: 'a', kind: 'critical', waitSeconds: 3840 }),
		]);
		expect(order()).toEqual(['a', 'b', 'c', 's']);
		expect(rows().map(({ dataset }) => [dataset.level, dataset.freshness])).toEqual([
			['critical', 'fresh'],
			['crowded', 'fresh'],
			['calm', 'fresh'],
			['unknown', 'lost'],
		]);
	});

	it('gives wait, fill, people outside and age of a row', async () => {
		await open([{ ...crowded, fillShare: 1.08, queueOutside: 18 }]);
		const text = rows()[0]?.textContent ?? '';
		for (const part of ['crowded', '32 min', '108%', '18', '8 s']) expect(text).toContain(part);
	});

	it('hatches what nobody measured instead of a zero', async () => {
		await open([aCenterView({ id: 'x', kind: 'busy', waitSeconds: null })]);
		expect(rows()[0]?.querySelectorAll('.hatched')).toHaveLength(3);
		expect(rows()[0]?.textContent).not.toContain('0 min');
	});

	it('shows no figure of a silent center and counts it at the foot', async () => {
		await open([
			calm,
			aCenterView({ id: 's', kind: 'unknown', at: NOW / 1000 - 1620, waitSeconds: 5940 }),
		]);
		await expect.element(page.getByText('1 center without data, oldest 27 min')).toBeVisible();
		expect(rows()[1]?.textContent).not.toContain('99 min');
		expect(rows()[1]?.querySelector('.hatched')).not.toBeNull();
	});

	it('does not call a closed center silent', async () => {
		await open([aCenterView({ id: 'z', kind: 'closed', freshness: 'stale' })]);
		expect(rows()[0]?.textContent).toContain('closed now');
		expect(document.querySelector('footer')).toBeNull();
	});

	it('leads to the silent centers from its foot', async () => {
		await open([calm, silent]);
		await page.getByRole('button', { name: 'Show' }).click();
		await expect.poll(() => document.activeElement?.closest('[data-center-id]')).toBe(rows()[1]);
	});

	it('says that an empty place is empty and where to go', async () => {
		await open([]);
		await expect.element(page.getByText(/There are no centers here/)).toBeVisible();
		await expect.element(page.getByRole('link', { name: 'Show the whole network' })).toBeVisible();
	});

	it('walks with the keyboard from the worst on', async () => {
		const list = (await open([calm, crowded])).component as ListHandle;
		list.step(1);
		await expect.poll(() => document.activeElement?.getAttribute('href')).toBe('#b');
		list.step(1);
		await expect.poll(() => document.activeElement?.getAttribute('href')).toBe('#c');
		list.step(1);
		await expect.poll(() => document.activeElement?.getAttribute('href')).toBe('#c');
		list.step(-1);
		await expect.poll(() => document.activeElement?.getAttribute('href')).toBe('#b');
	});
});

describe('a new order', () => {
	const worse = aCenterView({ id: 'c', kind: 'critical', waitSeconds: 4000 });

	it('is shown at once while nobody is at the list', async () => {
		const { rerender } = await open([calm, crowded]);
		await rerender({ views: [worse, crowded] });
		expect(order()).toEqual(['c', 'b']);
	});

	it('waits while the pointer is inside, and comes when asked for', async () => {
		const { rerender } = await open([calm, crowded]);
		await userEvent.hover(page.getByRole('table'));
		await rerender({ views: [worse, crowded] });
		expect(order()).toEqual(['b', 'c']);
		expect(rows()[1]?.dataset.level).toBe('critical');
		const chip = page.getByRole('button', { name: 'Order changed: 1' });
		await expect.element(chip).toBeVisible();
		(chip.element() as HTMLElement).click();
		flushSync();
		expect(order()).toEqual(['c', 'b']);
	});

	it('does not wait in another place, whose list it is not', async () => {
		const { rerender } = await open([calm, crowded]);
		await userEvent.hover(page.getByRole('table'));
		await rerender({ scope: 'city:almaty', views: [worse, crowded] });
		expect(order()).toEqual(['c', 'b']);
	});

	it('waits while a row has the focus', async () => {
		const { component, rerender } = await open([calm, crowded]);
		(component as ListHandle).focusOn('c');
		await expect.poll(() => document.activeElement?.getAttribute('href')).toBe('#c');
		await rerender({ views: [worse, crowded] });
		expect(order()).toEqual(['b', 'c']);
		(document.activeElement as HTMLElement).blur();
		flushSync();
		expect(order()).toEqual(['c', 'b']);
	});
});

describe('a long list', () => {
	const many = Array.from({ length: 2000 }, (_, i) =>
		aCenterView({ id: `n${i}`, kind: 'calm', waitSeconds: 2000 - i }),
	);
	const mute = [30, 20, 10].map((minutes) =>
		aCenterView({ id: `mute${minutes}`, kind: 'unknown', at: NOW / 1000 - minutes * 60 }),
	);
	const view = () => document.querySelector<HTMLElement>('.rows-scroll')!;
	const rowIndex = (id: string) =>
		document.querySelector(`[data-center-id="${id}"]`)?.getAttribute('aria-rowindex');
	const focusedId = () =>
		document.activeElement?.closest<HTMLElement>('[data-center-id]')?.dataset.centerId;

	/** A list of limited height, as beside the map. */
	async function openBounded(views: CenterView[], selected: string | null = null) {
		await page.viewport(1280, 800);
		const opened = await open(views, { selected });
		const list = document.querySelector<HTMLElement>('#centers')!;
		list.style.height = '400px';
		return opened;
	}

	it('draws a part of its rows and tells the true number', async () => {
		await openBounded([...many, ...mute]);
		await expect
			.element(page.getByRole('table'))
			.toHaveAttribute('aria-rowcount', String(many.length + mute.length + 1));
		expect(rows().length).toBeLessThan(200);
		expect(rows()[0]?.getAttribute('aria-rowindex')).toBe('2');
	});

	it('is as high as if all rows were drawn', async () => {
		await openBounded(many);
		const rowPx = rows()[0]!.getBoundingClientRect().height;
		const rowsPx = document.querySelector('[role="rowgroup"]:last-of-type')!.clientHeight;
		expect(Math.abs(rowsPx - many.length * rowPx)).toBeLessThan(rowPx);
	});

	it('draws what is scrolled to, at its true place', async () => {
		await openBounded(many);
		const rowPx = rows()[0]!.getBoundingClientRect().height;
		view().scrollTop = 1000 * rowPx;
		await expect.poll(() => rowIndex('n1005')).toBe('1007');
		const top = document.querySelector('[data-center-id="n1005"]')!.getBoundingClientRect().top;
		const expected = view().getBoundingClientRect().top + 5 * rowPx;
		expect(Math.abs(top - expected)).toBeLessThan(2 * rowPx);
	});

	it('keeps its silent rows in the page, wherever the view is', async () => {
		await openBounded([...many, ...mute]);
		expect(mute.map(({ center }) => rowIndex(center.id))).toEqual(['2002', '2003', '2004']);
		view().scrollTop = 30_000;
		await expect.poll(() => rowIndex('n5')).toBeUndefined();
		expect(order().slice(-3)).toEqual(['mute30', 'mute20', 'mute10']);
	});

	it('keeps the row with the focus while it is scrolled away, and steps on from it', async () => {
		const list = (await openBounded(many)).component as ListHandle;
		for (const id of ['n0', 'n1', 'n2']) {
			list.step(1);
			await expect.poll(focusedId).toBe(id);
		}
		view().scrollTop = 40_000;
		await expect.poll(() => rowIndex('n50')).toBeUndefined();
		expect(focusedId()).toBe('n2');
		expect(rows().length).toBeLessThan(200);
		list.step(1);
		await expect.poll(focusedId).toBe('n3');
		expect(rowIndex('n3')).toBe('5');
	});

	it('walks over the edge of its window', async () => {
		const list = (await openBounded(many)).component as ListHandle;
		expect(rows().length).toBeLessThan(100);
		for (let i = 0; i < 150; i++) list.step(1);
		await expect.poll(focusedId).toBe('n149');
		list.step(1);
		await expect.poll(focusedId).toBe('n150');
		list.step(-1);
		await expect.poll(focusedId).toBe('n149');
		expect(rows().length).toBeLessThan(200);
	});

	it('brings the center that the map opened into view', async () => {
		const { rerender } = await openBounded(many);
		await rerender({ selected: 'n1500' });
		await expect.poll(() => view().scrollTop).toBeGreaterThan(30_000);
		expect(rowIndex('n1500')).toBe('1502');
	});
});
