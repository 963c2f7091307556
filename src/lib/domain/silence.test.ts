import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { checkSilence, silencedUntil, type Silence } from './silence.ts';

const NOW = new Date('2026-11-20T04:00:00Z');
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const aSilence = (some: Partial<Silence> = {}): Silence => ({
	scope: 'city:almaty',
	kinds: null,
	startsAt: NOW,
	endsAt: inHours(2),
	...some,
});
const incident = { scopes: ['nation', 'region:KZ-75', 'city:almaty', 'center:a'], kind: 'surge' };
const hours = (until: Date | null) => until && (until.getTime() - NOW.getTime()) / 3_600_000;

describe('a silence', () => {
	it.each<[string, Silence[], number | null]>([
		['of the place', [aSilence()], 2],
		['of a place around it', [aSilence({ scope: 'nation' })], 2],
		['of another place', [aSilence({ scope: 'city:astana' })], null],
		['of this kind', [aSilence({ kinds: ['surge', 'wait'] })], 2],
		['of other kinds', [aSilence({ kinds: ['wait'] })], null],
		['that is planned', [aSilence({ startsAt: inHours(1) })], null],
		['that is over', [aSilence({ startsAt: inHours(-2), endsAt: NOW })], null],
		[
			'followed by another',
			[aSilence(), aSilence({ startsAt: inHours(2), endsAt: inHours(5) })],
			5,
		],
		['beside a shorter one', [aSilence({ endsAt: inHours(1) }), aSilence()], 2],
		[
			'and then, after a gap, another',
			[aSilence(), aSilence({ startsAt: inHours(3), endsAt: inHours(5) })],
			2,
		],
	])('%s', (_, silences, due) => expect(hours(silencedUntil(silences, incident, NOW))).toBe(due));
});

describe('entering a silence', () => {
	const reasonOf = (
		some: Partial<Silence> & { reason?: string },
		role: 'duty_officer' | 'regional_director',
	) => {
		try {
			checkSilence({ ...aSilence(), reason: 'works', ...some }, { role, now: NOW });
			return null;
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			return [error.details.field, error.details.reason].join(' ');
		}
	};

	it.each([
		['four hours of a duty officer', { endsAt: inHours(4) }, 'duty_officer', null],
		[
			'more of a duty officer',
			{ endsAt: new Date(inHours(4).getTime() + 1) },
			'duty_officer',
			'endsAt too_long',
		],
		['a week of a director', { endsAt: inHours(168) }, 'regional_director', null],
		['a month of a director', { endsAt: inHours(720) }, 'regional_director', 'endsAt too_long'],
		['a planned one', { startsAt: inHours(48), endsAt: inHours(50) }, 'duty_officer', null],
		[
			'one of next year',
			{ startsAt: inHours(9000), endsAt: inHours(9001) },
			'duty_officer',
			'startsAt too_far',
		],
		['one that ends as it starts', { endsAt: NOW }, 'duty_officer', 'endsAt end_before_start'],
		[
			'one of yesterday',
			{ startsAt: inHours(-24), endsAt: inHours(-23) },
			'duty_officer',
			'endsAt past',
		],
		['one that began long ago', { startsAt: inHours(-1) }, 'duty_officer', 'startsAt past'],
		['one without a reason', { reason: '  ' }, 'duty_officer', 'reason length'],
		['one with a novel', { reason: 'x'.repeat(501) }, 'duty_officer', 'reason length'],
		['one without a time', { endsAt: new Date(NaN) }, 'duty_officer', 'endsAt end_before_start'],
	] as const)('%s', (_, some, role, due) => expect(reasonOf(some, role)).toBe(due));
});
