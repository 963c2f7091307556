import { Redis, type RedisOptions } from 'ioredis';

/** Told how a connection fares; a failure may be told many times in a row. */
export interface RedisWatch {
	onWorking(): void;
	onFailure(reason: Error): void;
}

/** One end of the stream. */
export interface RedisEnd {
	/** Entries pass now. */
	isWorking(): boolean;
	/** Hangs up at once. */
	close(): void;
}

/**
 * What both connections have in common: nothing waits for a Redis that is away, a broken connection is replaced at most
 * about once a second and for ever, and a peer that does not answer the goodbye is cut off.
 */
const CONNECTION = {
	enableOfflineQueue: false,
	autoResendUnfulfilledCommands: false,
	maxRetriesPerRequest: 0,
	connectTimeout: 1000,
	disconnectTimeout: 100,
	retryStrategy: () => 500 + Math.random() * 500,
	connectionName: 'kezek',
} satisfies RedisOptions;

/**
 * A connection that works only after `begin` succeeded on it, and is dropped and replaced at the first failure: a breaker
 * whose trial is `begin`.
 */
export function connectRedis(options: {
	url: string;
	settings: RedisOptions;
	watch: RedisWatch;
	/** Resolves once entries can pass. */
	begin: (client: Redis) => Promise<unknown>;
	/** What a working connection does from then on. */
	goOn?: (client: Redis) => Promise<unknown>;
}) {
	const { url, settings, watch, begin, goOn } = options;
	const client = new Redis(url, { ...CONNECTION, ...settings });
	let isWorking = false;

	const fail = (reason: Error) => {
		isWorking = false;
		watch.onFailure(reason);
	};
	const drop = (reason: unknown) => {
		fail(reason as Error);
		if (client.status === 'ready') client.disconnect(true);
	};
	client.on('error', fail);
	client.on('close', () => fail(new Error('The connection to Redis was closed')));
	client.on('ready', () => {
		begin(client)
			.then(() => {
				isWorking = true;
				watch.onWorking();
				return goOn?.(client);
			})
			.catch(drop);
	});
	return {
		client,
		isWorking: () => isWorking,
		/** Something failed on it. */
		drop,
		close: () => client.disconnect(),
	};
}
