import { readFileSync } from 'node:fs';
import { createCalendar, type Calendar, type CalendarFile } from '../src/lib/domain/calendar.ts';

/** The holidays that come with Kezek, as the simulator plays them. */
export function readCalendar(): Calendar {
	const text = readFileSync(new URL('../data/holidays-kz.json', import.meta.url), 'utf8');
	return createCalendar(JSON.parse(text) as CalendarFile);
}
