import { describe, expect, it } from 'vitest';
import { readLoginForm } from './login-form.ts';

function aForm(fields: Record<string, string | Blob>): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(fields)) data.set(name, value);
	return data;
}

describe('the sign-in form is taken', () => {
	it.each([
		['as typed', { username: 'aigerim', password: 'correct horse' }],
		['with spaces and emoji in the password', { username: 'aigerim', password: '  🐎 horse  ' }],
		['with a short password, which is just wrong', { username: 'aigerim', password: 'x' }],
		['with 128 characters', { username: 'aigerim', password: 'ё'.repeat(128) }],
		[
			'with 128 decomposed characters',
			{ username: 'a', password: 'й'.normalize('NFD').repeat(128) },
		],
		['with blanks around the login', { username: ' aigerim ', password: 'correct horse' }],
	])('%s', (_, fields) => {
		expect(readLoginForm(aForm(fields))).toEqual({
			ok: true,
			username: fields.username.trim(),
			password: fields.password,
		});
	});
});

describe('the sign-in form is given back', () => {
	it.each([
		['empty', {}, { username: 'missing', password: 'missing' }],
		['without a password', { username: 'aigerim', password: '' }, { password: 'missing' }],
		['with a blank login', { username: '   ', password: 'x' }, { username: 'missing' }],
		['with 129 characters', { username: 'a', password: 'ё'.repeat(129) }, { password: 'too_long' }],
		['with a megabyte', { username: 'a', password: 'x'.repeat(1e6) }, { password: 'too_long' }],
		['with a NUL', { username: 'a', password: 'correct\u0000horse' }, { password: 'text' }],
		['with a NUL in the login', { username: 'a\u0000b', password: 'x' }, { username: 'text' }],
		['with a long login', { username: 'a'.repeat(65), password: 'x' }, { username: 'too_long' }],
		[
			'with files',
			{ username: new Blob(['a']), password: new Blob(['b']) },
			{ username: 'missing', password: 'missing' },
		],
	])('%s', (_, fields, errors) => {
		expect(readLoginForm(aForm(fields))).toMatchObject({ ok: false, errors });
	});

	it('with the login kept and the password not', () => {
		const back = readLoginForm(aForm({ username: 'aigerim', password: 'x'.repeat(500) }));
		expect(back).toEqual({ ok: false, username: 'aigerim', errors: { password: 'too_long' } });
	});
});
