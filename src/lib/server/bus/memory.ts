import type { CommittedBatch } from '../../domain/reading.ts';
import type { Log } from '../log.ts';
import type { Bus } from './bus.ts';

/**
 * The bus of a single node. Input: committed batches; output: the same to every listener, in order, after the publisher
 * has gone on with its own work. A listener that throws is logged and stops nobody else.
 */
export function createMemoryBus({ log }: { log: Log }): Bus {
	const listeners = new Set<(batch: CommittedBatch) => void>();
	let waiting: CommittedBatch[] = [];
	let isClosed = false;

	const deliver = () => {
		const batches = waiting;
		waiting = [];
		for (const batch of batches) {
			for (const listener of [...listeners]) {
				try {
					listener(batch);
				} catch (error) {
					log.error({ err: error, batch: batch.batch }, 'a bus listener failed');
				}
			}
		}
	};

	return {
		publish(batch) {
			if (isClosed) return;
			waiting.push(batch);
			if (waiting.length === 1) setImmediate(deliver);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		state: () => (isClosed ? 'failed' : 'ok'),
		close() {
			isClosed = true;
			deliver();
			listeners.clear();
			return Promise.resolve();
		},
	};
}
