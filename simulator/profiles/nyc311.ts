import type { Profile } from './profile.ts';

/**
 * New York City 311, time to connect an interpreter, by 5-minute intervals
 * (`nyc311_5min_2024-10.csv`).
 */
export const NYC311: Profile = {
	name: 'nyc311',
	credit: 'NYC Open Data, 311 Interpreter Wait Time',
	door: 'contact',
	knownBy: ['site_id', 'queue', 'at', 'calls_offered', 'avg_wait_seconds', 'calls_waiting_end'],
	place: 'site_id',
	at: 'at',
	cadenceSeconds: 300,
	// The languages are parts of ALL: sending both would count every call twice.
	only: { column: 'queue', equals: 'ALL' },
	figures: {
		offered: { column: 'calls_offered' },
		answered: { column: 'calls_offered' },
		answerWaitSeconds: { column: 'avg_wait_seconds', times: 'calls_offered', emptyIs: 0 },
		answerWaitMaxSeconds: { column: 'max_wait_seconds', emptyIs: 0 },
		callsWaiting: { column: 'calls_waiting_end' },
	},
	notes: [
		'The source holds connected calls only. So every known call was offered and answered, and lost calls are unknown: `abandoned` is not sent, for missing means not measured. Offered and waiting calls are therefore lower bounds.',
		'answerWaitSeconds is mean × calls, rounded: within 0.05 s per call, for the mean has one decimal. Without calls the file leaves mean and maximum empty: sum and maximum are 0 then.',
		'`at` is the start of the interval that a row counts, and stays so: the counts fall into the roll-ups of the minutes in which the calls came.',
		'connected_within_60s has another target than the 20 s of answeredInTarget and is not sent. There are no operators and no talk times.',
	],
};
