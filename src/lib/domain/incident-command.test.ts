import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	aMember,
	anIncident,
	aPlaceOf,
	minutesLater,
} from '../../../tests/support/incident-builders.ts';
import type { Actor } from './change.ts';
import { AppError } from './errors.ts';
import { INCIDENT_STATES, isOpen, severityOf, type Incident } from './incident.ts';
import {
	applyCommand,
	isUnacknowledged,
	mayCommand,
	type IncidentCommand,
} from './incident-command.ts';

const AIGUL: Actor = 'user:aigul';
const BERIK: Actor = 'user:berik';

/** A command by Aigul on the revision that she sees. */
function given(incident: Incident, command: IncidentCommand, by: Actor = AIGUL, minute = 1) {
	return applyCommand(incident, command, {
		by,
		at: minutesLater(minute),
		expectedRevision: incident.revision,
	});
}

function refusal(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		if (error instanceof AppError) return `${error.code}/${error.details.reason}`;
		throw error;
	}
	return 'done';
}

const cleared = [aMember(aPlaceOf('almaty-1'), { clearedAt: minutesLater(1) })];

describe('the life of an incident', () => {
	it('goes from open to reviewed, and its timeline holds each step', () => {
		let incident = anIncident();
		expect(isUnacknowledged(incident)).toBe(true);
		incident = given(incident, { kind: 'acknowledge' });
		expect(incident).toMatchObject({ state: 'acknowledged', owner: AIGUL, revision: 2 });
		expect(isUnacknowledged(incident)).toBe(false);
		incident = given(incident, {
			kind: 'use_lever',
			lever: 'open_windows',
			centerIds: ['almaty-1'],
			otherCenterId: null,
			text: 'two more',
			before: { queueLength: 40 },
		});
		expect(incident.state).toBe('mitigating');
		expect(incident.levers[0]).toMatchObject({ by: AIGUL, before: { queueLength: 40 }, after: [] });
		incident = given(incident, { kind: 'hand_over', to: BERIK, brief: 'Queue is falling' });
		expect(incident.owner).toBe(BERIK);
		incident = given({ ...incident, members: cleared }, { kind: 'resolve', reason: null }, BERIK);
		expect(isOpen(incident)).toBe(false);
		incident = given(incident, { kind: 'confirm_cause', key: 'influx', reason: null }, BERIK);
		incident = given(incident, { kind: 'review', text: 'Monday after a holiday' }, BERIK);
		expect(incident).toMatchObject({ state: 'reviewed', revision: 7 });
		expect(incident.timeline.map(({ code }) => code)).toEqual([
			'acknowledged',
			'lever_used',
			'handed_over',
			'resolved',
			'cause_confirmed',
			'reviewed',
		]);
	});

	it('acknowledges by itself for whoever first acts on it', () => {
		const assigned = given(anIncident(), { kind: 'assign', to: BERIK });
		expect(assigned).toMatchObject({ state: 'acknowledged', owner: BERIK });
		expect(assigned.timeline.map(({ code }) => code)).toEqual(['acknowledged', 'assigned']);
	});

	it('refuses a second acknowledgement, and whatever comes too late', () => {
		const taken = given(anIncident(), { kind: 'acknowledge' });
		expect(refusal(() => given(taken, { kind: 'acknowledge' }, BERIK))).toBe(
			'conflict/acknowledged',
		);
		const resolved = given(taken, { kind: 'resolve', reason: 'by hand' });
		for (const command of [
			{ kind: 'acknowledge' },
			{ kind: 'assign', to: BERIK },
			{ kind: 'set_severity', severity: 1, reason: 'x' },
			{ kind: 'resolve', reason: 'x' },
		] as const) {
			expect(
				refusal(() => given(resolved, command)),
				command.kind,
			).toBe('conflict/resolved');
		}
		expect(refusal(() => given(resolved, { kind: 'note', text: 'still writing' }))).toBe('done');
	});

	it('says of an old revision who changed it and when', () => {
		const taken = given(anIncident(), { kind: 'acknowledge' });
		const late = () =>
			applyCommand(
				taken,
				{ kind: 'note', text: 'x' },
				{
					by: BERIK,
					at: minutesLater(2),
					expectedRevision: 1,
				},
			);
		expect(refusal(late)).toBe('stale/revision');
		expect(late).toThrow(/user:aigul at 2026-11-23T04:31/);
	});

	it('asks for a reason where signs last, and sets them aside', () => {
		expect(refusal(() => given(anIncident(), { kind: 'resolve', reason: null }))).toBe(
			'invalid/signs_last',
		);
		const resolved = given(anIncident(), { kind: 'resolve', reason: 'a school visit' });
		expect(resolved.members[0]?.isSetAside).toBe(true);
		expect(resolved).toMatchObject({ owner: AIGUL, acknowledgedAt: minutesLater(1) });
	});

	it('is reopened within an hour, by its owner’s name, and not later', () => {
		const resolved = given(anIncident(), { kind: 'resolve', reason: 'x' });
		const again = given(resolved, { kind: 'reopen', reason: 'they are back' }, BERIK, 61);
		expect(again).toMatchObject({ state: 'acknowledged', owner: AIGUL, resolvedAt: null });
		expect(again.members[0]?.isSetAside).toBe(false);
		expect(refusal(() => given(resolved, { kind: 'reopen', reason: 'x' }, BERIK, 62))).toBe(
			'conflict/reopen_window',
		);
	});

	it('is reviewed only with a verdict on its cause', () => {
		const resolved = given(anIncident(), { kind: 'resolve', reason: 'x' });
		const review = { kind: 'review', text: 'done' } as const;
		expect(refusal(() => given(resolved, review))).toBe('invalid/no_verdict');
		const rejected = given(resolved, {
			kind: 'reject_cause',
			key: 'rule_ended:almaty',
			reason: 'other city',
		});
		expect(refusal(() => given(rejected, review))).toBe('invalid/no_verdict');
		expect(given(given(rejected, { kind: 'cause_unknown' }), review).state).toBe('reviewed');
		const named = given(rejected, { kind: 'name_cause', text: 'A bus tour' });
		expect(given(named, review).state).toBe('reviewed');
		expect(named.causes[0]).toMatchObject({ kind: 'other', text: 'A bus tour' });
		expect(
			refusal(() => given(resolved, { kind: 'confirm_cause', key: 'nothing', reason: null })),
		).toBe('invalid/unknown_cause');
	});

	it('shows the severity that a person set until it is released, and keeps the peak', () => {
		const set = given(anIncident(), { kind: 'set_severity', severity: 1, reason: 'a minister' });
		expect(severityOf(set)).toBe(1);
		const released = given(set, { kind: 'release_severity' });
		expect(severityOf(released)).toBe(3);
		expect(released.peak).toBe(1);
		expect(refusal(() => given(released, { kind: 'release_severity' }))).toBe(
			'conflict/severity_not_set',
		);
	});

	it('uses levers only at its members', () => {
		const elsewhere = {
			kind: 'use_lever',
			lever: 'open_windows',
			centerIds: ['semey-1'],
			otherCenterId: null,
			text: null,
			before: {},
		} as const;
		expect(refusal(() => given(anIncident(), elsewhere))).toBe('invalid/no_member');
	});

	it.each([
		['markup, as text', '<b onclick=x>bold</b>', 'done'],
		['emoji', '🙂 күтіп тұр', 'done'],
		['nothing', '  \n ', 'invalid/empty'],
		['10 KB', 'a'.repeat(10_240), 'too_large/text'],
		['4,000 emoji', '🙂'.repeat(4000), 'done'],
		['a NUL', 'a\u0000b', 'invalid/text'],
		['turned text', 'a\u202eb', 'invalid/text'],
		['half an emoji', 'a\ud83d', 'invalid/text'],
	])('takes notes with %s or says why not', (_, text, outcome) => {
		expect(refusal(() => given(anIncident(), { kind: 'note', text }))).toBe(outcome);
	});

	it('is plain JSON, and each command is one revision, whatever is given in whatever state', () => {
		const command = fc.constantFrom<IncidentCommand>(
			{ kind: 'acknowledge' },
			{ kind: 'assign', to: BERIK },
			{ kind: 'hand_over', to: BERIK, brief: 'b' },
			{ kind: 'note', text: 'n' },
			{ kind: 'set_severity', severity: 2, reason: 'r' },
			{ kind: 'release_severity' },
			{ kind: 'cause_unknown' },
			{ kind: 'confirm_cause', key: 'influx', reason: null },
			{ kind: 'resolve', reason: 'r' },
			{ kind: 'reopen', reason: 'r' },
			{ kind: 'review', text: 'r' },
		);
		fc.assert(
			fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
				let incident = anIncident();
				for (const one of commands) {
					const may = mayCommand(incident, one.kind);
					let next = incident;
					const said = refusal(() => (next = given(incident, one)));
					if (!may) expect(said).toMatch(/^conflict/);
					if (said !== 'done') continue;
					expect(next.revision).toBe(incident.revision + 1);
					expect(next.timeline.length).toBeGreaterThan(incident.timeline.length);
					const steps =
						INCIDENT_STATES.indexOf(next.state) - INCIDENT_STATES.indexOf(incident.state);
					if (one.kind !== 'reopen') expect(steps).toBeGreaterThanOrEqual(0);
					expect(next.state === 'open').toBe(next.acknowledgedAt === null);
					expect(next.resolvedAt === null).toBe(isOpen(next));
					incident = next;
				}
				expect(JSON.parse(JSON.stringify(incident))).toEqual(incident);
			}),
		);
	});
});
