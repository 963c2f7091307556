import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Seals secrets for the database under a key that is not in it (AES-256-GCM). */
export interface SecretBox {
	/** Nonce, tag and cipher text of a secret; `owner` is bound to it, so that it opens for nobody else. */
	seal(secret: Uint8Array, owner: string): Buffer;
	/** The secret. Throws where the key is another one or the text was changed. */
	open(sealed: Uint8Array, owner: string): Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Bytes of a key. */
const KEY_BYTES = 32;

/** Makes the box of a key. */
export function createSecretBox(key: Uint8Array): SecretBox {
	if (key.length !== KEY_BYTES) throw new Error(`a sealing key has ${KEY_BYTES} bytes`);
	return {
		seal(secret, owner) {
			const nonce = randomBytes(NONCE_BYTES);
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
			const text = Buffer.concat([cipher.update(secret), cipher.final()]);
			return Buffer.concat([nonce, cipher.getAuthTag(), text]);
		},
		open(sealed, owner) {
			const bytes = Buffer.from(sealed);
			const nonce = bytes.subarray(0, NONCE_BYTES);
			const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
			const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
				.setAAD(Buffer.from(owner))
				.setAuthTag(tag);
			const text = bytes.subarray(NONCE_BYTES + TAG_BYTES);
			return Buffer.concat([decipher.update(text), decipher.final()]);
		},
	};
}
