import { randomUUID } from 'node:crypto';
import type { CommittedBatch } from '../../domain/reading.ts';
import { decodeBatch, encodeBatch } from '../../protocol/committed-batch.ts';
import type { Log } from '../log.ts';
import type { Bus } from './bus.ts';
import { createMemoryBus } from './memory.ts';
import type { RedisWatch } from './redis-connection.ts';
import { createRedisReader } from './redis-reader.ts';
import { createRedisSender } from './redis-sender.ts';

/** Entries that the stream keeps: half a minute of three busy nodes. Whoever is further behind reads the store. */
const KEPT_ENTRIES = 256;

/** What became of a notice: `dropped` was not sent, `unread` came in a form that this build does not know. */
export type NoticeOutcome = 'sent' | 'dropped' | 'received' | 'unread';

/**
 * The bus of several nodes: one Redis stream. Input: batches that this node committed; output: those at once, without
 * Redis, and the other nodes' as they arrive, in the order of each node. Publishing never waits and never fails: while
 * Redis is away notices are dropped, `state` says `degraded`, and every node finds what it missed in the store.
 */
export function createRedisBus(options: {
	/** `redis://` or `rediss://`; may hold a password, so never logged. */
	url: string;
	/** Name of the stream: nodes of one database share it, and nobody else. */
	stream: string;
	log: Log;
	/** Told of every notice. */
	count?: (outcome: NoticeOutcome) => void;
	/** Entries that the stream keeps, about. */
	keep?: number;
}): Bus {
	const { url, stream, log, count = () => undefined, keep = KEPT_ENTRIES } = options;
	const local = createMemoryBus({ log });
	const node = randomUUID();
	let isClosed = false;
	let isOutageTold = false;
	let isUnreadTold = false;

	const isWhole = () => sender.isWorking() && reader.isWorking();
	const watch: RedisWatch = {
		onWorking() {
			if (!isOutageTold || !isWhole()) return;
			isOutageTold = false;
			log.info({}, 'the bus works again');
		},
		onFailure(reason) {
			if (isOutageTold || isClosed) return;
			isOutageTold = true;
			log.warn({ err: reason }, 'the bus does not reach Redis: nodes read the store instead');
		},
	};
	const sender = createRedisSender({ url, stream, keep, watch });
	const reader = createRedisReader({
		url,
		stream,
		watch,
		onEntry(fields) {
			const text = fields.get('batch');
			if (text === undefined || fields.get('node') === node) return;
			const batch = decodeBatch(text);
			count(batch ? 'received' : 'unread');
			if (batch) return local.publish(batch);
			if (isUnreadTold) return;
			isUnreadTold = true;
			log.warn(
				{ stream },
				'the bus carries notices of another build: they are read from the store',
			);
		},
	});

	const send = (batch: CommittedBatch) => {
		if (!sender.isWorking()) return count('dropped');
		sender.send('node', node, 'batch', encodeBatch(batch));
		count('sent');
	};

	return {
		publish(batch) {
			if (isClosed) return;
			local.publish(batch);
			setImmediate(send, batch);
		},
		subscribe: (listener) => local.subscribe(listener),
		state: () => (isClosed ? 'failed' : isWhole() ? 'ok' : 'degraded'),
		async close() {
			isClosed = true;
			reader.close();
			await local.close();
			// What was published last is sent in this turn.
			await new Promise((resolve) => setImmediate(resolve));
			sender.close();
		},
	};
}
