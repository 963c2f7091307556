import type { ComponentProps } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import ConnectionBar from './ConnectionBar.svelte';

const at = Date.parse('2026-08-24T05:42:07Z');

function open(over: Partial<ComponentProps<typeof ConnectionBar>> = {}) {
	return render(ConnectionBar, {
		connection: 'live',
		since: at,
		asOf: at,
		retryInSeconds: null,
		applied: null,
		degraded: [],
		isSlow: false,
		ended: null,
		zone: 'Asia/Almaty',
		hereHref: '/',
		signInHref: '/login?next=%2F',
		onretry: () => undefined,
		...over,
	});
}

beforeEach(() => {
	overwriteGetLocale(() => 'en');
});

describe('the bar under the top bar', () => {
	it('is absent while everything is well', async () => {
		const { container } = await open();
		expect(container.querySelector('.bar')).toBeNull();
	});

	it('says at once that it is reconnecting and as of when the data is', async () => {
		await open({ connection: 'reconnecting' });
		await expect.element(page.getByText('Reconnecting… data as of 10:42:07')).toBeVisible();
	});

	it('says since when there is no connection, counts to the next try and offers one now', async () => {
		const onretry = vi.fn();
		await open({ connection: 'stale', retryInSeconds: 6, onretry });
		await expect
			.element(page.getByText('No connection since 10:42:07. Data is not updating.'))
			.toBeVisible();
		await expect.element(page.getByText('Next try in 6 s')).toBeVisible();
		await page.getByRole('button', { name: 'Try now' }).click();
		expect(onretry).toHaveBeenCalledOnce();
	});

	it('says what the return applied', async () => {
		await open({ applied: 214 });
		await expect.element(page.getByText('Connected. Changes applied: 214')).toBeVisible();
	});

	it('says that the server itself is in trouble, though connected', async () => {
		await open({ degraded: ['database', 'bus'] });
		await expect.element(page.getByText('The server’s storage does not answer.')).toBeVisible();
	});

	it('says that news between the servers are late when the bus alone is away', async () => {
		await open({ degraded: ['bus'] });
		await expect.element(page.getByText('The link between the servers is down.')).toBeVisible();
		await expect.element(page.getByText('storage')).not.toBeInTheDocument();
	});

	it('says that the connection is too slow, live or not', async () => {
		const slow = 'The connection is too slow: changes arrive late.';
		for (const connection of ['live', 'reconnecting', 'stale'] as const) {
			const { unmount } = await open({ connection, isSlow: true });
			await expect.element(page.getByText(slow)).toBeVisible();
			await unmount();
		}
	});

	it('leads to the sign-in when the session is over', async () => {
		await open({ connection: 'stale', ended: 'expired' });
		await expect
			.element(page.getByRole('link', { name: 'Sign in again' }))
			.toHaveAttribute('href', '/login?next=%2F');
	});

	it('goes on here when newer pages have taken its place', async () => {
		await open({ connection: 'stale', ended: 'replaced' });
		await expect.element(page.getByRole('link', { name: 'Go on here' })).toBeVisible();
	});
});
