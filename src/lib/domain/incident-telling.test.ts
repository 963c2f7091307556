import { describe, expect, it } from 'vitest';
import { aFinding, aPlaceOf, minutesLater } from '../../../tests/support/incident-builders.ts';
import type { Incident } from './incident.ts';
import { applyCommand, type IncidentCommand } from './incident-command.ts';
import { reconcile } from './incident-reconcile.ts';
import { escalated, tellingOf, UNTOLD, type Tell } from './incident-telling.ts';
import type { Severity } from './severity.ts';

const WHERE = aPlaceOf('almaty-1', { cityId: 'almaty', regionId: 'KZ-75' });
const crowd = (severity: Severity) => [aFinding('hall_over_cap', WHERE, { severity })];
const tick = (severity: Severity | null, minute: number, known: Incident[] = []): Incident => {
	const findings = severity === null ? [] : crowd(severity);
	const [changed] = reconcile(known, findings, minutesLater(minute), () => []);
	if (!changed) throw new Error('nothing changed');
	return changed;
};
const done = (incident: Incident, command: IncidentCommand, minute: number, by = 'user:aigul') =>
	applyCommand(incident, command, {
		by: by as 'user:aigul',
		at: minutesLater(minute),
		expectedRevision: incident.revision,
	});
const shown = ({ tells }: { tells: Tell[] }) =>
	tells.map(({ key, roles, users }) => `${key}: ${[...roles, ...users].join(' ')}`);
const opened = tick(2, 0);
const telling = tellingOf(null, opened, UNTOLD);

describe('whom an incident is told', () => {
	it('the officers of its regions, when it opens', () => {
		expect(shown(telling)).toEqual(['opened: duty_officer']);
		expect(telling.tells[0]).toMatchObject({ step: 'opened', regions: ['KZ-75'], severity: 2 });
		expect(telling).toMatchObject({ circle: 0, escalatesAt: minutesLater(15) });
	});

	it('the supervisors, wherever they are, when it is about 1414', () => {
		const pool = { kind: 'contact', id: 'pool', cityId: null, regionId: null } as const;
		const findings = [aFinding('contact_overload', pool, { severity: 1 })];
		const [incident] = reconcile([], findings, minutesLater(0), () => []);
		const told = tellingOf(null, incident as Incident, UNTOLD);
		expect(shown(told)).toEqual(['opened: contact_supervisor']);
		expect(told.tells[0]?.regions).toBeNull();
	});

	it('the same again when it gets worse than ever, and sooner the next circle', () => {
		const worse = tick(1, 1, [opened]);
		const told = tellingOf(opened, worse, telling);
		expect(shown(told)).toEqual(['worsened-1: duty_officer']);
		expect(told.escalatesAt).toBe(minutesLater(6));
	});

	it('nobody when it gets better and worse again', () => {
		const better = tick(4, 1, [opened]);
		const after = tellingOf(opened, better, telling);
		expect(shown(after)).toEqual([]);
		expect(shown(tellingOf(better, tick(2, 2, [better]), after))).toEqual([]);
	});

	it('its owner alone, once somebody has it', () => {
		const taken = done(opened, { kind: 'acknowledge' }, 1);
		const after = tellingOf(opened, taken, telling);
		expect(after).toEqual({ circle: 0, escalatesAt: null, tells: [] });
		const worse = tellingOf(taken, tick(1, 2, [taken]), after);
		expect(shown(worse)).toEqual(['worsened-1: aigul']);
		expect(worse.escalatesAt).toBeNull();
	});

	it('the one to whom it is given, but not whoever gives it to themselves', () => {
		const given = done(opened, { kind: 'assign', to: 'user:marat' }, 1);
		expect(shown(tellingOf(opened, given, telling))).toEqual(['assigned-2: marat']);
		const own = done(opened, { kind: 'assign', to: 'user:aigul' }, 1);
		expect(shown(tellingOf(opened, own, telling))).toEqual([]);
	});

	it('all who heard of it, when it is over', () => {
		const over = done(opened, { kind: 'resolve', reason: 'the hall is empty' }, 1);
		const told = tellingOf(opened, over, { ...telling, circle: 1 });
		expect(shown(told)).toEqual(['resolved-2: duty_officer regional_director']);
		expect(told.escalatesAt).toBeNull();
	});

	it('its owner, when it comes back', () => {
		const over = done(opened, { kind: 'resolve', reason: 'the hall is empty' }, 1);
		const back = done(over, { kind: 'reopen', reason: 'too soon' }, 2);
		expect(shown(tellingOf(over, back, telling))).toEqual(['reopened-3: aigul']);
	});

	it('nobody, when it was split off', () => {
		expect(shown(tellingOf(null, { ...opened, splitFrom: 'another' }, UNTOLD))).toEqual([]);
	});
});

describe('an incident that nobody acknowledges', () => {
	it('goes to the director, then to leadership wherever, and stands in the timeline each time', () => {
		const first = escalated(opened, telling, minutesLater(15));
		expect(shown(first.telling)).toEqual(['escalated-1-2: regional_director']);
		expect(first.telling).toMatchObject({ circle: 1, escalatesAt: minutesLater(30) });
		expect(first.incident).toMatchObject({ revision: 2, state: 'open' });
		const second = escalated(first.incident, first.telling, minutesLater(30));
		expect(shown(second.telling)).toEqual(['escalated-2-3: leadership']);
		expect(second.telling.tells[0]?.regions).toBeNull();
		expect(second.telling.escalatesAt).toBeNull();
		expect(second.incident.timeline.filter(({ code }) => code === 'escalated')).toHaveLength(2);
	});
});
