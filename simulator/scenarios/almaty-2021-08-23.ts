import type { Scenario } from './scenario.ts';

/** Booking is lifted on a Monday morning. */
export const ALMATY_2021_08_23: Scenario = {
	name: 'almaty-2021-08-23',
	summary: 'booking is lifted in Almaty on a Monday: from 9:00 crowds in halls and streets',
	startsAt: '2021-08-23T08:30:00+06:00',
	facts: [
		{
			text: 'Until that day visitors came by booking only, tickets renewed every 15 minutes',
			sources: ['S1'],
		},
		{
			text: 'After the lifting large queues formed the same morning, also outside',
			sources: ['S1'],
		},
		{ text: 'Only the Ashyq status is checked, entry cannot be refused', sources: ['S1'] },
		{ text: 'Who has a booking still goes first', sources: ['S1'] },
		{ text: 'The centers of Almaly and Medeu districts are named', sources: ['S1'] },
		{ text: 'The chairman expected the crowding, staff was reinforced', sources: ['S1'] },
		{ text: '23 August 2021 was a Monday; Almaty was at UTC+6', sources: ['computed'] },
	],
	illustrative: [
		'How many came: over an ordinary day at the named centers, fewer elsewhere in the city',
		'The shape of the morning: vector what_if_lifting (26 % of the day in the first hour)',
		'That few who came that day had booked, and that the other cities saw an ordinary Monday',
	],
	background: 'quiet',
	centers: [
		{
			where: { cities: ['almaty'] },
			to: '2021-08-23T09:00',
			why: 'booking only until the opening [S1]',
			admission: 'booking_only',
			walkIns: 0.03,
		},
		{
			where: { cities: ['almaty'] },
			from: '2021-08-23T09:00',
			why: 'lifted [S1]; how many come is illustrative',
			admission: 'open',
			doors: 'open',
			isReinforced: true,
			bookings: 0.4,
			crowd: 0.85,
		},
		{
			where: { cities: ['almaty'], types: ['specialized'] },
			from: '2021-08-23T09:00',
			why: 'nobody spoke of the specialized centers; illustrative',
			crowd: 0.6,
		},
		{
			where: { centers: ['almaty-almaly'] },
			from: '2021-08-23T09:00',
			to: '2021-08-24T00:00',
			why: 'a named center [S1]; how many come is illustrative',
			crowd: 1.6,
		},
		{
			where: { centers: ['almaty-medeu'] },
			from: '2021-08-23T09:00',
			to: '2021-08-24T00:00',
			why: 'a named center [S1]; how many come is illustrative',
			crowd: 1.3,
		},
		{
			where: { centers: ['almaty-almaly', 'almaty-medeu'] },
			from: '2021-08-24T00:00',
			why: 'what had gathered wears off; illustrative',
			crowd: 1.1,
		},
	],
	calls: [
		{
			from: '2021-08-23T09:00',
			why: 'people ask whether they must still book; illustrative',
			calls: 1.25,
			topics: {
				state_services: 0.4,
				booking: 0.42,
				digital_signature: 0.11,
				complaint: 0.05,
				other: 0.02,
			},
		},
	],
	feeds: [],
};
