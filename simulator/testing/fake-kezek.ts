import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	MAX_BODY_BYTES,
	MAX_ITEMS,
	availabilitySchema,
	contactReadingSchema,
	readingSchema,
	type BatchResult,
	type ItemResult,
} from '../../src/lib/protocol/readings.ts';

/** An item as a test looks at it. */
export interface StoredItem extends Record<string, unknown> {
	id: string;
	at: string;
}

/** Items of a door, and what they must look like. */
const SCHEMAS = {
	center: readingSchema,
	contact: contactReadingSchema,
	booking: availabilitySchema,
} as const;
type TestedDoor = keyof typeof SCHEMAS;

/** What a test wants a request to meet instead of an answer; null lets it pass. */
type Trouble = (request: { path: string; count: number }) =>
	| { status: number; headers?: Record<string, string>; body?: string }
	/** Take the request in, then cut the connection: the sender cannot know. */
	| 'cut_after'
	| null;

/** A small HTTP server that behaves like Kezek's API towards a feed, and remembers what it took. */
export interface FakeKezek {
	url: string;
	/** Everything stored, in order, by door. */
	centerItems: StoredItem[];
	contactItems: StoredItem[];
	bookingItems: StoredItem[];
	/** Items of each request that passed. */
	batchSizes: number[];
	authorizations: Set<string | undefined>;
	/** Resolves when `condition` holds after some request; checked at once, too. */
	when(condition: () => boolean): Promise<void>;
	trouble: Trouble | null;
	/** Present instant of its clock, Unix ms. */
	now(): number;
	close(): Promise<void>;
}

/** Starts it on a free port of the loopback. `places` are the items of the directory's lists. */
export async function startFakeKezek(options: {
	clock?: { startsAt: Date; speed: number };
	centers?: readonly object[];
	sites?: readonly object[];
	/** What `GET /api/v1/board` says of every center. */
	freshness?: string;
	/** Ids of centers that are known; all when absent. */
	knownCenters?: ReadonlySet<string>;
}): Promise<FakeKezek> {
	const { centers = [], sites = [] } = options;
	const clock = options.clock ?? { startsAt: new Date(), speed: 1 };
	const began = performance.now();
	const bodies = new Map<string, string>();
	const waiting = new Set<() => void>();
	let requests = 0;

	const fake: Omit<FakeKezek, 'url' | 'close'> = {
		centerItems: [],
		contactItems: [],
		bookingItems: [],
		batchSizes: [],
		authorizations: new Set(),
		trouble: null,
		now: () => Math.floor(clock.startsAt.getTime() + (performance.now() - began) * clock.speed),
		when: (condition) =>
			new Promise((resolve) => {
				const check = () => {
					if (!condition()) return;
					waiting.delete(check);
					resolve();
				};
				waiting.add(check);
				check();
			}),
	};

	function take(item: StoredItem, index: number, door: TestedDoor): ItemResult | null {
		const checked = SCHEMAS[door].safeParse(item);
		const refuse = (code: ItemResult['code'], reason: string, message: string): ItemResult => ({
			index,
			id: item.id,
			status: 'rejected',
			...(code && { code }),
			reason,
			message,
		});
		if (!checked.success) return refuse('invalid', 'type', checked.error.message);
		if (
			options.knownCenters &&
			door === 'center' &&
			!options.knownCenters.has(String(item.centerId))
		) {
			return refuse('not_found', 'center', 'no such center');
		}
		const body = JSON.stringify(item);
		const key = `${door} ${item.id}`;
		const known = bodies.get(key);
		if (known !== undefined) {
			return known === body
				? { index, id: item.id, status: 'duplicate' }
				: refuse('conflict', 'id_reused', 'id was used before');
		}
		bodies.set(key, body);
		fake[`${door}Items`].push(item);
		return null;
	}

	function takeBatch(text: string, door: TestedDoor): { status: number; body: object } {
		const { readings } = JSON.parse(text) as { readings: StoredItem[] };
		if (readings.length > MAX_ITEMS || Buffer.byteLength(text) > MAX_BODY_BYTES) {
			return { status: 413, body: problem(413, 'too_large') };
		}
		fake.batchSizes.push(readings.length);
		const items = readings
			.map((item, index) => take(item, index, door))
			.filter((result) => result !== null);
		const count = (status: string) => items.filter((item) => item.status === status).length;
		const result: BatchResult = {
			stored: readings.length - items.length,
			duplicate: count('duplicate'),
			rejected: count('rejected'),
			items,
		};
		return { status: result.rejected === readings.length ? 422 : 200, body: result };
	}

	function answer(path: string, query: URLSearchParams, text: string) {
		switch (path) {
			case '/api/v1/clock':
				return {
					status: 200,
					body: { now: new Date(fake.now()).toISOString(), speed: clock.speed, exercise: true },
				};
			case '/api/v1/centers':
				return { status: 200, body: pageOf(centers, query) };
			case '/api/v1/contact-centers':
				return { status: 200, body: pageOf(sites, query) };
			case '/api/v1/board':
				return {
					status: 200,
					body: { centers: centers.map(() => ({ freshness: options.freshness ?? 'never' })) },
				};
			case '/api/v1/readings':
				return takeBatch(text, 'center');
			case '/api/v1/contact-readings':
				return takeBatch(text, 'contact');
			case '/api/v1/availability':
				return takeBatch(text, 'booking');
			default:
				return { status: 404, body: problem(404, 'not_found') };
		}
	}

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const url = new URL(request.url ?? '/', 'http://localhost');
		fake.authorizations.add(request.headers.authorization);
		const trouble = fake.trouble?.({ path: url.pathname, count: requests++ }) ?? null;
		if (trouble !== null && trouble !== 'cut_after') {
			response.writeHead(trouble.status, trouble.headers).end(trouble.body);
		} else {
			const { status, body } = answer(
				url.pathname,
				url.searchParams,
				Buffer.concat(chunks).toString(),
			);
			if (trouble === 'cut_after') response.destroy();
			else {
				response
					.writeHead(status, { 'content-type': 'application/json' })
					.end(JSON.stringify(body));
			}
		}
		for (const check of waiting) check();
	}

	const server = createServer((request, response) => void handle(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return Object.assign(fake, {
		url: `http://127.0.0.1:${port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	});
}

function pageOf(items: readonly object[], query: URLSearchParams): object {
	// Small pages, so that paging is always at work.
	const limit = Math.min(100, Number(query.get('limit')));
	const start = Number(query.get('cursor') ?? 0);
	const end = start + limit;
	return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}

function problem(status: number, code: string): object {
	return { type: 'about:blank', title: code, status, code, detail: code, requestId: 'test' };
}
