import { describe, expect, it } from 'vitest';
import { FINDING_KINDS, INCIDENT_KINDS, KIND_OF_FINDING, instantOf } from './finding.ts';

describe('findings', () => {
	it('belong to a kind of incident each, and no kind is without one', () => {
		const kinds = FINDING_KINDS.map((kind) => KIND_OF_FINDING[kind]);
		expect([...new Set(kinds)].sort()).toEqual([...INCIDENT_KINDS].sort());
	});

	it('have instants that compare as texts', () => {
		const texts = [-1, 0, 999, 1000, Date.UTC(2026, 10, 23)].map(instantOf);
		expect(texts).toEqual([...texts].sort());
	});
});
