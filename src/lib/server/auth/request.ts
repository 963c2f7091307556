/** What the cross-site rule looks at. */
export interface StateChangingRequest {
	method: string;
	/** Path of the address, without query. */
	path: string;
	/** Header `Sec-Fetch-Site`. */
	secFetchSite: string | null;
	/** Header `Origin`. */
	origin: string | null;
	/** The origin that Kezek answers under. */
	expectedOrigin: string;
}

/**
 * Whether a request may change anything: it comes from our own pages. `Sec-Fetch-Site` decides where the browser sends
 * it, `Origin` elsewhere (plain HTTP beyond loopback). `/api/v1` is exempt because it reads the cookie for GET only.
 * A refusal is `forbidden` / `cross_site`. Source: reliability.md §4.
 */
export function isSameSiteRequest(request: StateChangingRequest): boolean {
	if (request.method === 'GET' || request.method === 'HEAD') return true;
	if (request.path.startsWith('/api/v1/')) return true;
	if (request.secFetchSite !== null) return request.secFetchSite === 'same-origin';
	return request.origin === request.expectedOrigin;
}

/** Stands for any host of ours: only whether an address leaves it matters. */
const HERE = 'http://kezek.invalid';
/** More is no page of ours. */
const NEXT_LENGTH = 2_000;

/**
 * Where a form leads back to, such as after signing in: the path and query of `next` when it stays here, else the home
 * page. Refuses other hosts, schemes, back-slashes (browsers read them as slashes) and control characters.
 */
export function safeNext(next: string | null | undefined): string {
	if (!next || next.length > NEXT_LENGTH || !/^\/(?![/\\])/.test(next)) return '/';
	if (/[\\\p{Cc}]/u.test(next)) return '/';
	const url = URL.canParse(next, HERE) ? new URL(next, HERE) : null;
	if (!url || url.origin !== HERE || url.pathname.startsWith('//')) return '/';
	if (/^\/logout(\/|$)/.test(url.pathname)) return '/';
	return `${url.pathname}${url.search}`;
}
