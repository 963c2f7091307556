import { describe, expect, it } from 'vitest';
import { matchingStep, otpauthUri, totpCode, totpStep } from './totp.ts';

/** The seed of the vectors in RFC 6238, appendix B. */
const SEED = Buffer.from('12345678901234567890');

describe('codes', () => {
	it.each([
		[59, '94287082'],
		[1111111109, '07081804'],
		[1111111111, '14050471'],
		[1234567890, '89005924'],
		[2000000000, '69279037'],
		[20000000000, '65353130'],
	])('at %i s after 1970 are those of RFC 6238', (seconds, code) => {
		const step = totpStep(new Date(seconds * 1000));
		expect(totpCode(SEED, step, 8)).toBe(code);
		expect(totpCode(SEED, step)).toBe(code.slice(2));
	});

	it('fit in their own 30 seconds only', () => {
		const at = new Date(1111111110_000);
		const step = totpStep(at);
		const code = totpCode(SEED, step);
		expect(matchingStep(SEED, code, at)).toBe(step);
		expect(matchingStep(SEED, code, new Date(at.getTime() + 29_999))).toBe(step);
		expect(matchingStep(SEED, code, new Date(at.getTime() + 30_000))).toBeNull();
		expect(matchingStep(SEED, code, new Date(at.getTime() - 1))).toBeNull();
	});

	it.each(['', '12345', '1234567', ' 12345', '12345x', '१२३४५६', '1e5000'])(
		'of another shape fit never: %s',
		(code) => {
			expect(matchingStep(SEED, code, new Date(0))).toBeNull();
		},
	);
});

it('an authenticator app is told everything it needs', () => {
	expect(otpauthUri('айгүл', SEED)).toBe(
		'otpauth://totp/Kezek%3A%D0%B0%D0%B9%D0%B3%D2%AF%D0%BB?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' +
			'&issuer=Kezek&algorithm=SHA1&digits=6&period=30',
	);
});
