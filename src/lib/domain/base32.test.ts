import { expect, it } from 'vitest';
import { base32 } from './base32.ts';

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
