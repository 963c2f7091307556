import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKezek, type KezekProcess } from '../support/kezek-process.ts';

let app: KezekProcess;
beforeAll(async () => {
	app = await startKezek();
});
afterAll(async () => {
	expect(await app.end()).toBe(0);
	app.clean();
});

const account = (role: string) => {
	const found = app.demo.accounts.find((one) => one.role === role);
	if (!found) throw new Error(`no demo account of the role ${role}`);
	return found;
};

interface Wish {
	path?: string;
	headers?: Record<string, string>;
	cookie?: string;
}

/** Posts a form as a browser without JavaScript does. */
function post(fields: Record<string, string> | BodyInit, wish: Wish = {}): Promise<Response> {
	const isBody = typeof fields === 'string' || fields instanceof FormData;
	return fetch(app.url + (wish.path ?? '/login'), {
		method: 'POST',
		redirect: 'manual',
		headers: {
			origin: app.url,
			accept: 'text/html',
			...(wish.cookie === undefined ? {} : { cookie: wish.cookie }),
			...wish.headers,
		},
		body: isBody ? fields : new URLSearchParams(fields as Record<string, string>),
	});
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
	return fetch(app.url + path, {
		redirect: 'manual',
		headers: { accept: 'text/html', ...headers },
	});
}

