import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStoreWatch, type StoreWatch } from './store-watch.ts';
import type { MarksRead } from './store/marks.ts';

let stored: MarksRead;
let failure: Error | null;
let looks: number;
let isHurried: boolean;
let lines: string[];
let compared: unknown[];
let watch: StoreWatch;

beforeEach(async () => {
	vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
	stored = {
		auditSeq: 7,
		directoryVersion: 'a-1',
		limitChanges: 0,
		changeTurn: 3,
		batch: 50,
		rolledUpBatch: 50,
		databaseAt: new Date(1000),
		messageDueAt: null,
		escalationDueAt: null,
	};
	failure = null;
	looks = 0;
	isHurried = false;
	[lines, compared] = [[], []];
	watch = await createStoreWatch({
		readMarks: () => {
			looks += 1;
			return failure ? Promise.reject(failure) : Promise.resolve({ ...stored });
		},
		clock: { compare: (comparison) => compared.push(comparison) },
		isHurried: () => isHurried,
		log: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }),
	});
});
afterEach(async () => {
	await watch.stop();
	vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A part that follows the directory; what it was told, and what its next read throws. */
function aPart() {
	const part = { reads: [] as boolean[], failure: null as Error | null, delayMs: 0 };
	watch.follow({
		name: 'directory',
		markOf: ({ directoryVersion }) => directoryVersion,
		look: async (isRestored) => {
			part.reads.push(isRestored);
			if (part.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, part.delayMs));
			if (part.failure) throw part.failure;
		},
	});
	return part;
}

describe('the looks', () => {
	test('are one a second, and two while they are in a hurry', async () => {
		await pass(5000);
		expect(looks).toBe(1 + 5);
		isHurried = true;
		await pass(1000);
		looks = 0;
		await pass(5000);
		expect(looks).toBe(10);
	});

	test('show the newest marks, and tell the clock what the database showed and between which instants', async () => {
		stored = { ...stored, batch: 51, databaseAt: new Date(2345) };
		await pass(1000);
		expect(watch.marks().batch).toBe(51);
		expect(compared.at(-1)).toEqual({
			askedAtMs: 1000,
			answeredAtMs: 1000,
			databaseAt: new Date(2345),
		});
	});

	test('tell the subscribers every time, moved or not', async () => {
		const batches: number[] = [];
		watch.subscribe(({ batch }) => batches.push(batch));
		await pass(2000);
		expect(batches).toEqual([50, 50]);
	});

	test('that fail are the word for the storage, are tried twice a second and logged once', async () => {
		expect(await watch.isAnswering()).toBe(true);
		failure = new Error('away');
		await pass(3000);
		expect(await watch.isAnswering()).toBe(false);
		expect(looks).toBe(1 + 5);
		expect(lines).toHaveLength(1);
		failure = null;
		await pass(500);
		expect(await watch.isAnswering()).toBe(true);
	});

	test('under way are waited for by whoever asks whether the storage answers', async () => {
		failure = new Error('away');
		const looking = watch.look();
		expect(await watch.isAnswering()).toBe(false);
		await looking;
	});
});

describe('a part', () => {
	test('reads nothing while its mark stands, whatever else moves', async () => {
		const part = aPart();
		stored = { ...stored, auditSeq: 9, batch: 60 };
		await pass(3000);
		expect(part.reads).toEqual([]);
	});

	test('reads once when its mark moved', async () => {
		const part = aPart();
		stored = { ...stored, directoryVersion: 'a-2' };
		await pass(3000);
		expect(part.reads).toEqual([false]);
	});

	test('that fails reads again at the next look, and is logged once', async () => {
		const part = aPart();
		part.failure = new Error('no answer');
		stored = { ...stored, directoryVersion: 'a-2' };
		await pass(3000);
		expect(part.reads).toHaveLength(3);
		part.failure = null;
		await pass(3000);
		expect(part.reads).toHaveLength(4);
		expect(lines.map((line) => (JSON.parse(line) as { job: string }).job)).toEqual(['directory']);
	});

	test('that is slow holds up nobody, and reads again for what moved meanwhile', async () => {
		const slow = aPart();
		slow.delayMs = 2500;
		const quick = aPart();
		stored = { ...stored, directoryVersion: 'a-2' };
		await pass(1000);
		stored = { ...stored, directoryVersion: 'a-3' };
		await pass(2000);
		expect([slow.reads.length, quick.reads.length, looks]).toEqual([1, 2, 4]);
		await pass(1000);
		expect(slow.reads).toHaveLength(2);
		await pass(5000);
		expect(slow.reads).toHaveLength(2);
	});

	test('begins afresh when any mark went back, once that succeeded', async () => {
		const part = aPart();
		part.failure = new Error('no answer');
		stored = { ...stored, auditSeq: 2 };
		await pass(2000);
		expect(part.reads).toEqual([true, true]);
		part.failure = null;
		await pass(1000);
		stored = { ...stored, directoryVersion: 'a-2' };
		await pass(2000);
		expect(part.reads).toEqual([true, true, true, false]);
	});
});

test('a watch that was stopped looks no more', async () => {
	await watch.stop();
	await pass(5000);
	expect(looks).toBe(1);
});
