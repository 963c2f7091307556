// Secrets that go through a running app end up in no log, no dump of its database, and nothing that browsers are given.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPasswordHasher } from '$lib/server/auth/password.ts';
import { openHouse, type House } from '../support/door-house.ts';
import { bundleTexts, dumpOf, leaksIn } from '../support/leaks.ts';
import { nextCode } from '../support/totp.ts';

const PASSWORD = 'canary of a password 4711';
const WRONG = 'canary of a wrong password 0815';
const NEW = 'canary of a new password 2342';
/** What only the server's part of the code says. */
const SERVER_WORDS = /KEZEK_SEALING_KEY|DATABASE_URL|argon2id|password_phc|secret_hash|sealed_seed/;

let house: House;
beforeAll(async () => {
	house = await openHouse();
}, 120_000);

it('a secret that is typed, sent or shown is kept by its owner alone', async () => {
	const { app, secrets, sql, key, subject } = house;
	const seen: [string, string][] = [];
	const ask = async (path: string, cookie: string, fields?: Record<string, string>) => {
		const answer = await fetch(`${app.url}${path}`, {
			redirect: 'manual',
			headers: {
				origin: app.url,
				'x-forwarded-for': '10.2.0.1',
				accept: fields ? 'application/json' : 'text/html',
				...(fields && { 'x-sveltekit-action': 'true' }),
				cookie,
			},
			...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
		});
		const set = answer.headers.get('set-cookie');
		return { text: await answer.text(), cookie: set?.split(';')[0] ?? cookie };
	};
	const keep = (what: string, secret: string) => {
		expect(secret.length, what).toBeGreaterThan(20);
		secrets.push([what, secret]);
	};
	for (const [what, secret] of [
		['a password', PASSWORD],
		['a wrong password', WRONG],
		['a new password', NEW],
	] as const) {
		keep(what, secret);
	}
	const phc = await createPasswordHasher().hash(PASSWORD);
	await sql`update app_user set password_phc = ${phc} where id = ${subject.id}`;

	const { username } = subject;
	expect((await ask('/login', '', { username, password: WRONG })).text).toContain('credentials');
	let { cookie } = await ask('/login', '', { username, password: PASSWORD });
	keep('the token of the sign-in', cookie.split('.')[1] ?? '');

	// A second factor: its seed and its recovery codes are shown once, to their owner.
	await ask('/account?/begin', cookie, {});
	const seed = />([A-Z2-7]{32})</.exec((await ask('/account', cookie)).text)?.[1] ?? '';
	keep('the seed of a new factor', seed);
	const proven = await ask('/account?/prove', cookie, { code: await nextCode(seed) });
	const codes = proven.text.match(/[a-z2-7]{6}(-[a-z2-7]{1,6}){3}/g) ?? [];
	expect(codes).toHaveLength(10);
	for (const code of codes) keep('a recovery code', code);
	cookie = proven.cookie;
	keep('the token after the factor', cookie.split('.')[1] ?? '');
	const again = await ask('/login', '', { username, password: PASSWORD });
	await ask('/login/code', again.cookie, { code: codes[0] ?? '' });
	const change = { password: PASSWORD, newPassword: NEW, again: NEW };
	expect((await ask('/account?/password', cookie, change)).text).toContain('isPasswordChanged');

	// A key in an address is revoked, and the address stands in no log of ours.
	const leaked = await fetch(`${app.url}/api/v1/readings?key=${key}`, {
		method: 'POST',
		headers: { 'x-forwarded-for': '10.2.0.2' },
	});
	expect(leaked.status).toBe(400);

	// What an administrator sees of it.
	const admin = house.guests.find(({ grantee }) => grantee === 'admin')?.cookie ?? '';
	for (const path of ['/admin/people', '/admin/feeds', '/admin/audit', '/admin/audit/export']) {
		seen.push([path, (await ask(path, admin)).text]);
	}
	for (const [what, secret] of secrets) {
		const places = seen.filter(([, text]) => text.includes(secret)).map(([path]) => path);
		expect(places, what).toEqual([]);
	}
});

it('what is looked through would show it', async () => {
	const login: [string, string] = ['a login', house.subject.username];
	const found = leaksIn(await dumpOf(house.sql), [login]);
	expect(found).toEqual(expect.arrayContaining(['a login in app_user', 'a login in audit']));
	expect(house.app.output()).toContain('sign_in');
});

it('what browsers are given holds no secret, and nothing of the server', () => {
	const files = bundleTexts();
	expect(files.length).toBeGreaterThan(20);
	for (const [name, text] of files) {
		expect(SERVER_WORDS.exec(text)?.[0], name).toBeUndefined();
	}
	expect(leaksIn(files, house.secrets)).toEqual([]);
});

afterAll(async () => {
	const { code, output, leaks } = await house.end();
	expect(code, output).toBe(0);
	expect(leaks).toEqual([]);
});
