// Every row of the ingest table (reliability of the doors in): a clear error, nothing lost, the process alive.
import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test, type Kezek } from './fixtures.ts';

test.use({ env: { KEZEK_CLOCK: '2026-11-20T11:00:00+05:00@1' } });

const CENTER = 'almaty-almaly';
let serial = 0;
const nextId = () => `table-${++serial}`;

interface Answer {
	status: number;
	headers: Headers;
	body: {
		stored?: number;
		duplicate?: number;
		rejected?: number;
		items?: {
			index: number;
			status: string;
			code?: string;
			reason?: string;
			path?: string;
			current?: boolean;
			suspect?: boolean;
		}[];
		code?: string;
		reason?: string;
		requestId?: string;
	};
}

async function post(
	kezek: Kezek,
	body: BodyInit,
	headers: Record<string, string> = {},
	path = '/api/v1/readings',
): Promise<Answer> {
	const answer = await fetch(`${kezek.url}${path}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			authorization: `Bearer ${kezek.app.demo.feedKey}`,
			...headers,
		},
		body,
	});
	return {
		status: answer.status,
		headers: answer.headers,
		body: (await answer.json()) as Answer['body'],
	};
}

const aReading = async (kezek: Kezek, fields: Record<string, unknown> = {}) => ({
	id: nextId(),
	centerId: CENTER,
	at: (await kezek.now()).toISOString(),
	queueLength: 3,
	...fields,
});

const batch = (...readings: unknown[]) => JSON.stringify({ readings });

test('a key that is missing, malformed or unknown gets one text', async ({ kezek }) => {
	const texts = new Set<string>();
	const unknown = `kezek_aaaaaaaaaaaa_${'A'.repeat(43)}`;
	for (const authorization of [
		'',
		'Bearer',
		'Bearer nonsense',
		`Basic ${unknown}`,
		`Bearer ${unknown}`,
	]) {
		const { status, body } = await post(kezek, batch(await aReading(kezek)), { authorization });
		expect(status).toBe(401);
		expect(body.code).toBe('unauthenticated');
		texts.add(JSON.stringify({ ...body, requestId: '' }));
	}
	expect(texts.size).toBe(1);
});

test('a key in the address is refused', async ({ kezek }) => {
	const path = `/api/v1/readings?key=kezek_aaaaaaaaaaaa_${'A'.repeat(43)}`;
	const { status, body } = await post(kezek, batch(await aReading(kezek)), {}, path);
	expect([status, body.code, body.reason]).toEqual([400, 'invalid', 'key_in_url']);
});

test('an unknown center rejects its item', async ({ kezek }) => {
	const { status, body } = await post(kezek, batch(await aReading(kezek, { centerId: 'nowhere' })));
	expect(status).toBe(422);
	expect(body.items?.[0]).toMatchObject({ index: 0, status: 'rejected', code: 'not_found' });
});

test('other content types and encodings owe 415', async ({ kezek }) => {
	const text = batch(await aReading(kezek));
	const rows: Record<string, string>[] = [
		{ 'content-type': 'text/plain' },
		{ 'content-type': 'application/x-www-form-urlencoded' },
		{ 'content-encoding': 'gzip' },
	];
	for (const headers of rows) {
		const { status, body } = await post(kezek, text, headers);
		expect([status, body.code, body.reason]).toEqual([415, 'invalid', 'content_type']);
	}
});

test('too many items or bytes owe 413', async ({ kezek }) => {
	const one = await aReading(kezek);
	const many = await post(kezek, batch(...Array.from({ length: 501 }, () => one)));
	expect([many.status, many.body.code]).toEqual([413, 'too_large']);
	const large = await post(kezek, batch({ ...one, id: 'x'.repeat(300_000) }));
	expect([large.status, large.body.code]).toEqual([413, 'too_large']);
	const beyondKit = await post(kezek, 'x'.repeat(13 * 1024 * 1024)).catch(() => null);
	expect([null, 413]).toContain(beyondKit?.status ?? null);
});

test('a body that is no batch owes 400', async ({ kezek }) => {
	const rows: [BodyInit, string][] = [
		['', 'json'],
		['{"readings":[', 'json'],
		['NaN', 'json'],
		['null', 'json'],
		['[]', 'json'],
		['{}', 'empty_batch'],
		['{"readings":[]}', 'empty_batch'],
		['{"readings":7}', 'json'],
		['{"readings":[[[[[[1]]]]]]}', 'json'],
		[Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'encoding'],
		['{"readings":[{"id":"a"}],"other":1}', 'unknown_field'],
	];
	for (const [body, reason] of rows) {
		const answer = await post(kezek, body);
		expect([answer.status, answer.body.code, answer.body.reason]).toEqual([400, 'invalid', reason]);
		expect(answer.body.requestId).toBeTruthy();
		expect(answer.headers.get('content-type')).toContain('application/problem+json');
	}
});

test('a byte-order mark, a repeated key and -0 are accepted', async ({ kezek }) => {
	const one = JSON.stringify(await aReading(kezek, { queueLength: 4 }));
	const repeated = one.replace('"queueLength":4', '"queueLength":9,"queueLength":-0');
	const { status, body } = await post(kezek, `\ufeff{"readings":[${repeated}]}`);
	expect([status, body.stored]).toEqual([200, 1]);
});

test('a wrong field rejects its item with path and reason', async ({ kezek }) => {
	const rows: [Record<string, unknown> | string, string, string | undefined][] = [
		[{ unknownField: 1 }, 'unknown_field', 'unknownField'],
		['"__proto__":1', 'unknown_field', '__proto__'],
		['"constructor":1', 'unknown_field', 'constructor'],
		[{ iin: '990101300123' }, 'unknown_field', 'iin'],
		[{ occupancy: '12' }, 'type', 'occupancy'],
		[{ occupancy: 12.5 }, 'type', 'occupancy'],
		[{ occupancy: null }, 'type', 'occupancy'],
		[{ occupancy: -1 }, 'range', 'occupancy'],
		[{ occupancy: 1_000_000_000 }, 'range', 'occupancy'],
		['"occupancy":1e999', 'range', 'occupancy'],
		[{ id: 'a\u0000b' }, 'text', 'id'],
		['"id":"\\ud800"', 'text', 'id'],
		[{ id: 'a\u202eb' }, 'text', 'id'],
		[{ id: 'x'.repeat(10_240) }, 'text', 'id'],
		[{ at: '2026-11-20T11:00:00' }, 'time', 'at'],
		[{ at: '2026-02-30T11:00:00Z' }, 'time', 'at'],
		[{ at: '2026-11-20T11:00:60Z' }, 'time', 'at'],
		[{ at: 1_763_632_800 }, 'time', 'at'],
		[{ at: '2026-11-18T10:00:00+05:00' }, 'time', 'at'],
		[{ at: '2026-11-20T23:00:00+05:00' }, 'time', 'at'],
		[{ queueLength: undefined }, 'no_figure', undefined],
	];
	for (const [fields, reason, path] of rows) {
		const good = await aReading(kezek);
		const bad = await aReading(kezek, typeof fields === 'string' ? {} : fields);
		const badText =
			typeof fields === 'string'
				? JSON.stringify(bad).replace(/}$/, `,${fields}}`)
				: JSON.stringify(bad);
		const { status, body } = await post(kezek, `{"readings":[${badText},${JSON.stringify(good)}]}`);
		const what = JSON.stringify(fields).slice(0, 80);
		expect([status, body.stored, body.rejected], what).toEqual([200, 1, 1]);
		expect(body.items?.[0], what).toMatchObject({
			index: 0,
			status: 'rejected',
			code: 'invalid',
			reason,
		});
		expect(body.items?.[0]?.path, what).toBe(path);
	}
});

test('an id seen before is a duplicate, reused or repeated', async ({ kezek }) => {
	const first = await aReading(kezek);
	expect((await post(kezek, batch(first))).body.stored).toBe(1);
	const again = await post(kezek, batch(first));
	expect([again.status, again.body.duplicate]).toEqual([200, 1]);
	expect(again.body.items?.[0]).toMatchObject({ status: 'duplicate' });
	const reused = await post(kezek, batch({ ...first, queueLength: 77 }));
	expect(reused.status).toBe(422);
	expect(reused.body.items?.[0]).toMatchObject({ code: 'conflict', reason: 'id_reused' });
	const fresh = await aReading(kezek);
	const repeated = await post(kezek, batch(fresh, fresh));
	expect([repeated.status, repeated.body.stored]).toEqual([200, 1]);
	expect(repeated.body.items?.[0]).toMatchObject({
		index: 1,
		code: 'invalid',
		reason: 'id_repeated',
	});
});

test('a late reading is history, an absurd one is marked', async ({ kezek }) => {
	const now = await kezek.now();
	const center = 'almaty-medeu';
	const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
	await post(kezek, batch(await aReading(kezek, { centerId: center, at: at(0), queueLength: 5 })));
	const late = await post(
		kezek,
		batch(await aReading(kezek, { centerId: center, at: at(-600), queueLength: 9 })),
	);
	expect(late.body.items?.[0]).toMatchObject({ status: 'stored', current: false });
	const absurd = await post(
		kezek,
		batch(await aReading(kezek, { centerId: center, at: at(1), queueLength: 900 })),
	);
	expect(absurd.body.items?.[0]).toMatchObject({ status: 'stored', suspect: true });
});

test('other methods, headers too large and ambiguous lengths are refused', async ({ kezek }) => {
	expect((await fetch(`${kezek.url}/api/v1/readings`, { method: 'PUT', body: '{}' })).status).toBe(
		405,
	);
	const host = new URL(kezek.url).host;
	const rows: [string, RegExp][] = [
		[`TRACE /api/v1/readings HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, / 40[05] /],
		[`GET / HTTP/1.1\r\nHost: ${host}\r\nX-Large: ${'x'.repeat(9216)}\r\n\r\n`, / 431 /],
		[
			`POST /api/v1/readings HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
			/ 400 /,
		],
		[
			`POST /api/v1/readings HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
			/ 400 /,
		],
		['GET / HTTP/1.1\r\n\r\n', / 400 /],
	];
	for (const [request, expected] of rows) {
		expect(await rawAnswer(kezek, request), request.slice(0, 60)).toMatch(expected);
	}
});

