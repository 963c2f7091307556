import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CrowdNews, CrowdOrder } from './crowd.ts';

/** A crowd of live clients in a process of its own. */
export interface Crowd {
	/** Sends an order and resolves with the next news of a kind. */
	ask<K extends CrowdNews['kind']>(order: CrowdOrder, kind: K): Promise<CrowdNews & { kind: K }>;
	/** Resolves with the next news of a kind; rejects when the process ends first. */
	next<K extends CrowdNews['kind']>(kind: K): Promise<CrowdNews & { kind: K }>;
	end(): void;
}

/** Starts the process; nobody is connected yet. */
export function startCrowd(): Crowd {
	const child = fork(join(import.meta.dirname, 'crowd.ts'), [], { stdio: 'inherit' });
	const next = <K extends CrowdNews['kind']>(kind: K) =>
		new Promise<CrowdNews & { kind: K }>((resolve, reject) => {
			const take = (news: CrowdNews) => {
				if (news.kind !== kind) return;
				child.off('message', take).off('exit', fail);
				resolve(news as CrowdNews & { kind: K });
			};
			const fail = () => reject(new Error('the crowd ended'));
			child.on('message', take).once('exit', fail);
		});
	return {
		ask: (order, kind) => {
			const answer = next(kind);
			child.send(order);
			return answer;
		},
		next,
		end: () => void child.kill(),
	};
}
