import type { Redis } from 'ioredis';
import { connectRedis, type RedisEnd, type RedisWatch } from './redis-connection.ts';

/** Times of the reading end, ms. */
const READER = {
	/** Redis answers a read without news after this. */
	blockMs: 1000,
	/** Without any answer for so long the connection is dead. */
	silentMs: 2000,
} as const;
/** Entries of one read: the event loop has other work too. */
const ENTRIES_AT_ONCE = 16;
/** Where a reader stands before the first entry of a stream. */
const BEGINNING = '0-0';

/**
 * The reading end, on a connection of its own because its reads block. It begins at the newest entry and goes on after
 * each interruption where it stopped, as far as the stream still reaches back; a stream that was emptied is read from its
 * beginning. What was trimmed meanwhile is gone: the store has it.
 */
export function createRedisReader(options: {
	url: string;
	stream: string;
	onEntry: (fields: ReadonlyMap<string, string>) => void;
	watch: RedisWatch;
}): RedisEnd {
	const { url, stream, onEntry, watch } = options;
	let position: string | null = null;

	const newestId = async (client: Redis): Promise<string> => {
		const [newest] = await client.xrevrange(stream, '+', '-', 'COUNT', 1);
		return newest?.[0] ?? BEGINNING;
	};
	const settle = async (client: Redis) => {
		const newest = await newestId(client);
		position ??= newest;
		if (isBefore(newest, position)) position = BEGINNING;
	};
	const readOnce = async (client: Redis) => {
		const replies = await client.xread(
			'COUNT',
			ENTRIES_AT_ONCE,
			'BLOCK',
			READER.blockMs,
			'STREAMS',
			stream,
			position ?? BEGINNING,
		);
		const entries = replies?.[0]?.[1] ?? [];
		for (const [id, fields] of entries) {
			position = id;
			onEntry(asMap(fields));
		}
		if (entries.length === 0) await settle(client);
	};

	return connectRedis({
		url,
		settings: { socketTimeout: READER.silentMs },
		watch,
		begin: settle,
		async goOn(client) {
			while (client.status === 'ready') await readOnce(client);
		},
	});
}

/** Fields and values in turn, as Redis gives them. */
function asMap(fields: readonly string[]): ReadonlyMap<string, string> {
	const map = new Map<string, string>();
	for (let i = 0; i + 1 < fields.length; i += 2) map.set(fields[i] ?? '', fields[i + 1] ?? '');
	return map;
}

/** Order of stream ids, `<ms>-<number>`. */
function isBefore(a: string, b: string): boolean {
	const [aMs = 0, aNumber = 0] = a.split('-').map(Number);
	const [bMs = 0, bNumber = 0] = b.split('-').map(Number);
	return aMs === bMs ? aNumber < bNumber : aMs < bMs;
}
