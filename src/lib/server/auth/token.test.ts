import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
	findFeedKey,
	makeFeedKey,
	makePassword,
	makeSessionToken,
	parseFeedKey,
	parseSessionToken,
	secretMatches,
} from './token.ts';
import { passwordProblem } from '../../domain/password.ts';

const ID = 'abcdefghjkmnpqrstuvwxyz234';
const SECRET = 'A-_'.repeat(14) + 'Q';

it('a session token is a 26-sign id and 32 bytes of base64url, and only its hash is kept', () => {
	const token = makeSessionToken();
	expect(token.text).toMatch(/^[a-z2-9]{26}\.[\w-]{43}$/);
	expect(token.id).toBe(token.text.slice(0, 26));
	expect(token.secretHash).toEqual(createHash('sha256').update(token.text.slice(27)).digest());
	expect(parseSessionToken(token.text)).toEqual({ id: token.id, secretHash: token.secretHash });
});

it('a feed key names itself, its id and its secret', () => {
	const key = makeFeedKey();
	expect(key.text).toMatch(/^kezek_[a-z2-9]{12}_[\w-]{43}$/);
	expect(parseFeedKey(key.text)).toEqual({ id: key.id, secretHash: key.secretHash });
});

it('no two are alike', () => {
	const made = Array.from({ length: 1000 }, () => makeSessionToken());
	expect(new Set(made.map((token) => token.id)).size).toBe(1000);
	expect(new Set(made.map((token) => token.secretHash.toString('hex'))).size).toBe(1000);
});

describe('a session token of another shape is none', () => {
	it.each([
		['nothing', ''],
		['no dot', ID + SECRET],
		['an id one sign short', `${ID.slice(1)}.${SECRET}`],
		['an id with 1', `${ID.slice(0, 25)}1.${SECRET}`],
		['upper case in the id', `${ID.toUpperCase()}.${SECRET}`],
		['a secret one sign short', `${ID}.${SECRET.slice(1)}`],
		['a secret one sign long', `${ID}.${SECRET}A`],
		['junk that a decoder would skip', `${ID}.${SECRET.slice(0, 42)}!`],
		['standard Base64', `${ID}.${SECRET.replaceAll('-', '+')}`],
		['a line break after it', `${ID}.${SECRET}\n`],
		['a feed key', makeFeedKey().text],
	])('%s', (_, text) => {
		expect(parseSessionToken(text)).toBeNull();
	});

	it('while the right shape is one', () => {
		expect(parseSessionToken(`${ID}.${SECRET}`)?.id).toBe(ID);
	});
});

it('a feed key of another shape is none', () => {
	const { text } = makeFeedKey();
	for (const wrong of [`${text} `, text.slice(1), text.replace('kezek', 'Kezek'), `${text}A`]) {
		expect(parseFeedKey(wrong)).toBeNull();
	}
});

it('a feed key is found where it should never be', () => {
	const key = makeFeedKey();
	expect(findFeedKey(`/api/v1/readings?key=${key.text}&x=1`)?.id).toBe(key.id);
	expect(findFeedKey('/api/v1/readings?key=kezek_short')).toBeNull();
});

it('a secret matches its own hash only, and nothing matches an unknown id', () => {
	const [one, two] = [makeSessionToken(), makeSessionToken()];
	expect(secretMatches(one.secretHash, one.secretHash)).toBe(true);
	expect(secretMatches(one.secretHash, two.secretHash)).toBe(false);
	expect(secretMatches(one.secretHash, null)).toBe(false);
	expect(secretMatches(Buffer.alloc(32), null)).toBe(false);
	expect(secretMatches(one.secretHash, Buffer.alloc(5))).toBe(false);
});

it('a made password passes the policy', () => {
	expect(makePassword()).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
	for (let run = 0; run < 200; run++) expect(passwordProblem(makePassword())).toBeNull();
});
