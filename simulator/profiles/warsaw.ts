import type { Profile } from './profile.ts';

/** Warsaw city offices, one row per office and sweep of five minutes (`warsaw_offices.csv`). */
export const WARSAW: Profile = {
	name: 'warsaw',
	credit: 'City of Warsaw open data, collected by Hanna Zdulska (kolejkeR, MIT)',
	door: 'center',
	knownBy: ['site_id', 'at', 'queue_length', 'counters_open_max', 'source_clock'],
	place: 'site_id',
	at: 'at',
	describes: { name: 'site_name', lat: 'lat', lon: 'lon' },
	cadenceSeconds: 300,
	figures: {
		queueLength: { column: 'queue_length' },
		windowsOpen: { column: 'counters_open_max' },
	},
	// Offices run a few minutes ahead or behind; UD_Srodmiescie_2 stands in February 2012 and repeats
	// a constant 0.
	sourceClock: { column: 'source_clock', offset: '+01:00', mostMs: 24 * 3600 * 1000 },
	notes: [
		'windowsOpen is the highest counter count of any one queue: the least number of windows that were open.',
		'Nobody measured windows serving, occupancy, arrivals or waits.',
		'A dead feed (its own clock years behind, a constant 0) is left out of live play: no data, not an empty office.',
		'Tickets that were not called at closing stay in the count for hours.',
	],
};
