// Every rule that the reports S0–S4 and the acts of domain.md B3 tell of: date, center, expected regime, expected trace.
import { describe, expect, it } from 'vitest';
import { bundledNetwork, recordedRules, subjectOf } from '../../../tests/support/rule-builders.ts';
import type { Regime } from './regime.ts';
import { withRepeals } from './regime-history.ts';
import { overlapsOf } from './regime-overlap.ts';
import { resolve } from './regime-resolve.ts';
import { centerSubject, contactSubject } from './regime-scope.ts';

const NETWORK = bundledNetwork();
const DECISIONS = withRepeals(recordedRules(NETWORK));
const SUBJECTS = [
	...NETWORK.centers.map(centerSubject),
	...NETWORK.contactCenters.map(contactSubject),
];

/** `09:00–18:00`, `–17:00`, `own`. */
function hoursText(hours: Regime['intakeHours']): string {
	return hours ? `${hours.opensAt ?? ''}–${hours.closesAt ?? ''}` : 'own';
}

/** What differs from no rule, in the order of the aspects, as one line. */
function regimeText(regime: Regime): string {
	const { admission, intakeHours, issueHours, bookingUntil, groups, capacity, services } = regime;
	const parts = [
		admission,
		intakeHours && `intake ${hoursText(intakeHours)}`,
		issueHours && `issue ${hoursText(issueHours)}`,
		bookingUntil && `booking until ${bookingUntil}`,
		groups && 'groups',
		capacity && `${capacity.people} people`,
		services === 'not_online' && 'not online',
	];
	return parts.filter(Boolean).join(', ');
}

const traceText = ({ trace }: Regime) =>
	trace.map(
		({ decisionId, outcome, because, by }) =>
			`${decisionId} ${outcome}: ${because}${by ? ` ${by}` : ''}`,
	);

type Row = [fact: string, center: string, at: string, regime: string, trace: string[]];

