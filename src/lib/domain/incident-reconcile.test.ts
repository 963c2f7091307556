import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	aCause,
	aFinding,
	aPlaceOf,
	minutesLater,
} from '../../../tests/support/incident-builders.ts';
import { KIND_OF_FINDING, subjectKey, type Finding, type FindingKind } from './finding.ts';
import { isOpen, type Incident } from './incident.ts';
import { applyCommand, type IncidentCommand } from './incident-command.ts';
import { reconcile, type CausesOf } from './incident-reconcile.ts';
import type { Severity } from './severity.ts';

const LIFTED = aCause('rule_ended:almaty', { kind: 'rule_ended', strength: 'strong', score: 0.9 });
/** The lifting explains whatever crowds in Almaty; elsewhere nobody knows. */
const causesOf: CausesOf = (kind, subjects) =>
	kind === 'crowding' && subjects.every(({ cityId }) => cityId === 'almaty')
		? [LIFTED, aCause('influx')]
		: [aCause(`influx:${subjects[0]?.id}`)];

const at = (city: string, n: number) => aPlaceOf(`${city}-${n}`, { cityId: city });
const crowd = (city: string, n: number, severity: Severity = 3) =>
	aFinding('hall_over_cap', at(city, n), { severity });

/** Plays ticks, minute by minute, and gives all incidents as they are at the end. */
function played(
	ticks: readonly (readonly Finding[])[],
	known: readonly Incident[] = [],
	fromMinute = 0,
): Incident[] {
	const all = new Map(known.map((incident) => [incident.id, incident]));
	ticks.forEach((findings, i) => {
		const changed = reconcile([...all.values()], findings, minutesLater(fromMinute + i), causesOf);
		for (const incident of changed) all.set(incident.id, incident);
	});
	return [...all.values()];
}

const told = (incident: Incident, command: IncidentCommand, minute = 0) =>
	applyCommand(incident, command, {
		by: 'user:aigul',
		at: minutesLater(minute),
		expectedRevision: incident.revision,
	});

const quiet = (minutes: number) => Array.from({ length: minutes }, () => []);

