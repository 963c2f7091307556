const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 of RFC 4648 without padding: how the secret of a second factor is written. */
export function base32(bytes: Uint8Array): string {
	let bits = 0;
	let value = 0;
	let text = '';
	for (const byte of bytes) {
		value = ((value << 8) | byte) & 0xffff;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			text += ALPHABET.charAt((value >>> bits) & 31);
		}
	}
	return bits > 0 ? text + ALPHABET.charAt((value << (5 - bits)) & 31) : text;
}

/** Bytes of a base32 text without padding, in either case; null for any other text. */
export function fromBase32(text: string): Uint8Array | null {
	let bits = 0;
	let value = 0;
	const bytes: number[] = [];
	for (const sign of text.toUpperCase()) {
		const five = ALPHABET.indexOf(sign);
		if (five < 0) return null;
		value = ((value << 5) | five) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes.push((value >>> bits) & 0xff);
		}
	}
	return Uint8Array.from(bytes);
}
