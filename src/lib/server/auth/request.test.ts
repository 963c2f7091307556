import { describe, expect, it } from 'vitest';
import { isSameSiteRequest, safeNext } from './request.ts';

const OURS = 'https://kezek.example';

describe('a change is let in only from our own pages', () => {
	it.each([
		['GET from anywhere reads', 'GET', '/', 'cross-site', 'https://evil.example', true],
		['HEAD from anywhere reads', 'HEAD', '/', null, null, true],
		['our own form', 'POST', '/login', 'same-origin', OURS, true],
		['our own form, fetch metadata alone', 'POST', '/login', 'same-origin', null, true],
		['another site', 'POST', '/login', 'cross-site', 'https://evil.example', false],
		['another site that forges our origin', 'POST', '/login', 'cross-site', OURS, false],
		['a sibling host', 'POST', '/login', 'same-site', 'https://x.kezek.example', false],
		['typed by hand', 'POST', '/login', 'none', OURS, false],
		['a made-up word', 'POST', '/login', 'Same-Origin', OURS, false],
		['an old browser from our page', 'POST', '/login', null, OURS, true],
		['an old browser from elsewhere', 'POST', '/login', null, 'https://evil.example', false],
		['our host by another scheme', 'POST', '/login', null, 'http://kezek.example', false],
		['our host on another port', 'POST', '/login', null, `${OURS}:8443`, false],
		['our origin as a prefix', 'POST', '/login', null, `${OURS}.evil.example`, false],
		['the origin of a sandbox', 'POST', '/login', null, 'null', false],
		['neither header', 'POST', '/login', null, null, false],
		['PUT', 'PUT', '/admin', 'cross-site', null, false],
		['DELETE', 'DELETE', '/admin', null, null, false],
		['OPTIONS', 'OPTIONS', '/admin', 'cross-site', null, false],
		['a reading pushed with a key', 'POST', '/api/v1/readings', null, null, true],
		['a page that looks like the API', 'POST', '/api/v1x/readings', null, null, false],
		['another API', 'POST', '/api/v2/readings', null, null, false],
	])('%s', (_, method, path, secFetchSite, origin, allowed) => {
		const request = { method, path, secFetchSite, origin, expectedOrigin: OURS };
		expect(isSameSiteRequest(request)).toBe(allowed);
	});
});

describe('a form leads', () => {
	it.each([
		['home when nothing is asked', null, '/'],
		['home when nothing is asked', undefined, '/'],
		['home when nothing is asked', '', '/'],
		['to a page', '/centers/almaty-almaly', '/centers/almaty-almaly'],
		[
			'to a page with its query',
			'/?scope=city:almaty&layer=both',
			'/?scope=city:almaty&layer=both',
		],
		['home from another host', '//evil.example', '/'],
		['home from another host by back-slash', '/\\evil.example', '/'],
		['home from a later back-slash', '/x\\..\\..\\evil', '/'],
		['home from a tab between slashes', '/\t/evil.example', '/'],
		['home from a line break', '/\n/evil.example', '/'],
		['home from a whole address', 'https://evil.example/', '/'],
		['home from a script', 'javascript:alert(1)', '/'],
		['home from data', 'data:text/html,x', '/'],
		['home from a relative path', 'centers', '/'],
		['home from dots that end in two slashes', '/x/..//evil.example', '/'],
		['home from encoded dots', '/x/%2e%2e//evil.example', '/'],
		['back to the sign-in page, as after a change of language', '/login?next=/x', '/login?next=/x'],
		['home from signing out', '/logout', '/'],
		['home from 5 KB', `/${'a'.repeat(5_000)}`, '/'],
	])('%s: %s', (_, next, where) => {
		expect(safeNext(next)).toBe(where);
	});
});
