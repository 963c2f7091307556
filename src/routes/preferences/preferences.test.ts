import { isRedirect, type RequestEvent } from '@sveltejs/kit';
import { describe, expect, it } from 'vitest';
import { POST } from './+server.ts';

/** Sends the form of a switch; gives back where it leads and which cookies it left. */
async function send(fields: Record<string, string>, origin = 'http://127.0.0.1:3000') {
	const cookies = new Map<string, { value: string; secure: boolean }>();
	const body = new URLSearchParams(fields);
	const event = {
		request: new Request(`${origin}/preferences`, { method: 'POST', body }),
		url: new URL(`${origin}/preferences`),
		cookies: {
			set: (name: string, value: string, { secure }: { secure: boolean }) =>
				cookies.set(name, { value, secure }),
		},
	};
	try {
		await POST(event as unknown as Parameters<typeof POST>[0] & RequestEvent);
	} catch (thrown) {
		if (isRedirect(thrown)) return { location: thrown.location, status: thrown.status, cookies };
		throw thrown;
	}
	throw new Error('the form led nowhere');
}

describe('the switches of language and theme without scripts', () => {
	it('keep the language and lead back', async () => {
		const { location, status, cookies } = await send({ locale: 'ru', next: '/?scope=city:almaty' });
		expect(status).toBe(303);
		expect(location).toBe('/?scope=city:almaty');
		expect(cookies.get('kezek-locale')).toEqual({ value: 'ru', secure: false });
	});

	it('keep the theme, over HTTPS in a secure cookie', async () => {
		const { cookies } = await send({ theme: 'dark', next: '/' }, 'https://kezek.example');
		expect(cookies.get('kezek-theme')).toEqual({ value: 'dark', secure: true });
	});

	it('keep no language that does not exist', async () => {
		expect((await send({ locale: 'xx' })).cookies.size).toBe(0);
	});

	it('follow the system for a theme that does not exist', async () => {
		expect((await send({ theme: 'neon' })).cookies.get('kezek-theme')?.value).toBe('system');
	});

	it.each(['https://evil.example/', '//evil.example', '/\\\\evil.example'])(
		'never lead to another site: %s',
		async (next) => {
			expect((await send({ locale: 'kk', next })).location).toBe('/');
		},
	);
});