/** Instants with their offsets: 9:00 was two instants until 1 March 2024. */
const FACTS: Row[] = [
	['S2: the day before, no rule in Uralsk', 'oral-1', '2020-03-18T12:00:00+05:00', 'open', []],
	[
		'S2: 19 March, small groups in Uralsk',
		'oral-1',
		'2020-03-19T09:00:00+05:00',
		'open, groups',
		['oral-2020-03-19 applies: named_city'],
	],
	[
		'S2: 20 March, until 17 and offline services only, beside the groups',
		'oral-1',
		'2020-03-20T09:00:00+05:00',
		'open, intake –17:00, issue –17:00, groups, not online',
		['oral-2020-03-19 applies: named_city', 'nation-2020-03-20 applies: in_scope'],
	],
	[
		'S2: everywhere, in Almaty too',
		'almaty-almaly',
		'2020-03-20T09:00:00+06:00',
		'open, intake –17:00, issue –17:00, not online',
		['nation-2020-03-20 applies: in_scope'],
	],
	[
		'S2: in villages too',
		'karaganda-region-abai',
		'2020-03-20T09:00:00+06:00',
		'open, intake –17:00, issue –17:00, not online',
		['nation-2020-03-20 applies: in_scope'],
	],
	[
		'S2: at midnight of Almaty not yet in Uralsk, whose clock shows 23',
		'oral-special',
		'2020-03-20T00:00:00+06:00',
		'open, groups',
		['oral-2020-03-19 applies: named_city'],
	],
	[
		'S2: in Almaty the same instant is 20 March',
		'almaty-almaly',
		'2020-03-20T00:00:00+06:00',
		'open, intake –17:00, issue –17:00, not online',
		['nation-2020-03-20 applies: in_scope'],
	],
	[
		'S2: until 15 April, the last millisecond',
		'oral-special',
		'2020-04-15T23:59:59.999+05:00',
		'open, intake –17:00, issue –17:00, groups, not online',
		['oral-2020-03-19 applies: named_city', 'nation-2020-03-20 applies: in_scope'],
	],
	['S2: over on 16 April', 'oral-special', '2020-04-16T00:00:00+05:00', 'open', []],
	[
		'S3: Kokshetau 2020, its own centers',
		'kokshetau-1',
		'2020-08-03T10:00:00+06:00',
		'booking_only, groups, not online',
		['kokshetau-2020 applies: named_city'],
	],
	[
		'S3: district centers of the region are not concerned',
		'akmola-region-arshaly',
		'2020-08-03T10:00:00+06:00',
		'open',
		['kokshetau-2020 exempt: not_in_scope_exempt_class'],
	],
	[
		'V5: Kostanay, booking good until 17:30',
		'kostanay-1',
		'2020-11-09T10:00:00+06:00',
		'booking_only, intake 09:00–18:00, issue 09:00–18:00, booking until 17:30',
		['kostanay-54 applies: named_city', 'kostanay-54 applies: in_scope'],
	],
	[
		'V5: specialized, intake until 16 but issue until 18, booking until 15:30',
		'kostanay-special',
		'2020-11-09T10:00:00+06:00',
		'booking_only, intake 09:00–16:00, issue 09:00–18:00, booking until 15:30',
		[
			'kostanay-54 applies: named_city',
			'kostanay-54 applies: named_city',
			'kostanay-54 applies: in_scope',
			'kostanay-54 superseded: narrower_scope kostanay-54',
		],
	],
	[
		'V5: elsewhere in the region hours only',
		'kostanay-region-altynsarin',
		'2020-11-09T10:00:00+06:00',
		'open, intake 09:00–18:00, issue 09:00–18:00',
		['kostanay-54 applies: in_scope'],
	],
	...(
		[
			['astana', 'astana-esil'],
			['taldykorgan', 'taldykorgan-1'],
			['shymkent', 'shymkent-abai'],
			['temirtau', 'temirtau-1'],
			['oskemen', 'oskemen-1'],
			['semey', 'semey-1'],
		] as const
	).map(([city, center]): Row => [
		`S0: ${city} is booking-only`,
		center,
		'2021-01-21T10:00:00+06:00',
		`booking_only, intake 09:00–18:00, issue 09:00–18:00, ${peopleAt(center)} people`,
		['ten-cities-2021-01-21 applies: named_city'],
	]),
	...(['kostanay-1', 'rudny-1'] as const).map((center): Row => [
		`S0: ${center} is booking-only by the later act, the cut-off stays that of No. 54`,
		center,
		'2021-01-21T10:00:00+06:00',
		`booking_only, intake 09:00–18:00, issue 09:00–18:00, booking until 17:30, ${peopleAt(center)} people`,
		[
			'kostanay-54 applies: named_city',
			'ten-cities-2021-01-21 applies: named_city',
			'kostanay-54 superseded: later_act ten-cities-2021-01-21',
		],
	]),
	[
		'S0: Tobyl, a district seat, is named: that beats the exemption of its class',
		'tobyl-1',
		'2021-01-21T10:00:00+06:00',
		`booking_only, intake 09:00–18:00, issue 09:00–18:00, booking until 17:30, ${peopleAt('tobyl-1')} people`,
		[
			'kostanay-54 applies: named_city',
			'ten-cities-2021-01-21 applies: named_beats_class_exemption',
			'kostanay-54 superseded: later_act ten-cities-2021-01-21',
		],
	],
	[
		'S0: Atyrau, at its own midnight',
		'atyrau-1',
		'2021-01-21T00:00:00+05:00',
		`booking_only, intake 09:00–18:00, issue 09:00–18:00, ${peopleAt('atyrau-1')} people`,
		['ten-cities-2021-01-21 applies: named_city'],
	],
	['S0: not at that of Astana', 'atyrau-1', '2021-01-21T00:00:00+06:00', 'open', []],
	[
		'S0: the specialized center of Atyrau is open until 20',
		'atyrau-special',
		'2021-01-21T19:30:00+05:00',
		`booking_only, intake 09:00–20:00, issue 09:00–20:00, ${peopleAt('atyrau-special')} people`,
		['ten-cities-2021-01-21 applies: named_city', 'ten-cities-2021-01-21 applies: named_center'],
	],
	[
		'S0: Karaganda is in the lead only: shown, not applied',
		'karaganda-1',
		'2021-01-21T10:00:00+06:00',
		'open',
		['ten-cities-2021-01-21 unconfirmed: unconfirmed'],
	],
	['S0: Almaty is not named', 'almaty-almaly', '2021-01-21T10:00:00+06:00', 'open', []],
	[
		'S0: district centers are exempt',
		'kostanay-region-altynsarin',
		'2021-01-21T10:00:00+06:00',
		'open, intake 09:00–18:00, issue 09:00–18:00',
		['kostanay-54 applies: in_scope', 'ten-cities-2021-01-21 exempt: not_in_scope_exempt_class'],
	],
	[
		'S0: rural localities are exempt',
		'atyrau-region-zhylyoi',
		'2021-01-21T10:00:00+05:00',
		'open',
		['ten-cities-2021-01-21 exempt: not_in_scope_exempt_class'],
	],
	[
		'S1: booking in Almaty until the last millisecond of 22 August 2021',
		'almaty-almaly',
		'2021-08-22T23:59:59.999+06:00',
		'booking_only',
		['almaty-booking applies: named_city'],
	],
	[
		'S1: lifted on Monday, 23 August',
		'almaty-medeu',
		'2021-08-23T09:00:00+06:00',
		'open',
		[
			'almaty-2021-08-23 applies: named_city',
			'almaty-booking repealed: repealed almaty-2021-08-23',
		],
	],
	[
		'V3a: Shymkent, act No. 30',
		'shymkent-abai',
		'2021-09-08T00:00:00+06:00',
		'booking_only',
		['shymkent-30 applies: named_city'],
	],
	['V3a: the day before nothing', 'shymkent-abai', '2021-09-07T23:59:59.999+06:00', 'open', []],
	[
		'V3a: No. 31 repeals it',
		'shymkent-abai',
		'2021-09-25T00:00:00+06:00',
		'open',
		['shymkent-30 repealed: repealed shymkent-31'],
	],
	[
		'the change of 1 March 2024 changes no rule',
		'almaty-almaly',
		'2024-03-01T00:00:00+05:00',
		'open',
		[
			'almaty-2021-08-23 applies: named_city',
			'almaty-booking repealed: repealed almaty-2021-08-23',
		],
	],
];

