import { expect, it } from 'vitest';
import { base32, fromBase32 } from './base32.ts';

// The vectors of RFC 4648 §10, without padding.
it.each([
	['', ''],
	['f', 'MY'],
	['fo', 'MZXQ'],
	['foo', 'MZXW6'],
	['foob', 'MZXW6YQ'],
	['fooba', 'MZXW6YTB'],
	['foobar', 'MZXW6YTBOI'],
])('writes %j as %j', (text, expected) => {
	expect(base32(new TextEncoder().encode(text))).toBe(expected);
});

it('reads back what it writes, in either case, and no other text', () => {
	const bytes = Uint8Array.from({ length: 20 }, (_, i) => i * 13);
	expect(fromBase32(base32(bytes))).toEqual(bytes);
	expect(fromBase32(base32(bytes).toLowerCase())).toEqual(bytes);
	expect(fromBase32('MZXW6YT1')).toBeNull();
});
