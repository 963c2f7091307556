import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPasswordHasher, needsRehash } from './password.ts';

const hasher = createPasswordHasher();

describe('vectors of the reference implementation (phc-winner-argon2, test.c, version 19)', () => {
	it.each([
		[
			'password',
			'$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4',
		],
		[
			'password',
			'$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc',
		],
		[
			'password',
			'$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
		],
		[
			'password',
			'$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw',
		],
		[
			'differentpassword',
			'$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94',
		],
	])('%s fits %s and nothing else does', async (password, phc) => {
		expect(await hasher.verify(password, phc)).toBe(true);
		expect(await hasher.verify(`${password}x`, phc)).toBe(false);
		expect(needsRehash(phc)).toBe(true);
	});
});

it('a new hash is PHC text in the present cost, fits its password and is never the same twice', async () => {
	const [one, two] = await Promise.all([
		hasher.hash('correct horse'),
		hasher.hash('correct horse'),
	]);
	expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
	expect(one).not.toBe(two);
	expect(await hasher.verify('correct horse', one)).toBe(true);
	expect(await hasher.verify('Correct horse', one)).toBe(false);
	expect(needsRehash(one)).toBe(false);
});

it('composed and decomposed input, spaces and emoji are the same both times', async () => {
	const phc = await hasher.hash('  йод 🐎 ёлка  '.normalize('NFC'));
	expect(await hasher.verify('  йод 🐎 ёлка  '.normalize('NFD'), phc)).toBe(true);
	expect(await hasher.verify('йод 🐎 ёлка', phc)).toBe(false);
});

it('an unknown person is refused after the same work', async () => {
	const phc = await hasher.hash('correct horse');
	const time = async (stored: string | null) => {
		const runs = [];
		for (let run = 0; run < 5; run++) {
			const start = performance.now();
			expect(await hasher.verify('wrong horse', stored)).toBe(false);
			runs.push(performance.now() - start);
		}
		return Math.min(...runs);
	};
	const ratio = (await time(null)) / (await time(phc));
	expect(ratio).toBeGreaterThan(0.5);
	expect(ratio).toBeLessThan(2);
});

it('a megabyte is refused without hashing it', async () => {
	const start = performance.now();
	expect(await hasher.verify('x'.repeat(1_000_000), null)).toBe(false);
	expect(performance.now() - start).toBeLessThan(50);
});

describe('a damaged or boundless stored hash is an error, not a wrong password', () => {
	it.each([
		'',
		'plain',
		'$argon2i$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4',
		'$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$',
		'$argon2id$v=19$m=99999999,t=3,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4',
	])('%s', async (phc) => {
		await expect(async () => hasher.verify('password', phc)).rejects.toThrow(
			/stored password hash/,
		);
	});
});

it('two run, forty wait, the next is told to come back; afterwards all is free again', async () => {
	const small = createPasswordHasher({ running: 2, waiting: 3 });
	const cheap =
		'$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
	const answers = await Promise.allSettled(
		Array.from({ length: 7 }, () => small.verify('password', cheap)),
	);
	expect(answers.map((answer) => answer.status)).toEqual([
		...Array.from({ length: 5 }, () => 'fulfilled'),
		'rejected',
		'rejected',
	]);
	expect(answers[6]).toMatchObject({
		reason: { code: 'unavailable', details: { reason: 'busy' } },
	});
	await expect(small.verify('password', cheap)).resolves.toBe(true);
});

it('a failure inside gives its place back', async () => {
	const single = createPasswordHasher({ running: 1, waiting: 5 });
	// One byte of memory per lane is refused by OpenSSL itself.
	const broken =
		'$argon2id$v=19$m=1,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
	await expect(single.verify(randomBytes(9).toString('hex'), broken)).rejects.toThrow();
	await expect(single.verify('password', null)).resolves.toBe(false);
});
