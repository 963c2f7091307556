import { describe, expect, it } from 'vitest';
import { readCookie, sessionCookie } from './cookie.ts';

it('on HTTPS the cookie is bound to the host, on plain HTTP it has another name and no Secure', () => {
	expect(sessionCookie(true, 60_000)).toEqual({
		name: '__Host-kezek',
		options: { path: '/', httpOnly: true, sameSite: 'lax', secure: true, maxAge: 60 },
	});
	expect(sessionCookie(false, 60_000)).toMatchObject({ name: 'kezek', options: { secure: false } });
});

describe('a Cookie header is read', () => {
	it.each([
		['alone', 'kezek=abc', 'abc'],
		['among others', 'kezek-locale=kk; kezek=abc; x=1', 'abc'],
		['without blanks', 'x=1;kezek=abc', 'abc'],
		['the first of two', 'kezek=abc; kezek=def', 'abc'],
		['with equals signs inside', 'kezek=a=b', 'a=b'],
		['not by a part of its name', 'kezek-locale=kk; __Host-kezek=abc', null],
		['empty', '', null],
		['without a value', 'kezek', ''],
	])('%s', (_, header, value) => {
		expect(readCookie(header, 'kezek')).toBe(value);
	});
});
