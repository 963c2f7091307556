import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCalendar, type Calendar, type CalendarFile } from '../../domain/calendar.ts';

/** Reads the holidays of Kazakhstan that come with Kezek; `dataFolder` is the folder of the bundled data. */
export function bundledCalendar(dataFolder: string): Calendar {
	const text = readFileSync(join(dataFolder, 'holidays-kz.json'), 'utf8');
	return createCalendar(JSON.parse(text) as CalendarFile);
}
