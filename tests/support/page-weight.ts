import type { Page } from 'playwright';

/** Bytes on the wire of one kind of file, and how many files. */
interface Weight {
	bytes: number;
	files: number;
}

const KINDS = ['page', 'script', 'style', 'font', 'data', 'other'] as const;
type Kind = (typeof KINDS)[number];

const KIND_OF: Record<string, Kind> = {
	Document: 'page',
	Script: 'script',
	Stylesheet: 'style',
	Font: 'font',
	Fetch: 'data',
	XHR: 'data',
};

/** Counts what a page loads from now on, without its cache; the result tells what has come so far, as it was sent. */
export async function watchWeight(page: Page): Promise<() => Record<Kind | 'total', Weight>> {
	const session = await page.context().newCDPSession(page);
	const kinds = new Map<string, Kind>();
	const weights = Object.fromEntries(
		[...KINDS, 'total'].map((kind) => [kind, { bytes: 0, files: 0 }]),
	) as Record<Kind | 'total', Weight>;
	session.on('Network.responseReceived', ({ requestId, type }) => {
		kinds.set(requestId, KIND_OF[type] ?? 'other');
	});
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const kind = kinds.get(requestId);
		if (!kind) return;
		for (const one of [kind, 'total'] as const) {
			weights[one].bytes += encodedDataLength;
			weights[one].files += 1;
		}
	});
	await session.send('Network.enable');
	await session.send('Network.setCacheDisabled', { cacheDisabled: true });
	return () => structuredClone(weights);
}
