import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../src/lib/protocol/readings.ts';
import { createBatcher, type Batch } from './batch.ts';

function batchesOf(items: object[], maxItems?: number): Batch[] {
	const batcher = createBatcher(maxItems);
	const batches = items.map((item) => batcher.add(item));
	return [...batches, batcher.flush()].filter((batch) => batch !== null);
}
function itemsIn({ body }: Batch): object[] {
	return (JSON.parse(body) as { readings: object[] }).readings;
}

describe('batches', () => {
	it('keeps order and loses nothing', () => {
		const items = Array.from({ length: 1203 }, (_, i) => ({ id: String(i) }));
		const batches = batchesOf(items);
		expect(batches.map((batch) => batch.items)).toEqual([500, 500, 203]);
		expect(batches.flatMap(itemsIn)).toEqual(items);
	});

	it('stays below the byte limit, counted in UTF-8', () => {
		const items = Array.from({ length: 400 }, (_, i) => ({ id: String(i), text: 'ә'.repeat(500) }));
		const batches = batchesOf(items);
		expect(batches.length).toBeGreaterThan(1);
		for (const { body } of batches) expect(Buffer.byteLength(body)).toBeLessThan(MAX_BODY_BYTES);
		expect(batches.flatMap(itemsIn)).toEqual(items);
	});

	it('refuses one item that no request can carry', () => {
		expect(() => createBatcher().add({ text: 'x'.repeat(MAX_BODY_BYTES) })).toThrow(RangeError);
	});

	it('has nothing to flush when empty', () => {
		expect(createBatcher().flush()).toBeNull();
	});
});
