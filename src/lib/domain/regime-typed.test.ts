import { describe, expect, it } from 'vitest';
import { aCenter, aDirectory } from '../../../tests/support/board-builders.ts';
import { aDecision } from '../../../tests/support/rule-builders.ts';
import { createLocalTime } from '../server/live/local-time.ts';
import { proposedDecision, type TypedDecision } from './regime-typed.ts';

const NOW = new Date('2026-11-10T05:00:00Z');
const DIRECTORY = aDirectory([
	aCenter(1, { cityId: 'almaty' }),
	aCenter(2, { cityId: 'almaty' }),
	aCenter(3, { cityId: 'almaty', timezone: 'Asia/Yekaterinburg' }),
]);
const name = { kk: 'Әкімдік', ru: 'Акимат', en: '' };
const NOWHERE = {
	nation: false,
	regions: [],
	cities: [],
	centers: [],
	contacts: [],
	classes: [],
	types: [],
};

/** Booking-only for Almaty from the morning of 12 November; tests name what differs. */
const typed = (some: Partial<TypedDecision> = {}): TypedDecision => ({
	level: 'city',
	act: {
		issuer: name,
		title: name,
		number: '30',
		date: '2026-11-09',
		source: 'https://example.kz',
		file: null,
	},
	reason: 'crowds',
	start: 'at',
	from: '2026-11-12T09:00',
	until: null,
	scope: { ...NOWHERE, cities: ['almaty'] },
	exemptions: { classes: [], types: [], centers: [] },
	content: { admission: 'booking_only' },
	repeals: [],
	...some,
});
const read = (some: Partial<TypedDecision> = {}) =>
	proposedDecision(typed(some), {
		id: 'new',
		known: [aDecision('old')],
		directory: DIRECTORY,
		localTime: createLocalTime(),
		now: NOW,
	});
const problemsOf = (some: Partial<TypedDecision>) =>
	read(some).problems?.map(({ path, reason }) => `${path} ${reason}`);

describe('a typed decision', () => {
	it('begins by the wall clock of its places, in every zone', () => {
		const { proposed } = read({ until: '2026-12-01T00:00' });
		expect(proposed?.decision.measures[0]?.period).toEqual({
			from: new Date('2026-11-12T04:00:00Z'),
			until: new Date('2026-11-30T19:00:00Z'),
			timezone: 'Asia/Almaty',
			inZones: {},
		});
	});
	it('that begins now begins everywhere at once, and ends by the wall clock', () => {
		const { proposed } = read({ start: 'now', from: null, until: '2027-03-01T09:00' });
		expect(proposed?.decision.measures[0]?.period.from).toEqual(NOW);
		expect(proposed?.decision.isEnteredLate).toBe(false);
	});
	it('takes the Russian text where the English one is blank', () => {
		expect(read().proposed?.decision.act.title).toEqual({ ...name, en: 'Акимат' });
	});
	it('that only repeals has no measure and begins when the others end', () => {
		const { proposed } = read({ scope: NOWHERE, content: {}, repeals: ['old'] });
		expect(proposed?.decision.measures).toEqual([]);
		expect(proposed?.repeals).toEqual([{ id: 'old', at: new Date('2026-11-12T09:00:00Z') }]);
	});
	it('keeps a place that nobody knows, for the check to name', () => {
		const { proposed } = read({ scope: { ...NOWHERE, cities: ['atlantis'] } });
		expect(proposed?.decision.measures[0]?.scope.entries).toEqual([
			{ kind: 'city', id: 'atlantis', regionId: '', isConfirmed: true },
		]);
	});
	it('entered as in force since then is marked', () => {
		expect(read({ start: 'since', from: '2026-11-01T09:00' }).proposed?.decision).toMatchObject({
			isEnteredLate: true,
		});
	});
	it.each([
		['without a start', { from: null }, ['measures.0.period.from missing']],
		['on no day', { from: '2026-02-30T09:00' }, ['measures.0.period.from time']],
		['until no time', { until: 'tomorrow' }, ['measures.0.period.until time']],
		[
			'in the hour that 1 March 2024 brought twice',
			{ start: 'since' as const, from: '2024-02-29T23:30' },
			['measures.0.period.from unclear_hour'],
		],
		[
			'with an exemption that ends at no time',
			{ exemptions: { classes: [], types: [], centers: [{ id: 'c1', reason: 'x', until: '9' }] } },
			['measures.0.exemptions.centers.0.until time'],
		],
	])('is refused %s', (_, some, expected) => expect(problemsOf(some)).toEqual(expected));
});
