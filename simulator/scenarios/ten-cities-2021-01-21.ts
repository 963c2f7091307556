import type { Scenario } from './scenario.ts';

/** Ids of the cities in the order of the report. Tobyl is a district seat, and yet named: a named place beats the exemption of its class. */
export const TEN_CITIES: readonly string[] = [
	'astana',
	'atyrau',
	'kostanay',
	'rudny',
	'tobyl',
	'taldykorgan',
	'shymkent',
	'temirtau',
	'oskemen',
	'semey',
];

/** Booking only in ten cities; everybody else is the control group. */
export const TEN_CITIES_2021_01_21: Scenario = {
	name: 'ten-cities-2021-01-21',
	summary:
		'booking only in ten cities: walk-ins turned away, slots run out; rural and district centers exempt',
	startsAt: '2021-01-21T08:45:00+06:00',
	facts: [
		{
			text: 'Ten cities are named: Nur-Sultan, Atyrau, Kostanay, Rudny, Tobyl, Taldykorgan, Shymkent, Temirtau, Oskemen, Semey',
			sources: ['S0'],
		},
		{ text: 'Rural localities and district centers are not affected', sources: ['S0'] },
		{
			text: 'Karaganda stands in the lead but not in the list: unconfirmed, so not played',
			sources: ['S0'],
		},
		{ text: 'Booking through egov.kz, a Telegram bot, 1414', sources: ['S0'] },
		{ text: 'The specialized center of Atyrau is open to 20', sources: ['S0'] },
		{
			text: 'A walk-in is registered on the spot; without a free window waits for a given time or is booked for the next day',
			sources: ['S3'],
		},
		{ text: '9:00 was two instants: Atyrau at UTC+5, the others at UTC+6', sources: ['computed'] },
	],
	illustrative: [
		'That the rule began on the day of the report',
		'How many come without booking, how many wish to book, and what they do then',
	],
	background: 'quiet',
	centers: [
		{
			where: { cities: TEN_CITIES },
			from: '2021-01-21T00:00',
			why: 'booking only [S0]; numbers are illustrative',
			admission: 'booking_only',
			walkIns: 0.3,
			bookings: 2.1,
		},
	],
	calls: [
		{
			from: '2021-01-21T09:00',
			why: 'booking also goes through 1414 [S0]; numbers are illustrative',
			calls: 1.35,
			topics: {
				state_services: 0.34,
				booking: 0.48,
				digital_signature: 0.1,
				complaint: 0.05,
				other: 0.03,
			},
		},
	],
	feeds: [],
};
