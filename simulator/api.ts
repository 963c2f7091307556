import type { BatchResult, Problem } from '../src/lib/protocol/readings.ts';
import { sleep } from './sleep.ts';

/** How the client behaves towards a busy or absent server. */
interface Patience {
	/** One attempt is given up after this many ms. */
	attemptMs: number;
	/**
	 * First and longest pause between attempts in ms; it doubles in between. `Retry-After` wins where
	 * it is longer.
	 */
	firstPauseMs: number;
	longestPauseMs: number;
	/** Attempts on an answer that is the server's own fault (500) before it is passed on. */
	faultAttempts: number;
}

const PATIENCE: Patience = {
	attemptMs: 20_000,
	firstPauseMs: 200,
	longestPauseMs: 5000,
	faultAttempts: 8,
};

/** Answers that mean "later": too many requests, overloaded, restarting. */
const LATER = new Set([408, 425, 429, 502, 503, 504]);

/**
 * A refusal that trying again does not change: wrong key, missing right, wrong address, a fault of
 * the server.
 */
export class ApiError extends Error {
	/** HTTP status. */
	readonly status: number;
	/** The server's explanation, where it gave one. */
	readonly problem: Problem | null;

	/** `request` is method and path; the key is never part of the message. */
	constructor(request: string, status: number, problem: Problem | null) {
		super(`${request}: ${status}${problem ? ` ${problem.code}: ${problem.detail}` : ''}`);
		this.name = 'ApiError';
		this.status = status;
		this.problem = problem;
	}
}

/** What `GET /api/v1/clock` says. */
interface ClockDescription {
	/** RFC 3339. */
	now: string;
	/** Operations seconds per real second. */
	speed: number;
	exercise: boolean;
}

/** Why an attempt failed and when the next one follows. */
export interface Retry {
	request: string;
	/** HTTP status, or the network error's code. */
	because: string;
	pauseMs: number;
}

/**
 * Kezek's HTTP API as an outside program sees it. Every call waits out restarts and limits until
 * its signal ends it.
 */
export interface Api {
	clock(): Promise<ClockDescription>;
	/** All items of a list of the directory, page by page. */
	list<T>(path: string): Promise<T[]>;
	/** One document. Throws `ApiError` with status 404 where there is none. */
	get<T>(path: string): Promise<T>;
	/**
	 * Sends one batch; the same text again is harmless. A batch of which nothing was good is answered
	 * too.
	 */
	post(path: string, body: string): Promise<BatchResult>;
}

/**
 * Makes the client. Network errors, 429 and 503 are tried again for as long as it takes, with
 * growing pauses and `Retry-After`, so nothing is lost while a server restarts; other refusals
 * throw `ApiError`. `signal` ends everything with its reason. The key travels in a header only and
 * is never written anywhere.
 */
export function createApi(options: {
	url: string;
	feedKey: string;
	signal: AbortSignal;
	patience?: Partial<Patience>;
	onRetry?: (retry: Retry) => void;
}): Api {
	const { feedKey, signal, onRetry } = options;
	const patience = { ...PATIENCE, ...options.patience };
	const base = options.url.replace(/\/+$/, '');

	async function request(method: 'GET' | 'POST', path: string, body?: string): Promise<unknown> {
		const name = `${method} ${path}`;
		let pause = patience.firstPauseMs;
		for (let faults = 0; ;) {
			signal.throwIfAborted();
			const outcome = await attempt(method, path, body);
			if ('answer' in outcome) return outcome.answer;
			if (outcome.status === 500 && ++faults >= patience.faultAttempts) {
				throw new ApiError(name, 500, null);
			}
			const pauseMs = Math.max(outcome.retryAfterMs, pause * (0.75 + Math.random() / 2));
			onRetry?.({ request: name, because: outcome.because, pauseMs });
			await sleep(pauseMs, signal);
			pause = Math.min(pause * 2, patience.longestPauseMs);
		}
	}

	async function attempt(
		method: 'GET' | 'POST',
		path: string,
		body?: string,
	): Promise<{ answer: unknown } | { status: number; because: string; retryAfterMs: number }> {
		let response: Response;
		let text: string;
		const given = new AbortController();
		const giveUp = () => given.abort(new DOMException('No answer in time', 'TimeoutError'));
		const stop = () => given.abort(signal.reason);
		const timer = setTimeout(giveUp, patience.attemptMs);
		signal.addEventListener('abort', stop, { once: true });
		try {
			response = await fetch(base + path, {
				method,
				body: body ?? null,
				redirect: 'error',
				signal: given.signal,
				headers: {
					authorization: `Bearer ${feedKey}`,
					accept: 'application/json',
					...(body !== undefined && { 'content-type': 'application/json' }),
				},
			});
			text = await response.text();
		} catch (thrown) {
			signal.throwIfAborted();
			return { status: 0, because: networkCode(thrown), retryAfterMs: 0 };
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', stop);
		}
		const { status } = response;
		if (response.ok || (status === 422 && method === 'POST')) return { answer: parse(text) };
		if (LATER.has(status) || status === 500) {
			const retryAfterMs = retryAfter(response.headers.get('retry-after'));
			return { status, because: String(status), retryAfterMs };
		}
		throw new ApiError(`${method} ${path}`, status, problemOf(text));
	}

	return {
		clock: () => request('GET', '/api/v1/clock') as Promise<ClockDescription>,
		get: <T>(path: string) => request('GET', path) as Promise<T>,
		async list<T>(path: string) {
			const items: T[] = [];
			for (let cursor: string | null = ''; cursor !== null;) {
				const query = new URLSearchParams({ limit: '1000', ...(cursor && { cursor }) });
				const page = (await request('GET', `${path}?${query}`)) as Page<T>;
				items.push(...page.items);
				cursor = page.nextCursor ?? null;
			}
			return items;
		},
		post: (path, body) => request('POST', path, body) as Promise<BatchResult>,
	};
}

interface Page<T> {
	items: T[];
	nextCursor?: string | null;
}

/**
 * `Retry-After` in ms: seconds or a date; 0 where it is absent or unreadable, never over a minute.
 */
function retryAfter(header: string | null): number {
	if (header === null) return 0;
	const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
	return Number.isFinite(ms) ? Math.min(60_000, Math.max(0, ms)) : 0;
}

function networkCode(thrown: unknown): string {
	const cause =
		thrown instanceof Error ? (thrown.cause as { code?: unknown } | undefined) : undefined;
	if (typeof cause?.code === 'string') return cause.code;
	return thrown instanceof Error ? thrown.name : 'network';
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new Error(
			'The server answered something that is not JSON; is this the address of Kezek?',
			{
				cause,
			},
		);
	}
}

function problemOf(text: string): Problem | null {
	try {
		const body = JSON.parse(text) as Partial<Problem> | null;
		return body && typeof body.code === 'string' && typeof body.detail === 'string'
			? (body as Problem)
			: null;
	} catch {
		return null;
	}
}
