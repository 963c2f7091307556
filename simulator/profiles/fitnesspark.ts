import type { Profile } from './profile.ts';

/** Swiss public gyms, people inside, about every 20 minutes (`fitnesspark_2025-11.csv.gz`). */
export const FITNESSPARK: Profile = {
	name: 'fitnesspark',
	credit: 'Fitnesspark occupancy, collected by Stefan Oderbolz (gym-occupancy, MIT)',
	door: 'center',
	knownBy: ['site_id', 'at', 'occupancy', 'area_m2', 'open'],
	place: 'site_id',
	at: 'at',
	describes: { name: 'site_name', lat: 'lat', lon: 'lon', hallM2: 'area_m2' },
	cadenceSeconds: 1200,
	figures: { occupancy: { column: 'occupancy' } },
	notes: [
		'An empty occupancy means that the page showed none (mostly closed): the row is skipped and counted, never 0.',
		'The number is what the operator publishes; there is no door counter.',
	],
};
