import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSecretBox } from './secret-box.ts';

const secret = Buffer.from('the seed of a factor');

it('what was sealed opens for its owner, and twice sealed it looks different', () => {
	const box = createSecretBox(randomBytes(32));
	const sealed = box.seal(secret, 'aigerim');
	expect(box.open(sealed, 'aigerim')).toEqual(secret);
	expect(box.seal(secret, 'aigerim')).not.toEqual(sealed);
	expect(sealed.includes(secret)).toBe(false);
});

it('it opens for nobody else, under no other key, and not when a bit was changed', () => {
	const box = createSecretBox(randomBytes(32));
	const sealed = box.seal(secret, 'aigerim');
	expect(() => box.open(sealed, 'boss')).toThrow();
	expect(() => createSecretBox(randomBytes(32)).open(sealed, 'aigerim')).toThrow();
	for (let i = 0; i < sealed.length; i++) {
		const changed = Buffer.from(sealed);
		changed[i] = (changed[i] ?? 0) ^ 1;
		expect(() => box.open(changed, 'aigerim')).toThrow();
	}
	expect(() => box.open(Buffer.alloc(0), 'aigerim')).toThrow();
	expect(() => createSecretBox(randomBytes(16))).toThrow(/32 bytes/);
});
