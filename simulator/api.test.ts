import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, createApi, type Api, type Retry } from './api.ts';
import { startFakeKezek, type FakeKezek } from './testing/fake-kezek.ts';

const KEY = 'kezek_test_secret';
const READINGS = '/api/v1/readings';
let fake: FakeKezek;
afterEach(() => fake.close());

function anApi(url = fake.url): { api: Api; retries: Retry[]; controller: AbortController } {
	const retries: Retry[] = [];
	const controller = new AbortController();
	const api = createApi({
		url,
		feedKey: KEY,
		signal: controller.signal,
		patience: { firstPauseMs: 1, longestPauseMs: 4, attemptMs: 2000 },
		onRetry: (retry) => retries.push(retry),
	});
	return { api, retries, controller };
}
function aBody(...ids: string[]): string {
	const at = new Date(fake.now()).toISOString();
	return JSON.stringify({
		readings: ids.map((id) => ({ id, centerId: 'x', at, queueLength: 3 })),
	});
}

describe('the HTTP client', () => {
	it('sends the key as bearer and gives the answer per item', async () => {
		fake = await startFakeKezek({});
		const { api } = anApi();
		expect(await api.post(READINGS, aBody('1', '2'))).toMatchObject({ stored: 2, duplicate: 0 });
		expect([...fake.authorizations]).toEqual([`Bearer ${KEY}`]);
	});

	it('tries the same batch again on 503 and 429, no earlier than Retry-After says', async () => {
		fake = await startFakeKezek({});
		fake.trouble = ({ count }) =>
			count === 0
				? { status: 503, headers: { 'retry-after': '1' } }
				: count === 1
					? { status: 429 }
					: null;
		const { api, retries } = anApi();
		const began = performance.now();
		expect(await api.post(READINGS, aBody('1'))).toMatchObject({ stored: 1 });
		expect(retries.map(({ because }) => because)).toEqual(['503', '429']);
		expect(performance.now() - began).toBeGreaterThanOrEqual(990);
		expect(fake.centerItems).toHaveLength(1);
	});

	it('sends the same ids again when the connection broke after the server had stored them', async () => {
		fake = await startFakeKezek({});
		fake.trouble = ({ count }) => (count === 0 ? 'cut_after' : null);
		const { api, retries } = anApi();
		expect(await api.post(READINGS, aBody('1', '2'))).toMatchObject({ stored: 0, duplicate: 2 });
		expect(retries).toHaveLength(1);
		expect(fake.centerItems).toHaveLength(2);
	});

	it('waits for a server that is not there yet', async () => {
		fake = await startFakeKezek({});
		const parked = createServer();
		await new Promise<void>((resolve) => parked.listen(0, '127.0.0.1', resolve));
		const { port } = parked.address() as AddressInfo;
		await new Promise((resolve) => parked.close(resolve));

		const { api, retries } = anApi(`http://127.0.0.1:${port}`);
		const answer = api.clock();
		const late = createServer((_, response) => {
			response.end(JSON.stringify({ now: '2026-11-18T06:00:00Z', speed: 1, exercise: false }));
		});
		await expect.poll(() => retries.length).toBeGreaterThan(0);
		await new Promise<void>((resolve) => late.listen(port, '127.0.0.1', resolve));
		expect(await answer).toMatchObject({ speed: 1 });
		expect(retries[0]!.because).toBe('ECONNREFUSED');
		late.closeAllConnections();
		await new Promise((resolve) => late.close(resolve));
	});

	it('gives up at once on a refused key, without ever naming it', async () => {
		fake = await startFakeKezek({});
		const body = JSON.stringify({ code: 'unauthenticated', detail: 'The key is not valid' });
		fake.trouble = () => ({ status: 401, body });
		const { api, retries } = anApi();
		const thrown: unknown = await api.post(READINGS, aBody('1')).catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(ApiError);
		expect((thrown as ApiError).status).toBe(401);
		expect(String(thrown)).toContain('unauthenticated: The key is not valid');
		expect(String(thrown)).not.toContain(KEY);
		expect(retries).toEqual([]);
	});

	it('passes a lasting fault of the server on', async () => {
		fake = await startFakeKezek({});
		fake.trouble = () => ({ status: 500 });
		const { api, retries } = anApi();
		await expect(api.get('/api/v1/board')).rejects.toThrow('500');
		expect(retries).toHaveLength(7);
	});

	it('returns the verdicts of a batch of which nothing was good', async () => {
		fake = await startFakeKezek({ knownCenters: new Set() });
		const { api } = anApi();
		expect(await api.post(READINGS, aBody('1'))).toMatchObject({ stored: 0, rejected: 1 });
	});

	it('reads a list to its last page', async () => {
		const centers = Array.from({ length: 257 }, (_, i) => ({ id: `c${i}` }));
		fake = await startFakeKezek({ centers });
		const { api } = anApi();
		expect(await api.list('/api/v1/centers')).toEqual(centers);
	});

	it('stops in the middle of waiting when it is told to', async () => {
		fake = await startFakeKezek({});
		fake.trouble = () => ({ status: 503, headers: { 'retry-after': '30' } });
		const { api, retries, controller } = anApi();
		const answer = api.clock();
		answer.catch(() => undefined);
		await expect.poll(() => retries.length).toBe(1);
		controller.abort(new Error('enough'));
		await expect(answer).rejects.toThrow('enough');
	});
});
