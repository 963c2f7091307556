import { describe, expect, it } from 'vitest';
import { circlesOf, escalatesAt } from './escalation.ts';

const toldAt = new Date('2026-11-20T04:00:00Z');
const CENTER = { place: { kind: 'center', id: 'almaty-almaly' } } as const;
const POOL = { place: { kind: 'contact', id: 'pool' } } as const;
const minutes = (at: Date | null) => at && (at.getTime() - toldAt.getTime()) / 60_000;

describe('an incident that nobody acknowledges', () => {
	it.each([
		[1, 5],
		[2, 15],
		[3, 60],
		[4, null],
	] as const)('of severity %i goes on after %s minutes', (severity, due) => {
		expect(minutes(escalatesAt(CENTER, { severity, circle: 0, toldAt }))).toBe(due);
	});

	it.each([
		['a center', CENTER],
		['1414', POOL],
	])('about %s goes on to each circle once', (_, incident) => {
		const last = circlesOf(incident).length - 1;
		const told = { severity: 1, toldAt } as const;
		expect(minutes(escalatesAt(incident, { ...told, circle: last - 1 }))).toBe(5);
		expect(escalatesAt(incident, { ...told, circle: last })).toBeNull();
	});
});
