import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
import CenterMap from './CenterMap.svelte';

it('renders on the server without a style attribute, which the content security policy would refuse', () => {
	const { body } = render(CenterMap, {
		props: {
			directory: aDirectory([aCenter(1)]),
			boundaries: undefined,
			ground: { viewBox: '0 0 9 9', land: 'M0 0l9 0z' },
			board: { now: 0, value: () => null, onChange: () => () => undefined },
			scope: 'nation',
			selected: 'c1',
			locale: 'ru',
			listId: 'list',
			onselect: () => undefined,
			onscope: () => undefined,
		},
	});
	expect(body).not.toMatch(/\sstyle=/);
	expect(body).toContain('<path class="ground');
	expect(body).toContain('Схематично, не является официальной границей');
	expect(body).toMatch(/aria-describedby="[^"]+ list"/);
});
