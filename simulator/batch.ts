import { MAX_BODY_BYTES, MAX_ITEMS } from '../src/lib/protocol/readings.ts';

const HEAD = '{"readings":[';
const TAIL = ']}';
/** Room that stays free below the API's limit. */
const SPARE_BYTES = 1024;

/** A request body and how many items it carries. */
export interface Batch {
	body: string;
	items: number;
}

/** Collects items into request bodies within the API's limits of items and bytes, in order. */
interface Batcher {
	/**
	 * Adds an item; gives the body that it no longer fitted into, else null. Throws RangeError on a
	 * giant item.
	 */
	add(item: object): Batch | null;
	/** What is left, or null. */
	flush(): Batch | null;
}

/** Makes a batcher; `maxItems` may be smaller than the API's own limit. */
export function createBatcher(maxItems: number = MAX_ITEMS): Batcher {
	const most = Math.min(maxItems, MAX_ITEMS);
	const mostBytes = MAX_BODY_BYTES - SPARE_BYTES;
	let texts: string[] = [];
	let bytes = 0;

	function flush(): Batch | null {
		if (texts.length === 0) return null;
		const batch = { body: HEAD + texts.join(',') + TAIL, items: texts.length };
		texts = [];
		bytes = 0;
		return batch;
	}
	return {
		flush,
		add(item) {
			const text = JSON.stringify(item);
			const size = Buffer.byteLength(text) + 1;
			if (size > mostBytes) throw new RangeError('One item is larger than a request may be');
			const full = texts.length >= most || bytes + size > mostBytes ? flush() : null;
			texts.push(text);
			bytes += size;
			return full;
		},
	};
}
