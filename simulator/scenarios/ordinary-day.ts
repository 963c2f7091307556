import type { Scenario } from './scenario.ts';

/** The everyday demo. */
export const ORDINARY_DAY: Scenario = {
	name: 'ordinary-day',
	summary:
		'a working day: most centers calm, a handful short of clerks, a few feeds that fall silent',
	startsAt: null,
	facts: [
		{
			text: 'About 15 million visits a year: 60,000 a working day, 186 per center and day',
			sources: ['V21', 'V22', 'computed'],
		},
		{ text: 'Weekdays 9–18, duty centers 9–20 and Saturday 9–13', sources: ['V6'] },
		{
			text: '50 operators take 120 calls a day each: 6,000 a day over five sites, the upper reading',
			sources: ['S4'],
		},
	],
	illustrative: [
		'Offices, windows, halls and the shape of the day',
		'Which centers are short of clerks, and which feeds fall silent',
		'The sites of 1414 other than Kokshetau, and topics',
	],
	background: 'everyday',
	centers: [],
	calls: [],
	feeds: [],
};
