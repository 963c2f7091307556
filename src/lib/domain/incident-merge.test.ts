import { describe, expect, it } from 'vitest';
import {
	aCause,
	aMember,
	anIncident,
	aPlaceOf,
	minutesLater,
} from '../../../tests/support/incident-builders.ts';
import { AppError } from './errors.ts';
import type { Incident } from './incident.ts';
import { applyCommand } from './incident-command.ts';
import { mergeIncidents, splitIncident } from './incident-merge.ts';

const BY = { by: 'user:aigul', at: minutesLater(5) } as const;
const FIRST = anIncident();
const SECOND = anIncident({
	id: 'crowding-almaty-2',
	members: [aMember(aPlaceOf('almaty-2'), { severity: 1, peak: 1 })],
	measured: 1,
	peak: 1,
	causes: [aCause('influx'), aCause('staffing:almaty-2')],
});

const merged = (into: Incident, from: Incident) =>
	mergeIncidents(into, from, BY, { into: into.revision, from: from.revision });

function refusal(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		if (error instanceof AppError) return `${error.code}/${error.details.reason}`;
		throw error;
	}
	return 'done';
}

describe('merging', () => {
	it('gathers members and causes in one incident of the city, and points from the other to it', () => {
		const { into, from } = merged(FIRST, SECOND);
		expect(into.members.map(({ id }) => id)).toEqual(['almaty-1', 'almaty-2']);
		expect(into).toMatchObject({ place: { kind: 'city', id: 'almaty' }, measured: 1, peak: 1 });
		expect(into.causes.map(({ key }) => key)).toEqual([
			'rule_ended:almaty',
			'influx',
			'staffing:almaty-2',
		]);
		expect(from).toMatchObject({ state: 'resolved', mergedInto: FIRST.id, revision: 2 });
		const note = { kind: 'note', text: 'x' } as const;
		const late = () => applyCommand(from, note, { ...BY, expectedRevision: 2 });
		expect(refusal(late)).toBe('conflict/merged');
	});

	it('refuses itself, other kinds, what is closed, and old revisions', () => {
		expect(refusal(() => merged(FIRST, FIRST))).toBe('conflict/same');
		expect(refusal(() => merged(FIRST, { ...SECOND, kind: 'feed' }))).toBe('conflict/other_kind');
		expect(refusal(() => merged(FIRST, { ...SECOND, state: 'resolved' }))).toBe(
			'conflict/not_open',
		);
		const old = () => mergeIncidents(FIRST, SECOND, BY, { into: 1, from: 0 });
		expect(refusal(old)).toBe('stale/revision');
	});
});

describe('splitting', () => {
	const { into: city } = merged(FIRST, SECOND);
	const split = (subjects: string[]) => splitIncident(city, subjects, BY, city.revision);

	it('makes an incident of its own of the members named, and undoes a merge', () => {
		const { stays, leaves } = split(['center:almaty-2']);
		expect(stays.members.map(({ id }) => id)).toEqual(['almaty-1']);
		expect(stays).toMatchObject({
			place: { kind: 'center', id: 'almaty-1' },
			measured: 3,
			peak: 1,
		});
		expect(leaves).toMatchObject({
			id: `${city.id}-${city.revision}`,
			revision: 1,
			measured: 1,
			peak: 1,
			splitFrom: city.id,
			state: 'open',
		});
		expect(leaves.timeline.map(({ code }) => code)).toEqual(['split_off']);
		expect(merged(stays, leaves).into.members).toHaveLength(2);
	});

	it('refuses strangers, nothing and everything', () => {
		expect(refusal(() => split(['center:semey-1']))).toBe('invalid/no_member');
		expect(refusal(() => split([]))).toBe('invalid/no_member');
		expect(refusal(() => split(['center:almaty-1', 'center:almaty-2']))).toBe(
			'conflict/nothing_stays',
		);
	});
});
