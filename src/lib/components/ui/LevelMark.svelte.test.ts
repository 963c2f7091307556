import { beforeEach, describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { LEVELS } from '$lib/domain/row.ts';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import '../styles/tokens.css';
import LevelBadge from './LevelBadge.svelte';
import LevelMark from './LevelMark.svelte';

const KINDS = [...LEVELS, 'closed'] as const;

beforeEach(() => {
	overwriteGetLocale(() => 'kk');
});

describe('marks of the levels', () => {
	it('differ in shape, so that color never decides alone', async () => {
		const shapes = new Set<string>();
		for (const kind of KINDS) {
			const { container } = await render(LevelMark, { kind });
			const parts = [...(container.querySelector('svg')?.children ?? [])];
			shapes.add(parts.map((part) => part.outerHTML.replaceAll(/ class="[^"]*"/g, '')).join(''));
		}
		expect(shapes.size).toBe(KINDS.length);
	});

	it('are never filled when nothing is known', async () => {
		const { container } = await render(LevelMark, { kind: 'unknown' });
		const fills = [...container.querySelectorAll('circle, path')].map(
			(part) => getComputedStyle(part).fill,
		);
		expect(new Set(fills)).toEqual(new Set(['none']));
	});

	it('stand beside their word', async () => {
		const words: (string | undefined)[] = [];
		for (const kind of KINDS) {
			const { container } = await render(LevelBadge, { kind });
			words.push(container.textContent?.trim());
		}
		expect(words).toEqual([
			'дерек жоқ',
			'қалыпты',
			'қарбалас',
			'лық толы',
			'аса ауыр',
			'қазір жабық',
		]);
	});

	it.each(['light', 'dark'])('have a color of their own in the %s theme', async (theme) => {
		document.documentElement.dataset.theme = theme;
		const colors = new Set<string | undefined>();
		for (const kind of ['calm', 'busy', 'crowded', 'critical'] as const) {
			const { container } = await render(LevelMark, { kind });
			const shape = container.querySelector('svg > :first-child');
			colors.add(shape ? getComputedStyle(shape).fill : undefined);
		}
		expect(colors.size).toBe(4);
		delete document.documentElement.dataset.theme;
	});
});
