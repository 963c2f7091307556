import type { Retry } from './api.ts';
import type { Tally } from './poster.ts';

/** What the simulator tells whoever started it, one JSON line each. */
export type SimulatorEvent =
	| { event: 'progress'; step: 'directory' | 'warm_up'; done: number; total: number }
	/** The scenario is played on other days than its own: so many days later. */
	| { event: 'shifted'; days: number }
	/** History is complete: from now on places report at their cadence. */
	| { event: 'live' }
	/** The server is away or busy; the same batch is tried again. */
	| { event: 'waiting'; because: string }
	/** Items were refused: how many in all by reason, and the first few. */
	| { event: 'rejected'; rejected: Record<string, number>; examples: Tally['examples'] };

/** Takes the events of a run. */
export type OnEvent = (event: SimulatorEvent) => void;

/** The same trouble is told again after this long, real ms. */
const REPEAT_MS = 10_000;

/** Tells an outage once in a while, not at every attempt. */
export function outageTeller(onEvent: OnEvent, monotonicMs = () => performance.now()) {
	let told = '';
	let toldAt = -Infinity;
	return ({ request, because }: Retry): void => {
		const text = `${request}: ${because}`;
		if (text === told && monotonicMs() - toldAt < REPEAT_MS) return;
		told = text;
		toldAt = monotonicMs();
		onEvent({ event: 'waiting', because: text });
	};
}

/** Tells refusals when there are more than at the last time, once in a while. */
export function refusalTeller(onEvent: OnEvent, monotonicMs = () => performance.now()) {
	let told = 0;
	let toldAt = -Infinity;
	return ({ rejected, examples }: Tally): void => {
		const count = Object.values(rejected).reduce((sum, n) => sum + n, 0);
		if (count === told || (told > 0 && monotonicMs() - toldAt < REPEAT_MS)) return;
		told = count;
		toldAt = monotonicMs();
		onEvent({ event: 'rejected', rejected: { ...rejected }, examples: [...examples] });
	};
}
