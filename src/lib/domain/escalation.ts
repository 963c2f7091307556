import type { Incident } from './incident.ts';
import type { Role } from './permission.ts';
import { ACKNOWLEDGE_MINUTES, type Severity } from './severity.ts';

const OF_CENTERS: readonly Role[] = ['duty_officer', 'regional_director', 'leadership'];
const OF_CONTACT: readonly Role[] = ['contact_supervisor', 'leadership'];

/** Who hears of an incident, one role after the other: the next one when the one before let the time pass. */
export function circlesOf({ place }: Pick<Incident, 'place'>): readonly Role[] {
	return place.kind === 'contact' ? OF_CONTACT : OF_CENTERS;
}

/**
 * When an incident that nobody acknowledges goes to the next circle; null: never, or there is none. `circle` (0…) was told at
 * `toldAt`, of the severity that it has since then.
 */
export function escalatesAt(
	incident: Pick<Incident, 'place'>,
	{ severity, circle, toldAt }: { severity: Severity; circle: number; toldAt: Date },
): Date | null {
	const minutes = ACKNOWLEDGE_MINUTES[severity];
	if (minutes === null || circle + 1 >= circlesOf(incident).length) return null;
	return new Date(toldAt.getTime() + minutes * 60_000);
}
