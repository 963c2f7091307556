import { AppError } from '../../domain/errors.ts';
import { MAX_BODY_BYTES, MAX_DEPTH, MAX_ITEMS } from '../../protocol/readings.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the body of a batch and returns its items, unchecked. Refuses the whole request with `invalid` (`content_type`,
 * `encoding`, `json`, `empty_batch`, `unknown_field`) or `too_large`.
 */
export async function readItems(request: Request): Promise<unknown[]> {
	checkHeaders(request.headers);
	return itemsOf(parseJson(decode(await readBytes(request))));
}

function checkHeaders(headers: Headers): void {
	const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/json') {
		throw new AppError('invalid', 'Content-Type must be application/json', {
			reason: 'content_type',
			status: 415,
		});
	}
	const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
	if (encoding !== 'identity') {
		throw new AppError('invalid', 'Content-Encoding is not accepted: send plain JSON', {
			reason: 'content_type',
			status: 415,
		});
	}
	if (Number(headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
}

function tooLarge(): AppError {
	return new AppError('too_large', `At most ${MAX_ITEMS} items and ${MAX_BODY_BYTES} bytes`);
}

async function readBytes(request: Request): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	if (request.body) {
		for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
			size += chunk.byteLength;
			if (size > MAX_BODY_BYTES) throw tooLarge();
			chunks.push(chunk);
		}
	}
	return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch {
		throw new AppError('invalid', 'The body is not valid UTF-8', { reason: 'encoding' });
	}
}

function parseJson(text: string): unknown {
	const notJson = (why: string) => new AppError('invalid', why, { reason: 'json' });
	if (depthOf(text) > MAX_DEPTH) throw notJson(`Nested deeper than ${MAX_DEPTH}`);
	try {
		return JSON.parse(text);
	} catch {
		throw notJson('The body is not valid JSON');
	}
}

/** Deepest nesting of brackets outside strings: known before the parser builds anything. */
function depthOf(text: string): number {
	let depth = 0;
	let deepest = 0;
	let inString = false;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (inString) {
			if (code === 0x5c) i++;
			else if (code === 0x22) inString = false;
		} else if (code === 0x22) inString = true;
		else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
		else if (code === 0x5d || code === 0x7d) depth--;
	}
	return deepest;
}

function itemsOf(body: unknown): unknown[] {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw new AppError('invalid', 'The body must be an object with "readings"', { reason: 'json' });
	}
	const unknown = Object.keys(body).filter((key) => key !== 'readings');
	if (unknown.length > 0) {
		throw new AppError('invalid', 'Only "readings" is known at the top', {
			reason: 'unknown_field',
			errors: unknown
				.slice(0, 10)
				.map((path) => ({ path, reason: 'unknown_field', message: 'unknown field' })),
		});
	}
	const items = (body as { readings?: unknown }).readings;
	if (items === undefined || (Array.isArray(items) && items.length === 0)) {
		throw new AppError('invalid', '"readings" holds no item', { reason: 'empty_batch' });
	}
	if (!Array.isArray(items)) {
		throw new AppError('invalid', '"readings" must be a list', { reason: 'json' });
	}
	if (items.length > MAX_ITEMS) throw tooLarge();
	return items;
}
