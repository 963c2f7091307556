import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32 } from '../../domain/base32.ts';

/** Time-based one-time codes as every authenticator app computes them: RFC 6238 with SHA-1, 30 s, six digits. */
const TOTP = { stepMs: 30_000, digits: 6 } as const;

/** The number of the 30-second step that an instant lies in. */
export function totpStep(at: Date): number {
	return Math.floor(at.getTime() / TOTP.stepMs);
}

/** The code of a step. `digits` differs in the vectors of the RFC only. */
export function totpCode(seed: Uint8Array, step: number, digits: number = TOTP.digits): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	const mac = createHmac('sha1', seed).update(counter).digest();
	const offset = (mac.at(-1) ?? 0) & 0x0f;
	const number = mac.readUInt32BE(offset) & 0x7fffffff;
	return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step whose code this is, the present one only; null for any other text. */
export function matchingStep(seed: Uint8Array, code: string, at: Date): number | null {
	if (!/^\d{6}$/.test(code)) return null;
	const step = totpStep(at);
	return timingSafeEqual(Buffer.from(totpCode(seed, step)), Buffer.from(code)) ? step : null;
}

/** What a QR code says to an authenticator app. */
export function otpauthUri(username: string, seed: Uint8Array): string {
	const label = encodeURIComponent(`Kezek:${username}`);
	return `otpauth://totp/${label}?secret=${base32(seed)}&issuer=Kezek&algorithm=SHA1&digits=6&period=30`;
}
