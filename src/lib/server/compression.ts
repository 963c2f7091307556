/** Shorter answers gain nothing, bytes. */
const LEAST = 1024;
const COMPRESSIBLE = /^(text\/|application\/(json|problem\+json))/;

/**
 * The same answer in gzip, where its reader takes that and it is text worth the work. Static files are compressed when they
 * are built. No page holds a secret that an attacker's input could be compared with: sessions travel in cookies only.
 */
export function compressed(request: Request, response: Response): Response {
	const { headers, body, status } = response;
	const takesGzip = /\bgzip\b(?!;q=0(?![.\d]*[1-9]))/.test(
		request.headers.get('accept-encoding') ?? '',
	);
	const isText = COMPRESSIBLE.test(headers.get('content-type') ?? '');
	const length = headers.get('content-length');
	const isShort = length !== null && Number(length) < LEAST;
	if (!body || !isText || isShort || request.method !== 'GET' || headers.has('content-encoding')) {
		return response;
	}
	const changed = new Headers(headers);
	changed.append('vary', 'Accept-Encoding');
	if (!takesGzip) return new Response(body, { status, headers: changed });
	changed.set('content-encoding', 'gzip');
	changed.delete('content-length');
	// The bytes differ from those of the plain answer, what they mean does not.
	const etag = headers.get('etag');
	if (etag?.startsWith('"')) changed.set('etag', `W/${etag}`);
	return new Response(body.pipeThrough(new CompressionStream('gzip')), {
		status,
		headers: changed,
	});
}