describe('findings become incidents', () => {
	it('one per center and kind, with every sign of it', () => {
		const signs = [crowd('semey', 1), aFinding('long_wait', at('semey', 1))];
		const incidents = played([signs, signs, signs]);
		expect(incidents).toHaveLength(1);
		expect(incidents[0]).toMatchObject({ revision: 1, kind: 'crowding', measured: 3 });
		expect(incidents[0]?.members[0]?.signs.map(({ kind }) => kind)).toEqual([
			'hall_over_cap',
			'long_wait',
		]);
	});

	it('twelve centers after one lifting are one incident, an unrelated thirteenth is its own', () => {
		const twelve = Array.from({ length: 12 }, (_, i) => crowd('almaty', i + 1));
		const ticks = twelve.map((_, i) => [crowd('semey', 1), ...twelve.slice(0, i + 1)]);
		const incidents = played(ticks);
		expect(incidents).toHaveLength(2);
		const city = incidents.find(({ place }) => place.kind === 'city');
		expect(city?.members).toHaveLength(12);
		expect(city).toMatchObject({ place: { id: 'almaty' }, measured: 2, peak: 2 });
		expect(city?.causes[0]?.key).toBe('rule_ended:almaty');
		expect(incidents.find(({ place }) => place.kind === 'center')?.members).toHaveLength(1);
	});

	it('severity rises with the third center of a city, and falls when one clears', () => {
		const three = [1, 2, 3].map((n) => crowd('almaty', n));
		expect(played([three.slice(0, 2)])[0]?.measured).toBe(3);
		const [raised] = played([three]);
		expect(raised?.measured).toBe(2);
		const [fallen] = played([three.slice(0, 2)], raised && [raised], 1);
		expect(fallen).toMatchObject({ measured: 3, peak: 2, revision: 2 });
		expect(fallen?.timeline.map(({ code }) => code)).toContain('member_cleared');
	});

	it('a cause that was rejected gathers nobody any more', () => {
		const [first] = played([[crowd('almaty', 1)]]);
		const rejected = told(first!, { kind: 'reject_cause', key: LIFTED.key, reason: null });
		const incidents = played([[crowd('almaty', 1), crowd('almaty', 2)]], [rejected], 1);
		expect(incidents).toHaveLength(2);
	});

	it('figures alone are no change, a worse severity is one', () => {
		const [before] = played([[crowd('semey', 1)]]);
		const more = { ...crowd('semey', 1), figures: { occupancy: 90 } };
		expect(reconcile([before!], [more], minutesLater(1), causesOf)).toEqual([]);
		const [worse] = reconcile([before!], [crowd('semey', 1, 1)], minutesLater(1), causesOf);
		expect(worse).toMatchObject({ revision: 2, measured: 1, peak: 1 });
	});

	it('resolves itself a quarter of an hour after its last sign cleared, and comes back within the hour', () => {
		const [resolved] = played([[crowd('semey', 1)], ...quiet(16)]);
		expect(resolved).toMatchObject({ state: 'resolved', resolvedAt: minutesLater(16) });
		const [back] = played([[crowd('semey', 1)]], [resolved!], 70);
		expect(back).toMatchObject({ state: 'open', id: resolved?.id, resolvedAt: null });
		const later = played([[crowd('semey', 1)]], [resolved!], 77);
		expect(later.map(({ state }) => state)).toEqual(['resolved', 'open']);
	});

	it('what was set aside stays resolved while it lasts, and comes back when it gets worse or starts again', () => {
		const [open] = played([[crowd('semey', 1)]]);
		const aside = told(open!, { kind: 'resolve', reason: 'a school visit' });
		const same = played([[crowd('semey', 1)]], [aside], 5);
		expect(same.map(({ state }) => state)).toEqual(['resolved']);
		expect(played([[crowd('semey', 1, 2)]], [aside], 5)[0]?.state).toBe('acknowledged');
		const again = played([[], [crowd('semey', 1)]], [aside], 5);
		expect(again.map(({ state }) => state)).toEqual(['acknowledged']);
	});

	it('a sign whose data stopped is told and stays', () => {
		const blind = { ...crowd('semey', 1), isUnconfirmed: true };
		const [incident] = played([[crowd('semey', 1)], [blind], [blind]]);
		expect(incident?.revision).toBe(2);
		expect(incident?.members[0]).toMatchObject({ clearedAt: null });
		expect(incident?.members[0]?.signs[0]?.isUnconfirmed).toBe(true);
	});

	it('is the same in whatever order findings and incidents come, and never opens two for one center and kind', () => {
		const kinds: FindingKind[] = ['hall_over_cap', 'long_wait', 'feed_silent'];
		const finding = fc
			.record({
				kind: fc.constantFrom(...kinds),
				city: fc.constantFrom('almaty', 'semey'),
				n: fc.integer({ min: 1, max: 4 }),
				severity: fc.constantFrom<Severity>(1, 2, 3, 4),
			})
			.map(({ kind, city, n, severity }) => aFinding(kind, at(city, n), { severity }));
		const tick = fc.uniqueArray(finding, {
			selector: ({ kind, subject }) => kind + subjectKey(subject),
		});
		const acts: (IncidentCommand | null)[] = [
			null,
			{ kind: 'acknowledge' },
			{ kind: 'resolve', reason: 'r' },
		];
		const step = fc.record({
			findings: tick,
			minutes: fc.integer({ min: 1, max: 40 }),
			act: fc.constantFrom(...acts),
			on: fc.nat(),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
				const all = new Map<string, Incident>();
				let minute = 0;
				for (const { findings, minutes, act, on } of steps) {
					minute += minutes;
					const known = [...all.values()];
					const now = minutesLater(minute);
					const changed = reconcile(known, findings, now, causesOf);
					const turned = reconcile(known.toReversed(), findings.toReversed(), now, causesOf);
					const byId = (a: Incident, b: Incident) => (a.id < b.id ? -1 : 1);
					expect(turned.sort(byId)).toEqual(changed.sort(byId));
					for (const incident of changed) {
						expect(incident.revision).toBe((all.get(incident.id)?.revision ?? 0) + 1);
						all.set(incident.id, incident);
					}
					const open = [...all.values()].filter(isOpen);
					const parts = open.flatMap(({ kind, members }) =>
						members.map((member) => kind + subjectKey(member)),
					);
					expect(new Set(parts).size).toBe(parts.length);
					const part = ({ kind, subject }: Finding) => KIND_OF_FINDING[kind] + subjectKey(subject);
					const aside = [...all.values()]
						.filter((incident) => !isOpen(incident))
						.flatMap(({ kind, members }) =>
							members.filter((m) => m.isSetAside).map((m) => kind + subjectKey(m)),
						);
					for (const one of findings) expect([...parts, ...aside]).toContain(part(one));
					const chosen = open[on % Math.max(1, open.length)];
					if (!act || !chosen || (act.kind === 'acknowledge' && chosen.state !== 'open')) continue;
					all.set(chosen.id, told(chosen, act, minute));
				}
			}),
		);
	});
});
