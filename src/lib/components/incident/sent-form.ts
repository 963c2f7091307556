import { invalidate } from '$app/navigation';
import type { SubmitFunction } from '@sveltejs/kit';

/**
 * Sends a form in place: what was done empties it and leaves the focus where it was, what was refused keeps what was typed
 * and reads what is there now.
 */
export const sentInPlace: SubmitFunction =
	({ formElement }) =>
	async ({ result, update }) => {
		const focused = document.activeElement;
		if (result.type === 'redirect') formElement.reset();
		await update({ reset: false });
		if (result.type === 'failure') await invalidate('kezek:incidents');
		const isLost = document.activeElement === document.body;
		if (isLost && focused instanceof HTMLElement && focused.isConnected) {
			focused.focus({ preventScroll: true });
		}
	};
