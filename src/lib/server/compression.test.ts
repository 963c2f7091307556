import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressed } from './compression.ts';

const TEXT = 'кезек '.repeat(1000);

function aRequest(acceptEncoding: string | null, method = 'GET'): Request {
	const headers = new Headers(acceptEncoding === null ? {} : { 'accept-encoding': acceptEncoding });
	return new Request('http://127.0.0.1:3000/', { headers, method });
}

function aPage(headers: Record<string, string> = {}): Response {
	return new Response(TEXT, { headers: { 'content-type': 'text/html', ...headers } });
}

describe('an answer is compressed', () => {
	it('for a reader of gzip, whole, with a weak validator', async () => {
		const answer = compressed(
			aRequest('gzip, deflate, br'),
			aPage({ etag: '"a"', 'content-length': '11000', 'x-kept': 'yes' }),
		);
		expect(Object.fromEntries(answer.headers)).toEqual({
			'content-type': 'text/html',
			'content-encoding': 'gzip',
			vary: 'Accept-Encoding',
			etag: 'W/"a"',
			'x-kept': 'yes',
		});
		const bytes = Buffer.from(await answer.arrayBuffer());
		expect(bytes.length).toBeLessThan(TEXT.length / 10);
		expect(gunzipSync(bytes).toString()).toBe(TEXT);
	});

	it('with its status kept', () => {
		const page = new Response(TEXT, { status: 503, headers: { 'content-type': 'text/html' } });
		expect(compressed(aRequest('gzip'), page).status).toBe(503);
	});
});

describe('an answer stays as it is', () => {
	it.each<[string, Request, Response]>([
		['for a reader that names no encoding', aRequest(null), aPage()],
		['for a reader that refuses gzip', aRequest('gzip;q=0, br'), aPage()],
		['to a POST', aRequest('gzip', 'POST'), aPage()],
		['when it is short', aRequest('gzip'), aPage({ 'content-length': '100' })],
		['when it is a picture', aRequest('gzip'), aPage({ 'content-type': 'image/png' })],
	])('%s', async (_, request, page) => {
		const answer = compressed(request, page);
		expect(answer.headers.get('content-encoding')).toBeNull();
		expect(await answer.text()).toBe(TEXT);
	});

	it('when it has no body', () => {
		const nothing = new Response(null, { status: 304 });
		expect(compressed(aRequest('gzip'), nothing)).toBe(nothing);
	});
});