test('a caller who leaves early loses nothing and doubles nothing', async ({ kezek }) => {
	const reading = await aReading(kezek, { centerId: 'almaty-auezov' });
	const body = batch(reading);
	const { hostname, port, host } = new URL(kezek.url);
	const head = `POST /api/v1/readings HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${kezek.app.demo.feedKey}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;

	const cut = connect(Number(port), hostname);
	cut.write(head + body.slice(0, 20));
	await once(cut, 'connect');
	cut.destroy();
	const first = await post(kezek, body);
	expect(first.body.stored, 'cut in the middle of the body: nothing was stored').toBe(1);

	const other = await aReading(kezek, { centerId: 'almaty-auezov' });
	const answers = await Promise.all([post(kezek, batch(other)), post(kezek, batch(other))]);
	const total = (key: 'stored' | 'duplicate') =>
		answers.reduce((sum, answer) => sum + (answer.body[key] ?? 0), 0);
	expect([total('stored'), total('duplicate')]).toEqual([1, 1]);
});

test('a feed over its limit is told when to come back', async ({ kezek }) => {
	const empty = '{"readings":[]}';
	const answers = await Promise.all(Array.from({ length: 1500 }, () => post(kezek, empty)));
	const limited = answers.filter((answer) => answer.status === 429);
	expect(limited.length).toBeGreaterThan(0);
	expect(limited[0]?.body.code).toBe('rate_limited');
	expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
	await expect
		.poll(async () => (await post(kezek, batch(await aReading(kezek)))).status, { timeout: 10_000 })
		.toBe(200);
});

test('the process still lives', async ({ kezek }) => {
	expect((await fetch(`${kezek.url}/healthz`)).status).toBe(200);
	expect(kezek.app.process.exitCode).toBeNull();
});

/** First line of the answer to raw bytes. */
async function rawAnswer(kezek: Kezek, request: string): Promise<string> {
	const { hostname, port } = new URL(kezek.url);
	const socket = connect(Number(port), hostname);
	const chunks: Buffer[] = [];
	socket.on('data', (chunk: Buffer) => {
		chunks.push(chunk);
		socket.end();
	});
	socket.on('error', () => socket.destroy());
	socket.write(request);
	await once(socket, 'close');
	return Buffer.concat(chunks).toString().split('\r\n')[0] ?? '';
}
