// The one list of screens, by which pictures, accessibility and layout are checked, forgets no page.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCREENS, STEP_ROUTES } from './support/screens.ts';

const routes = join(import.meta.dirname, '../src/routes');

describe('the list of screens', () => {
	it('shows every page, and the page of errors', () => {
		const pages = readdirSync(routes, { recursive: true, withFileTypes: true })
			.filter(({ name }) => name === '+page.svelte' || name === '+error.svelte')
			.map(({ parentPath, name }) => relative(routes, join(parentPath, name)));
		expect([...new Set([...SCREENS.map(({ route }) => route), ...STEP_ROUTES])].sort()).toEqual(
			pages.sort(),
		);
	});

	it('names each screen once', () => {
		const names = SCREENS.map(({ name }) => name);
		expect(names).toEqual([...new Set(names)]);
	});
});
