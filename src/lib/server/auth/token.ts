import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 signs that are not taken for each other: five bits each. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const SESSION_ID_SIGNS = 26;
const KEY_ID_SIGNS = 12;
const SECRET_BYTES = 32;

const SESSION_TOKEN = /^([a-z2-9]{26})\.([\w-]{43})$/;
const FEED_KEY = /^kezek_([a-z2-9]{12})_([\w-]{43})$/;
const FEED_KEY_ANYWHERE = /kezek_([a-z2-9]{12})_([\w-]{43})/;

/** A secret with its public half: the id finds the row, the hash is all that the row keeps of the secret. */
export interface Credential {
	/** What its holder keeps: cookie value or feed key. Never stored, never logged. */
	text: string;
	id: string;
	/** SHA-256 of the secret half, 32 bytes. */
	secretHash: Buffer;
}

/** A credential as somebody presents it; only its shape is known to be right. */
export type Presented = Omit<Credential, 'text'>;

/** Makes a session token `id.secret`: 130-bit id, 256-bit secret. Source: reliability.md §4. */
export function makeSessionToken(): Credential {
	const id = randomSigns(SESSION_ID_SIGNS);
	const secret = randomBytes(SECRET_BYTES).toString('base64url');
	return { text: `${id}.${secret}`, id, secretHash: sha256(secret) };
}

/** Makes a feed key `kezek_<id>_<secret>`: 60-bit id, 256-bit secret. Source: reliability.md §6. */
export function makeFeedKey(): Credential {
	const id = randomSigns(KEY_ID_SIGNS);
	const secret = randomBytes(SECRET_BYTES).toString('base64url');
	return { text: `kezek_${id}_${secret}`, id, secretHash: sha256(secret) };
}

/** Reads a session token; null unless its shape is exactly right, since `Buffer` would ignore junk. */
export function parseSessionToken(text: string): Presented | null {
	return presented(SESSION_TOKEN.exec(text));
}

/** Reads a feed key; null unless its shape is exactly right. */
export function parseFeedKey(text: string): Presented | null {
	return presented(FEED_KEY.exec(text));
}

/** Finds a feed key inside any text, such as an address that should never hold one. */
export function findFeedKey(text: string): Presented | null {
	return presented(FEED_KEY_ANYWHERE.exec(text));
}

/** What an unknown id is compared with, so that it takes the same steps as a known one. */
const DUMMY_HASH = Buffer.alloc(SECRET_BYTES);

/** Whether the stored hash is that of the presented secret, in constant time; false for null, after the same work. */
export function secretMatches(presentedHash: Buffer, storedHash: Uint8Array | null): boolean {
	const stored = storedHash?.length === SECRET_BYTES ? storedHash : DUMMY_HASH;
	return timingSafeEqual(presentedHash, stored) && storedHash !== null;
}

/** A password for a person to be told once: 100 bits without look-alikes, in groups of five. */
export function makePassword(): string {
	return Array.from({ length: 4 }, () => randomSigns(5)).join('-');
}

function presented(match: RegExpExecArray | null): Presented | null {
	const [, id, secret] = match ?? [];
	if (id === undefined || secret === undefined) return null;
	return { id, secretHash: sha256(secret) };
}

function randomSigns(count: number): string {
	// 256 is a multiple of 32, so the low five bits of a byte are uniform.
	return Array.from(randomBytes(count), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
