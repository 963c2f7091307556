import type { Redis } from 'ioredis';
import { connectRedis, type RedisEnd, type RedisWatch } from './redis-connection.ts';

/** An entry that was not taken within this failed, ms. */
const COMMAND_TIMEOUT_MS = 500;

/** The writing end. */
export interface RedisSender extends RedisEnd {
	/** Sends one entry and returns at once; only while it is working. Never throws. */
	send(...fields: string[]): void;
}

/**
 * The writing end of a stream that keeps about `keep` entries. The first entry that is not taken within half a second
 * drops the connection, and nothing is sent until a new one has taken a trial entry, at most once a second. So a Redis
 * that is down, frozen, full or wrongly set up costs a node nothing.
 */
export function createRedisSender(options: {
	url: string;
	stream: string;
	keep: number;
	watch: RedisWatch;
}): RedisSender {
	const { url, stream, keep, watch } = options;
	const add = (client: Redis, fields: readonly string[]) =>
		client.xadd(stream, 'MAXLEN', '~', keep, '*', ...fields);
	const connection = connectRedis({
		url,
		settings: { commandTimeout: COMMAND_TIMEOUT_MS },
		watch,
		begin: (client) => add(client, ['trial', '']),
	});
	return {
		isWorking: connection.isWorking,
		send(...fields) {
			add(connection.client, fields).catch((error: unknown) => {
				// Of many entries under way the first that fails speaks for all.
				if (connection.isWorking()) connection.drop(error);
			});
		},
		close: connection.close,
	};
}