function peopleAt(center: string): number {
	const { hallM2 } = subjectOf(NETWORK, center);
	return Math.floor(((hallM2 ?? 0) * 0.6) / 2.25);
}

it.each(FACTS)('%s', (_fact, center, at, expected, trace) => {
	const regime = resolve(subjectOf(NETWORK, center), new Date(at), DECISIONS);
	expect(regimeText(regime)).toBe(expected);
	expect(traceText(regime)).toEqual(trace);
	expect(regime.exempt).toBe(trace.some((line) => line.includes(' exempt: ')));
});

describe('1414', () => {
	it('S4: the site of Kokshetau works 9–21 in the emergency; another is not spoken of', () => {
		const at = new Date('2022-01-10T20:30:00+06:00');
		const kokshetau = resolve(subjectOf(NETWORK, 'kokshetau', 'contact'), at, DECISIONS);
		expect(regimeText(kokshetau)).toBe('open, intake 09:00–21:00');
		expect(traceText(kokshetau)).toEqual(['contact-2022-01 applies: named_center']);
		const other = resolve(subjectOf(NETWORK, 'demo-2', 'contact'), at, DECISIONS);
		expect(traceText(other)).toEqual([]);
	});
});

it('no two of them overlap so that precedence could not tell', () => {
	for (const decision of DECISIONS) expect(overlapsOf(decision, DECISIONS, SUBJECTS)).toEqual([]);
});

it('every center of the ten cities is booking-only, and no other but by its own act', () => {
	const cities = new Set(
		'astana atyrau kostanay rudny tobyl taldykorgan shymkent temirtau oskemen semey'.split(' '),
	);
	for (const center of NETWORK.centers) {
		const subject = centerSubject(center);
		const { admission } = resolve(subject, new Date('2021-01-21T12:00:00+06:00'), DECISIONS);
		expect([center.id, admission]).toEqual([
			center.id,
			cities.has(center.cityId ?? '') ? 'booking_only' : 'open',
		]);
	}
});

it('what was known then decides what was believed: the repeal of No. 30 came with No. 31', () => {
	const entered = recordedRules(NETWORK);
	const at = new Date('2021-09-30T12:00:00+06:00');
	const believed = (known: string) =>
		withRepeals(entered.filter(({ knownAt }) => knownAt <= new Date(known)));
	const center = subjectOf(NETWORK, 'shymkent-abai');
	expect(resolve(center, at, believed('2021-09-24T12:00:00+06:00')).admission).toBe('booking_only');
	expect(resolve(center, at, believed('2021-09-25T12:00:00+06:00')).admission).toBe('open');
});
