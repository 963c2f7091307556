import type { Scenario } from './scenario.ts';

/** Missing persons first. */
const FIRST_DAYS = {
	missing_person: 0.55,
	emergency: 0.15,
	state_services: 0.2,
	digital_signature: 0.06,
	other: 0.04,
};
/** Then food and cash. */
const FOOD_AND_CASH = {
	missing_person: 0.24,
	food: 0.22,
	cash: 0.2,
	state_services: 0.26,
	digital_signature: 0.05,
	other: 0.03,
};
const WEEKEND = { missing_person: 1 };

/** 1414 in the state of emergency. */
export const EMERGENCY_2022_01: Scenario = {
	name: 'emergency-2022-01',
	summary: '1414 in the state of emergency: a surge of calls, other topics, clerks lent by centers',
	startsAt: '2022-01-10T08:45:00+06:00',
	facts: [
		{
			text: '50 operators in Akmola and 21 employees of centers beside them, 9–21',
			sources: ['S4'],
		},
		{ text: 'The site of Kokshetau is one of five; all serve all regions', sources: ['S4'] },
		{
			text: 'First missing persons, then food and cash; weekends missing persons only; later back to services',
			sources: ['S4'],
		},
		{
			text: 'Over 500,000 requests in 2021; 6,000 a day is 3 to 4.4 times that',
			sources: ['S4', 'computed'],
		},
		{ text: 'Clerks who help at 1414 are missing at their windows', sources: ['S4', 'computed'] },
	],
	illustrative: [
		'The dates: the report has none but the state of emergency of January 2022',
		'How many call, by topic; the operators of the other four sites; when the help began',
	],
	background: 'quiet',
	centers: [
		{
			where: { regions: ['KZ-11'], types: ['ordinary', 'duty'] },
			from: '2022-01-10T11:00',
			to: '2022-01-17T00:00',
			why: 'they lent clerks to 1414 [S4]; the share is illustrative',
			windows: 0.8,
		},
	],
	calls: [
		{
			from: '2022-01-10T00:00',
			to: '2022-01-13T00:00',
			why: 'missing persons [S4]; numbers are illustrative',
			calls: 4.3,
			topics: FIRST_DAYS,
			operators: { kokshetau: 50, 'demo-2': 20, 'demo-3': 20, 'demo-4': 20, 'demo-5': 20 },
		},
		{
			from: '2022-01-13T00:00',
			to: '2022-01-15T00:00',
			why: 'food and cash [S4]; numbers are illustrative',
			calls: 3.4,
			topics: FOOD_AND_CASH,
			operators: { kokshetau: 50, 'demo-2': 20, 'demo-3': 20, 'demo-4': 20, 'demo-5': 20 },
		},
		{
			from: '2022-01-15T00:00',
			to: '2022-01-17T00:00',
			why: 'weekends missing persons only [S4]; numbers are illustrative',
			calls: 4,
			topics: WEEKEND,
			operators: { kokshetau: 50, 'demo-2': 10, 'demo-3': 10, 'demo-4': 10, 'demo-5': 10 },
		},
		{
			from: '2022-01-10T11:00',
			to: '2022-01-17T00:00',
			why: '21 employees of centers [S4]; the hour and the other sites are illustrative',
			seconded: { kokshetau: 21, 'demo-2': 8, 'demo-3': 8, 'demo-4': 8, 'demo-5': 8 },
		},
	],
	feeds: [],
};
