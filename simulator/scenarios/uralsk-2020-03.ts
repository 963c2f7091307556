import type { Scenario } from './scenario.ts';

const URALSK = { cities: ['oral'], types: ['ordinary', 'duty'] } as const;
const KOSTANAY = { cities: ['kostanay'], types: ['ordinary', 'duty'] } as const;

/** A rumor, its denial, and the queue that small groups make. */
export const URALSK_2020_03: Scenario = {
	name: 'uralsk-2020-03',
	summary: 'Uralsk, four days: a passport rumor, its denial, then small groups and a queue outside',
	startsAt: '2020-03-16T08:45:00+05:00',
	facts: [
		{
			text: '16 March: news that only a passport opens the border brought a huge queue; over 500 applicants since',
			sources: ['S2'],
		},
		{ text: 'The same in Kostanay', sources: ['V13'] },
		{
			text: '17 March: official denial; complaints about a narrow, stuffy corridor',
			sources: ['S2'],
		},
		{
			text: '19 March: a queue outside, for people were let in by small groups, with the hall treated in between: another cause',
			sources: ['S2'],
		},
		{
			text: '20 March: all centers close at 17, only services that are not available online',
			sources: ['S2'],
		},
		{ text: 'Uralsk was at UTC+5, Kostanay at UTC+6', sources: ['computed'] },
	],
	illustrative: [
		'How many came each day, and how soon the denial worked',
		'Size and interval of the groups, length of the sanitary breaks',
	],
	background: 'quiet',
	centers: [
		{
			where: URALSK,
			from: '2020-03-16T09:00',
			to: '2020-03-17T12:00',
			why: 'the rumor [S2]; times are illustrative',
			walkIns: 2.2,
		},
		{
			where: KOSTANAY,
			from: '2020-03-16T09:00',
			to: '2020-03-17T12:00',
			why: 'the rumor [V13]; times are illustrative',
			walkIns: 1.9,
		},
		{
			where: { cities: ['oral', 'kostanay'], types: ['ordinary', 'duty'] },
			from: '2020-03-17T12:00',
			to: '2020-03-19T00:00',
			why: 'after the denial fewer come; illustrative',
			walkIns: 1.3,
		},
		{
			where: URALSK,
			from: '2020-03-19T09:00',
			why: 'small groups with sanitary breaks [S2]; numbers are illustrative',
			walkIns: 1,
			groups: {
				people: 9,
				everyMinutes: 15,
				sanitaryBreak: { everyMinutes: 120, minutes: 15 },
			},
		},
		{
			where: {},
			from: '2020-03-20T00:00',
			why: 'all centers close at 17, offline-only services [S2]; how many stay away is illustrative',
			walkIns: 0.6,
			bookings: 0.6,
			closesAt: '17:00',
		},
	],
	calls: [
		{
			from: '2020-03-16T10:00',
			to: '2020-03-18T00:00',
			why: 'people ask about passports; illustrative',
			calls: 1.5,
			topics: { state_services: 0.3, booking: 0.12, passport: 0.48, complaint: 0.06, other: 0.04 },
		},
		{
			from: '2020-03-19T00:00',
			why: 'people ask about the state of emergency; illustrative',
			calls: 1.8,
			topics: { state_services: 0.42, booking: 0.2, emergency: 0.3, complaint: 0.04, other: 0.04 },
		},
	],
	feeds: [],
};
