import { describe, expect, it } from 'vitest';
import { dispatchOf, type Dispatch, type DispatchInput } from './dispatch.ts';

const anInput = (some: Partial<DispatchInput> = {}): DispatchInput => ({
	step: 'opened',
	severity: 2,
	isReachable: true,
	address: 'duty@example.kz',
	isAcknowledged: false,
	isSettled: false,
	silentMs: 0,
	speed: 1,
	quiet: { fromMinute: 22 * 60, untilMinute: 7 * 60 },
	minuteOfDay: 10 * 60,
	...some,
});
const NIGHT = 23 * 60;
const send: Dispatch = { act: 'send' };
const drop = (because: (Dispatch & { act: 'drop' })['because']): Dispatch => ({
	act: 'drop',
	because,
});
const hold = (because: (Dispatch & { act: 'hold' })['because'], waitMs = 60_000): Dispatch => ({
	act: 'hold',
	because,
	waitMs,
});

describe('a message whose turn has come', () => {
	it.each<[string, Partial<DispatchInput>, Dispatch]>([
		['by day', {}, send],
		['at night', { minuteOfDay: NIGHT }, hold('quiet_hours')],
		['at the end of the night', { minuteOfDay: 7 * 60 - 1 }, hold('quiet_hours')],
		['of the worst severity at night', { minuteOfDay: NIGHT, severity: 1 }, send],
		['to somebody without quiet hours', { minuteOfDay: NIGHT, quiet: null }, send],
		['under a silence', { silentMs: 3_600_000 }, hold('silence')],
		[
			'of the worst severity under a silence',
			{ silentMs: 3_600_000, severity: 1 },
			hold('silence'),
		],
		['at the end of a silence', { silentMs: 1000 }, hold('silence', 1000)],
		['under a silence of an exercise', { silentMs: 60_000, speed: 60 }, hold('silence', 1000)],
		['about an assignment under a silence', { silentMs: 1000, step: 'assigned' }, send],
		['about what was acknowledged', { isAcknowledged: true }, drop('acknowledged')],
		[
			'going on about what was acknowledged',
			{ isAcknowledged: true, step: 'escalated' },
			drop('acknowledged'),
		],
		['to the new owner', { isAcknowledged: true, step: 'assigned' }, send],
		['about what is over', { isSettled: true }, drop('settled')],
		['that it is over', { isSettled: true, isAcknowledged: true, step: 'resolved' }, send],
		['to somebody who left', { isReachable: false }, drop('nobody')],
		['of an exercise without a test address', { address: null }, drop('no_test_address')],
		['as a test at night', { step: 'test', minuteOfDay: NIGHT }, send],
		['as a test to nobody', { step: 'test', isReachable: false }, drop('nobody')],
	])('%s', (_, some, due) => expect(dispatchOf(anInput(some))).toEqual(due));
});
