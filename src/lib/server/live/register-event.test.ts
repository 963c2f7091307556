import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import type { Connection } from './connection.ts';
import { createEvents, type Events } from './register-event.ts';

const limits = {
	events: { perSecond: 20, burst: 3 },
	deadlineMs: 5000,
	unknownEvents: 2,
	refusedEvents: 2,
};

let lines: string[];
let closed: number;
let connection: Connection;
let events: Events;
let refuses: boolean;
let work: () => object | Promise<object>;

beforeEach(() => {
	lines = [];
	closed = 0;
	refuses = false;
	work = () => ({ done: true });
	connection = {
		socket: { disconnect: () => (closed += 1) },
		bucket: { tokens: 3, atMs: 0 },
		unknownEvents: 0,
		refused: 0,
	} as unknown as Connection;
	events = createEvents(
		{ log: pino({}, { write: (line: string) => lines.push(line) }), limits, monotonicMs: () => 0 },
		(registerEvent) => {
			registerEvent({
				name: 'thing:do',
				schema: z.strictObject({ id: z.number() }),
				authorize: () => {
					if (refuses) throw new AppError('forbidden', 'no', { reason: 'board.view' });
				},
				handle: () => work(),
			});
		},
	);
});
afterEach(() => {
	vi.useRealTimers();
});

/** Sends an event and resolves with its ack. */
const send = (...event: unknown[]) =>
	new Promise<object>((resolve) => events.dispatch(connection, [...event, resolve]));

describe('an event', () => {
	test('is answered with what its handler returns', async () => {
		expect(await send('thing:do', { id: 1 })).toEqual({ ok: true, done: true });
		work = () => Promise.resolve({ later: 1 });
		expect(await send('thing:do', { id: 1 })).toEqual({ ok: true, later: 1 });
	});

	test('runs in the same turn up to the first await', () => {
		const order: string[] = [];
		work = () => {
			order.push('handled');
			return {};
		};
		events.dispatch(connection, ['thing:do', { id: 1 }]);
		order.push('after');
		expect(order).toEqual(['handled', 'after']);
	});

	test('with a wrong shape names the field', async () => {
		expect(await send('thing:do', { id: 'x' })).toMatchObject({ code: 'invalid', field: 'id' });
		expect(await send('thing:do', { id: 1, more: 2 })).toMatchObject({
			code: 'invalid',
			reason: 'unknown_field',
			field: 'more',
		});
		expect(await send('thing:do')).toMatchObject({ code: 'invalid' });
	});

	test('is refused when its sender may not, before anything is done', async () => {
		refuses = true;
		const handled = vi.fn(() => ({}));
		work = handled;
		expect(await send('thing:do', { id: 1 })).toMatchObject({
			ok: false,
			code: 'forbidden',
			reason: 'board.view',
		});
		expect(handled).not.toHaveBeenCalled();
	});

	test.each([
		['throws', () => Promise.reject(new Error('secret detail'))],
		[
			'throws at once',
			() => {
				throw new Error('secret detail');
			},
		],
	])(
		'whose handler %s is internal, with a request id, logged once and without detail',
		async (_, broken) => {
			work = broken;
			const ack = await send('thing:do', { id: 1 });
			expect(ack).toMatchObject({ ok: false, code: 'internal' });
			expect(JSON.stringify(ack)).not.toContain('secret');
			expect(lines).toHaveLength(1);
			expect(lines[0]).toContain((ack as { requestId: string }).requestId);
			events.dispatch(connection, ['thing:do', { id: 1 }]);
			await new Promise((resolve) => setImmediate(resolve));
			expect(lines).toHaveLength(2);
		},
	);

	test('whose handler takes too long is unavailable', async () => {
		vi.useFakeTimers();
		work = () => new Promise(() => undefined);
		const ack = send('thing:do', { id: 1 });
		await vi.advanceTimersByTimeAsync(5000);
		expect(await ack).toMatchObject({ code: 'unavailable', retryAfterMs: 5000 });
	});

	test('over the rate is refused, and a flood closes the socket', async () => {
		for (let i = 0; i < 3; i++)
			expect(await send('thing:do', { id: i })).toMatchObject({ ok: true });
		expect(await send('thing:do', { id: 4 })).toMatchObject({
			code: 'rate_limited',
			retryAfterMs: 50,
		});
		expect(closed).toBe(0);
		await send('thing:do', { id: 5 });
		expect(closed).toBe(1);
	});

	test.each([['no:such'], ['__proto__'], ['toString'], [7], [null]])(
		'by the name %s does not exist; a second one closes the socket',
		async (name) => {
			expect(await send(name, {})).toMatchObject({ code: 'invalid', reason: 'unknown_event' });
			expect(closed).toBe(0);
			events.dispatch(connection, [name]);
			expect(closed).toBe(1);
		},
	);

	test('cannot be registered twice', () => {
		const spec = {
			name: 'a:b',
			schema: z.strictObject({}),
			authorize: () => undefined,
			handle: () => ({}),
		};
		const log = pino({ level: 'silent' });
		expect(() =>
			createEvents({ log, limits, monotonicMs: () => 0 }, (registerEvent) => {
				registerEvent(spec);
				registerEvent(spec);
			}),
		).toThrow('twice');
	});
});
