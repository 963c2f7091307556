import { describe, expect, it } from 'vitest';
import {
	aDecision,
	aMeasure,
	aSubject,
	bundledNetwork,
	recordedRules,
	subjectOf,
} from '../../../tests/support/rule-builders.ts';
import { aCenter } from '../../../tests/support/board-builders.ts';
import { withRepeals } from './regime-history.ts';
import { ruleChangesOf } from './rule-change.ts';
import { watchesAt, expectedSlot } from './rule-watch.ts';
import { createRulesNow } from './rules-now.ts';

const day = (date: string) => new Date(`${date}T00:00:00Z`);
const found = (decisions: Parameters<typeof ruleChangesOf>[1], subject = aSubject()) =>
	ruleChangesOf(subject, decisions, day('2026-10-01'), day('2026-12-01')).map(
		({ kind, decisionId, aspects }) => `${kind} ${decisionId} ${aspects.join()}`,
	);
const period = (from: string, until: string | null) => ({
	from: day(from),
	until: until === null ? null : day(until),
	timezone: 'UTC',
	inZones: {},
});

describe('changes of rules', () => {
	it('are the starts and ends that make another regime', () => {
		const once = aDecision('a', {
			measures: [aMeasure({ period: period('2026-11-01', '2026-11-10') })],
		});
		expect(found([once])).toEqual(['rule_started a admission', 'rule_ended a admission']);
		expect(found([once], aSubject({ cityId: 'semey', id: 'semey-1' }))).toEqual([]);
	});

	it('are none where another act says the same meanwhile', () => {
		const before = aDecision('a', { measures: [aMeasure({ period: period('2026-09-01', null) })] });
		const same = aDecision('b', {
			measures: [aMeasure({ period: period('2026-11-01', '2026-11-10') })],
		});
		expect(found([before, same])).toEqual([]);
	});

	it('name an exemption that ends', () => {
		const exemptions = {
			classes: [],
			types: [],
			centers: [{ id: 'almaty-1', reason: 'works', from: null, until: day('2026-11-05') }],
		};
		const spared = aDecision('a', {
			measures: [aMeasure({ period: period('2026-09-01', null), exemptions })],
		});
		expect(found([spared])).toEqual(['exemption_ended a admission']);
	});

	it('name the lifting of 23 August 2021 in Almaty by its own act', () => {
		const directory = bundledNetwork();
		const decisions = withRepeals(recordedRules(directory));
		const subject = subjectOf(directory, 'almaty-almaly');
		const at = new Date('2021-08-22T18:00:00Z');
		const changes = ruleChangesOf(subject, decisions, day('2021-08-20'), day('2021-08-24'));
		expect(changes).toMatchObject([
			{ kind: 'rule_started', decisionId: 'almaty-2021-08-23', at, will: { admission: 'open' } },
		]);
	});
});

describe('the rule of now', () => {
	const decision = aDecision('a', {
		measures: [aMeasure({ period: period('2026-11-01', '2026-11-10') })],
	});
	const center = aCenter(1, { cityId: 'almaty' });

	it('is resolved when it may have changed, with what held before', () => {
		const rules = createRulesNow([decision]);
		const at = (date: string) => rules.of(center, day(date).getTime());
		expect(at('2026-10-20')).toMatchObject({ isBookingOnly: false, was: null });
		expect(at('2026-11-05')).toMatchObject({
			isBookingOnly: true,
			sinceMs: day('2026-11-01').getTime(),
			was: { isBookingOnly: false },
		});
		expect(at('2026-11-10').isBookingOnly).toBe(false);
		rules.setDecisions([]);
		expect(at('2026-11-05').isBookingOnly).toBe(false);
	});

	it('is watched for five days, with more people expected after a lifting and fewer under booking', () => {
		const rules = createRulesNow([decision]);
		const slot = (date: string) => {
			const nowMs = day(date).getTime();
			const band = { median: 20, mad: 2, n: 8 };
			const usual = { arrivals: band, walkIns: null, queue: null, windows: null, basis: 'own' };
			return expectedSlot(usual as never, rules.of(center, nowMs), nowMs)?.arrivals?.median;
		};
		expect([slot('2026-11-02'), slot('2026-11-11')]).toEqual([17, 23]);
		expect([slot('2026-11-07'), slot('2026-10-01')]).toEqual([undefined, undefined]);
		expect(watchesAt([decision], day('2026-11-12'))).toEqual([
			{ decisionId: 'a', at: day('2026-11-10'), until: day('2026-11-15') },
		]);
		expect(watchesAt([decision], day('2026-11-07'))).toEqual([]);
	});
});
