import type { RequestEvent } from '@sveltejs/kit';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { formAction, readForm } from './form.ts';

const schema = z.strictObject({ name: z.string('missing') });

/** What a refused form answers to these fields. */
async function refused(fields: [string, string][]) {
	const request = new Request('http://here/page?/save', {
		method: 'POST',
		body: new URLSearchParams(fields),
	});
	const event = { request, url: new URL(request.url) } as RequestEvent;
	return formAction(event, (data) => Promise.resolve(readForm(data, schema)));
}

it('a form with a field that objects have by nature is refused by its name, and shows what was typed', async () => {
	expect(
		await refused([
			['constructor', 'a'],
			['toString', 'b'],
			['constructor', 'c'],
		]),
	).toMatchObject({
		status: 400,
		data: {
			action: 'save',
			values: { constructor: ['a', 'c'], toString: ['b'] },
			problem: { fields: { 'constructor, toString': 'unknown_field', name: 'missing' } },
		},
	});
});

it('a field `__proto__` counts as none', async () => {
	expect(
		await refused([
			['name', 'x'],
			['__proto__', 'y'],
		]),
	).toEqual({ name: 'x' });
});
