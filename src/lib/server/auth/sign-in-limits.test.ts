import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignInGate, waitAfterFailuresMin } from './sign-in-limits.ts';

const DESK = '10.0.0.7';
const MINUTE = 60_000;

beforeEach(() => {
	vi.useFakeTimers({ now: new Date('2026-11-20T09:00:00Z') });
});
afterEach(() => {
	vi.useRealTimers();
});

const attempt = (address = DESK, username = 'aigerim', isKnownAddress = false) => ({
	username,
	address,
	isKnownAddress,
});

it('waits grow 1, 2, 4, 8 and stop at 15 minutes', () => {
	const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1_000].map((n) => waitAfterFailuresMin(n, 5));
	expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]);
});

describe('wrong passwords of one login at one address', () => {
	it('five are free, then each one waits longer', async () => {
		const gate = createSignInGate({});
		for (let wrong = 0; wrong < 5; wrong++) await gate.enter(attempt());
		await expect(gate.enter(attempt())).rejects.toMatchObject({
			code: 'rate_limited',
			details: { retryAfterMs: MINUTE },
		});
		vi.advanceTimersByTime(MINUTE);
		await gate.enter(attempt());
		await expect(gate.enter(attempt())).rejects.toMatchObject({
			details: { retryAfterMs: 2 * MINUTE },
		});
	});

	it('a hundred at once are a hundred', async () => {
		const gate = createSignInGate({});
		const all = await Promise.allSettled(Array.from({ length: 100 }, () => gate.enter(attempt())));
		expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(5);
	});

	it('another login and another address go on', async () => {
		const gate = createSignInGate({});
		for (let wrong = 0; wrong < 5; wrong++) await gate.enter(attempt());
		await gate.enter(attempt(DESK, 'dana'));
		await gate.enter(attempt('10.0.0.8'));
	});

	it('a right password forgets the wrong ones', async () => {
		const gate = createSignInGate({});
		for (let round = 0; round < 10; round++) {
			for (let wrong = 0; wrong < 4; wrong++) await gate.enter(attempt(DESK, 'aigerim', true));
			await (await gate.enter(attempt(DESK, 'aigerim', true))).succeeded();
		}
	});

	it('an attempt that nobody looked at does not count', async () => {
		const gate = createSignInGate({});
		for (let busy = 0; busy < 200; busy++) await (await gate.enter(attempt())).withdrawn();
		await gate.enter(attempt());
	});

	it('a listed address has ten times as many', async () => {
		const gate = createSignInGate({ listedAddresses: [DESK] });
		for (let wrong = 0; wrong < 20; wrong++) await gate.enter(attempt(DESK, 'aigerim', true));
		for (let wrong = 20; wrong < 50; wrong++) await gate.enter(attempt(DESK, 'aigerim', true));
		await expect(gate.enter(attempt())).rejects.toMatchObject({ code: 'rate_limited' });
	});
});

it('one address guesses a hundred times a day, whatever logins it tries', async () => {
	const gate = createSignInGate({});
	for (let wrong = 0; wrong < 100; wrong++) await gate.enter(attempt(DESK, `login-${wrong}`));
	await expect(gate.enter(attempt(DESK, 'one-more'))).rejects.toMatchObject({
		code: 'rate_limited',
	});
	vi.advanceTimersByTime(24 * 60 * MINUTE);
	await gate.enter(attempt(DESK, 'one-more'));
});

describe('one login guessed from everywhere', () => {
	it('is held at twenty an hour', async () => {
		const gate = createSignInGate({});
		for (let wrong = 0; wrong < 20; wrong++) await gate.enter(attempt(`10.0.1.${wrong}`));
		await expect(gate.enter(attempt('10.0.2.1'))).rejects.toMatchObject({ code: 'rate_limited' });
	});

	it('but never locks its owner out of the desk they know', async () => {
		const gate = createSignInGate({});
		for (let wrong = 0; wrong < 20; wrong++) await gate.enter(attempt(`10.0.1.${wrong}`));
		await (await gate.enter(attempt(DESK, 'aigerim', true))).succeeded();
		await expect(gate.enter(attempt('10.0.2.1'))).rejects.toMatchObject({ code: 'rate_limited' });
	});
});