async function signIn(role: string): Promise<string> {
	const { username, password } = account(role);
	const answer = await post({ username, password });
	expect(answer.status).toBe(303);
	return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('the sign-in page', () => {
	it.each([
		['kk', 'Құпиясөз', 'Кіру'],
		['ru', 'Пароль', 'Войти'],
		['en', 'Password', 'Sign in'],
	])('speaks %s', async (language, password, button) => {
		const html = await (await get('/login', { 'accept-language': language })).text();
		expect(html).toContain(`<html lang="${language}"`);
		expect(html).toMatch(new RegExp(`<label for="password"[^>]*>${password}</label>`));
		expect(html).toMatch(new RegExp(`<button[^>]*>${button}</button>`));
	});

	it('lists the demo accounts and fills one in without JavaScript', async () => {
		const { username, password } = account('duty_officer');
		const html = await (await get(`/login?as=${username}`)).text();
		for (const one of app.demo.accounts) expect(html).toContain(one.password);
		expect(html).toMatch(new RegExp(`<input id="username"[^>]* value="${username}"`));
		expect(html).toMatch(new RegExp(`<input id="password"[^>]* value="${password}"`));
	});

	it('sends on who is signed in already', async () => {
		const cookie = await signIn('viewer');
		const answer = await get('/login?next=/?scope=city:almaty', { cookie });
		expect(answer.status).toBe(303);
		expect(answer.headers.get('location')).toBe('/?scope=city:almaty');
	});
});

describe('a right password', () => {
	it('opens a session by an HttpOnly cookie and leads to where one wanted to go', async () => {
		const { username, password } = account('admin');
		const answer = await post({ username, password }, { path: '/login?next=%2F%3Flayer%3Dboth' });
		expect(answer.status).toBe(303);
		expect(answer.headers.get('location')).toBe('/?layer=both');
		expect(answer.headers.get('set-cookie')).toMatch(
			/^kezek=[a-z2-9]{26}\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
		);
		expect(answer.headers.get('cache-control')).toContain('no-store');
	});

	it.each(['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'https://evil.example/'])(
		'leads home from next=%s',
		async (next) => {
			const { username, password } = account('admin');
			const path = `/login?next=${encodeURIComponent(next)}`;
			expect((await post({ username, password }, { path })).headers.get('location')).toBe('/');
		},
	);

	it('takes the place of the session that the browser held', async () => {
		const cookie = await signIn('leadership');
		const { username, password } = account('leadership');
		await post({ username, password }, { cookie });
		expect((await get('/api/v1/board', { cookie })).status).toBe(401);
	});
});

describe('a refused sign-in', () => {
	it.each([
		['kk', 'Логин немесе құпиясөз қате'],
		['ru', 'Неверный логин или пароль'],
		['en', 'Wrong user name or password'],
	])('says so in %s, keeps the login and not the password', async (language, text) => {
		const fields = { username: `nobody-${language}`, password: 'secret of nobody' };
		const answer = await post(fields, { headers: { 'accept-language': language } });
		const html = await answer.text();
		expect(answer.status).toBe(400);
		expect(answer.headers.get('set-cookie')).toBeNull();
		expect(html).toMatch(new RegExp(`role="alert".*${text}`, 's'));
		expect(html).toContain(`value="nobody-${language}"`);
		expect(html).not.toContain('secret of nobody');
	});

	it.each([
		[
			'an empty form',
			{ username: '', password: '' },
			['Enter your user name', 'Enter your password'],
		],
		['a long password', { username: 'x', password: 'x'.repeat(129) }, ['at most 128']],
		['a megabyte', { username: 'x', password: 'x'.repeat(1_000_000) }, ['at most 128']],
		['a NUL', { username: 'x\u0000', password: 'x' }, ['cannot be used']],
	])('of %s names the field', async (_, fields, texts) => {
		const answer = await post(fields, { headers: { 'accept-language': 'en' } });
		const html = await answer.text();
		expect(answer.status).toBe(400);
		for (const text of texts) expect(html).toContain(text);
		expect(html).toMatch(/<input id="(username|password)"[^>]*aria-invalid="true"/);
	});

	it('shows what was typed as text', async () => {
		const answer = await post({ username: '"><script>alert(1)</script>', password: 'x' });
		expect(await answer.text()).not.toContain('<script>alert(1)');
	});

	it('at the sixth time asks to wait', async () => {
		const { username } = account('contact_supervisor');
		const guess = () =>
			post({ username, password: 'guess' }, { headers: { 'accept-language': 'en' } });
		for (let n = 0; n < 5; n++) expect((await guess()).status).toBe(400);
		const refused = await guess();
		expect(refused.status).toBe(429);
		expect(await refused.text()).toContain('Try again in 1 min');
	});
});

describe('a request that is no form of ours', () => {
	it.each([
		['from another site', { origin: 'https://evil.example' }, 403],
		['from nowhere', { origin: '' }, 403],
		['that a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
	])('%s is refused', async (_, headers, status) => {
		const { username, password } = account('viewer');
		const answer = await post({ username, password }, { headers });
		expect(answer.status).toBe(status);
		expect(await answer.json()).toMatchObject({ code: 'forbidden', reason: 'cross_site' });
	});

	it('in another content type is an error of the sender', async () => {
		for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
			const answer = await post('{"username":"x"}', { headers: { 'content-type': type } });
			expect(answer.status).toBeGreaterThanOrEqual(400);
			expect(answer.status).toBeLessThan(500);
		}
	});
});

describe('signing out', () => {
	it('ends the session and makes the browser forget', async () => {
		const cookie = await signIn('viewer');
		const answer = await post({}, { path: '/logout', cookie });
		expect(answer.status).toBe(303);
		expect(answer.headers.get('location')).toBe('/login');
		expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
		expect(answer.headers.get('set-cookie')).toMatch(/^kezek=; Max-Age=0; Path=\/;/);
		expect((await get('/api/v1/board', { cookie })).status).toBe(401);
	});

	it('is no link, and nobody else can do it to a person', async () => {
		const cookie = await signIn('viewer');
		expect((await get('/logout', { cookie })).status).toBe(405);
		const foreign = { origin: 'https://evil.example' };
		expect((await post({}, { path: '/logout', cookie, headers: foreign })).status).toBe(403);
		expect((await get('/api/v1/board', { cookie })).status).toBe(200);
	});

	it('without a session just leads to the sign-in page', async () => {
		expect((await post({}, { path: '/logout' })).status).toBe(303);
	});
});
