import { describe, expect, it } from 'vitest';
import type { RowView } from '$lib/client/live-board.svelte.ts';
import { callShares, CONTACT_TARGETS, contactFigures, misses } from './contact-figures.ts';

function aRow(over: Partial<RowView<'k'>> = {}): RowView<'k'> {
	return {
		ordinal: 0,
		at: 1000,
		level: 1,
		freshness: 1,
		mode: 0,
		severity: 0,
		callsWaiting: 38,
		longestWaitSeconds: 95,
		operatorsOnShift: 230,
		operatorsBusy: 214,
		operatorsSeconded: 21,
		offered: 580,
		answered: 520,
		answeredInTarget: 412,
		abandoned: 60,
		handleSeconds: 1,
		answerWaitSeconds: 1,
		...over,
	};
}

describe('figures of 1414', () => {
	it('count the service level over answered and lost calls', () => {
		const { answered, lost, busyShare } = contactFigures(aRow());
		expect(answered).toMatchObject({ part: 412, whole: 580, share: 412 / 580 });
		expect(answered?.range?.low).toBeCloseTo(0.672, 3);
		expect(answered?.range?.high).toBeCloseTo(0.746, 3);
		expect(lost?.share).toBeCloseTo(60 / 580);
		expect(busyShare).toBeCloseTo(214 / 230);
	});

	it('show counts instead of a share of few calls', () => {
		const { answered } = contactFigures(aRow({ answered: 5, abandoned: 0, answeredInTarget: 4 }));
		expect(answered).toEqual({ part: 4, whole: 5, share: null, range: null });
	});

	it('count any window the same way', () => {
		const hour = { offered: 2000, answered: 1900, answeredInTarget: 1500, abandoned: 100 };
		expect(callShares(hour).answered?.share).toBe(0.75);
		expect(callShares(hour).lost?.share).toBe(0.05);
		expect(callShares(null)).toEqual({ answered: null, lost: null });
	});

	it('say nothing of calls where none came', () => {
		const { answered, lost } = contactFigures(aRow({ answered: 0, abandoned: 0, offered: 0 }));
		expect(answered).toBeNull();
		expect(lost).toBeNull();
	});

	it('are unknown once the site went silent, though its last values are still in the row', () => {
		const silent = contactFigures(aRow({ freshness: 3, level: 0 }));
		expect(silent.waiting).toBeNull();
		expect(silent.busyShare).toBeNull();
		expect(silent.at).toBe(1000);
		expect(contactFigures(null).freshness).toBe('never');
	});

	it('miss a target only when it is measured', () => {
		const { answered, lost } = contactFigures(aRow());
		expect(misses(answered, { atLeast: CONTACT_TARGETS.answeredShare })).toBe(true);
		expect(misses(lost, { atMost: CONTACT_TARGETS.lostShare })).toBe(true);
		expect(misses(null, { atMost: 0 })).toBe(false);
	});
});
