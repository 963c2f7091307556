import type { Call, CallDay } from './call-day.ts';

const MINUTE_MS = 60_000;

/** What one site of 1414 shows at an instant. */
interface SiteState {
	callsWaiting: number;
	longestWaitSeconds: number;
	operatorsOnShift: number;
	operatorsBusy: number;
	operatorsSeconded: number;
}

/** What one site counts over time. */
export interface SiteFlows {
	offered: number;
	answered: number;
	answeredInTarget: number;
	abandoned: number;
	handleSeconds: number;
	answerWaitSeconds: number;
	answerWaitMaxSeconds: number;
	/** Answered calls by topic; only topics that occurred. */
	topics: Record<string, number>;
}

/** All sites of the contact center with their one queue; time only goes forward. */
interface CallPool {
	/** Plays up to an instant (Unix ms); an earlier one changes nothing. */
	advance(to: number): void;
	state(site: number): SiteState;
	/** What a site counted since the last call. */
	takeFlows(site: number): SiteFlows;
	/** Whether anybody is on shift or waiting at the last instant. */
	isActive(): boolean;
	/** Calls that still wait, of all sites. */
	waiting(): number;
}

/**
 * Plays the pool: a call goes to a site, waits in the common queue and is answered by the first
 * free operator of any site; callers hang up when their patience ends. The site that a call was
 * routed to counts it, whoever answers; an operator is busy where they sit. `answerTargetSeconds`
 * of each site decides `answeredInTarget`; `dayAt` gives the calls and shifts of the day of an instant.
 */
export function createCallPool(
	answerTargetSeconds: readonly number[],
	dayAt: (at: number) => CallDay,
): CallPool {
	const sites = answerTargetSeconds.length;
	const flows = answerTargetSeconds.map(noSiteFlows);
	let now = -Infinity;
	let current: CallDay | null = null;
	let nextCall = 0;
	let nextMinute = 0;
	let queue: Call[] = [];
	let talks: { until: number; operatorSite: number; call: Call }[] = [];
	const onShift = new Array<number>(sites).fill(0);
	const seconded = new Array<number>(sites).fill(0);
	const busy = new Array<number>(sites).fill(0);

	function begin(at: number): void {
		current = dayAt(at);
		nextCall = 0;
		nextMinute = current.day.startsAt;
		queue = [];
		talks = [];
		busy.fill(0);
	}

	function nextEventAt(calls: readonly Call[]): number {
		let at = Math.min(nextMinute, nextCall < calls.length ? calls[nextCall]!.at : Infinity);
		for (const { until } of talks) if (until < at) at = until;
		for (const { hangsUpAt } of queue) if (hangsUpAt < at) at = hangsUpAt;
		return at;
	}

	function play(at: number, day: CallDay): void {
		if (talks.some(({ until }) => until <= at)) talks = talks.filter((talk) => !ended(talk, at));
		if (queue.some(({ hangsUpAt }) => hangsUpAt <= at)) {
			queue = queue.filter(({ hangsUpAt, site }) => {
				if (hangsUpAt > at) return true;
				flows[site]!.abandoned++;
				return false;
			});
		}
		if (at >= nextMinute) {
			for (let site = 0; site < sites; site++) {
				const operators = day.operatorsAt(site, at);
				onShift[site] = operators.onShift;
				seconded[site] = operators.seconded;
			}
			nextMinute += MINUTE_MS;
		}
		while (nextCall < day.calls.length && day.calls[nextCall]!.at <= at) {
			const call = day.calls[nextCall++]!;
			flows[call.site]!.offered++;
			queue.push(call);
		}
		while (queue.length > 0) {
			const operatorSite = freeSite(queue[0]!.site);
			if (operatorSite === null) break;
			answer(queue.shift()!, operatorSite, at);
		}
	}

	function ended(talk: (typeof talks)[number], at: number): boolean {
		if (talk.until > at) return false;
		busy[talk.operatorSite]!--;
		flows[talk.call.site]!.handleSeconds += talk.call.handleMs / 1000;
		return true;
	}

	/** The call's own site if somebody is free there, else the one with most free operators. */
	function freeSite(preferred: number): number | null {
		if (busy[preferred]! < onShift[preferred]!) return preferred;
		let best: number | null = null;
		let mostFree = 0;
		for (let site = 0; site < sites; site++) {
			const free = onShift[site]! - busy[site]!;
			if (free > mostFree) {
				mostFree = free;
				best = site;
			}
		}
		return best;
	}

	function answer(call: Call, operatorSite: number, at: number): void {
		const counted = flows[call.site]!;
		const waitSeconds = Math.floor((at - call.at) / 1000);
		counted.answered++;
		if (waitSeconds <= answerTargetSeconds[call.site]!) counted.answeredInTarget++;
		counted.answerWaitSeconds += waitSeconds;
		counted.answerWaitMaxSeconds = Math.max(counted.answerWaitMaxSeconds, waitSeconds);
		counted.topics[call.topic] = (counted.topics[call.topic] ?? 0) + 1;
		busy[operatorSite]!++;
		talks.push({ until: at + call.handleMs, operatorSite, call });
	}

	function advanceWithin(to: number, day: CallDay): void {
		for (let at = nextEventAt(day.calls); at <= to; at = nextEventAt(day.calls)) play(at, day);
	}

	return {
		advance(to) {
			if (to <= now) return;
			if (current === null) begin(to);
			while (to >= current!.day.endsAt) {
				const { endsAt } = current!.day;
				advanceWithin(endsAt - 1, current!);
				begin(to - endsAt > 24 * 60 * MINUTE_MS ? to : endsAt);
			}
			advanceWithin(to, current!);
			now = to;
		},
		state(site) {
			let callsWaiting = 0;
			let waitsFrom = now;
			for (const call of queue) {
				if (call.site !== site) continue;
				callsWaiting++;
				waitsFrom = Math.min(waitsFrom, call.at);
			}
			return {
				callsWaiting,
				longestWaitSeconds: Math.floor((now - waitsFrom) / 1000),
				// Whoever still talks after the shift is still there.
				operatorsOnShift: Math.max(onShift[site] ?? 0, busy[site] ?? 0),
				operatorsBusy: busy[site] ?? 0,
				operatorsSeconded: seconded[site] ?? 0,
			};
		},
		takeFlows(site) {
			const taken = flows[site]!;
			flows[site] = noSiteFlows();
			return taken;
		},
		isActive: () => queue.length > 0 || talks.length > 0 || onShift.some((count) => count > 0),
		waiting: () => queue.length,
	};
}

function noSiteFlows(): SiteFlows {
	return {
		offered: 0,
		answered: 0,
		answeredInTarget: 0,
		abandoned: 0,
		handleSeconds: 0,
		answerWaitSeconds: 0,
		answerWaitMaxSeconds: 0,
		topics: {},
	};
}
