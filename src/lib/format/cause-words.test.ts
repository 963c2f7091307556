import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CauseReason } from '../domain/cause.ts';
import { LOCALES } from '../domain/directory.ts';
import { reasonsText } from './cause-words.ts';
import { causeText } from './incident-words.ts';

const domain = join(import.meta.dirname, '../domain');
const read = (name: string) => readFileSync(join(domain, name), 'utf8');

/** Every code that the search for causes writes: given at once, chosen by a condition, or of a kind of rule change. */
const codes = new Set(
	[read('cause-rules.ts'), read('cause-evidence.ts')].flatMap((source) =>
		[...source.matchAll(/(?:forIt|againstIt)\(([^{)]*)|code: ([^}]*)\}/g)].flatMap(
			([, given = '', kind = '']) =>
				[...`${given} ${kind}`.matchAll(/'([a-z_]+)'/g)].flatMap(([, code]) => code ?? []),
		),
	),
);

const figures = {
	share: 1.5,
	hours: 3.2,
	moved: 0.4,
	exemptMoved: 0,
	walkInShare: 0.8,
	windowsShare: 0.5,
	staffedShare: 0.6,
	callsShare: 1.4,
	centers: 12,
	cities: 3,
	days: 1,
};

describe('reasons of causes in words', () => {
	it('are looked for among all that the search writes', () => {
		expect(codes.size).toBe(35);
		expect([...codes]).toEqual(
			expect.arrayContaining(['booking_lifted', 'exempt_moved_too', 'before_holiday', 'changed']),
		);
	});

	it.each(LOCALES)('exist for every code in %s', (locale) => {
		for (const code of codes) {
			const text = reasonsText([{ code, isAgainst: false, figures }], false, locale);
			expect(text, code).not.toMatch(/^cause_|[a-z]_[a-z]|undefined|—/);
		}
	});

	it('tell those for a cause from those against it', () => {
		const reasons: CauseReason[] = [
			{ code: 'booking_lifted', isAgainst: false, figures: {} },
			{ code: 'time_since', isAgainst: false, figures: { hours: 2.5 } },
			{ code: 'calls_as_usual', isAgainst: true, figures: {} },
		];
		expect(reasonsText(reasons, false, 'en')).toBe(
			'the duty to book was lifted; time since the change: 2 h',
		);
		expect(reasonsText(reasons, true, 'en')).toBe('no more calls to 1414 than usual');
		expect(reasonsText([], true, 'en')).toBeNull();
	});

	it('call a decision that lifts a rule a lifting', () => {
		const titleOf = (code: string) => {
			const reasons = [{ code, isAgainst: false, figures: {} }];
			return causeText({ kind: 'rule_started', text: null, reasons }, 'en');
		};
		expect(titleOf('booking_lifted')).toBe('A rule was lifted');
		expect(titleOf('booking_required')).toBe('A rule took effect');
	});

	it('say that a figure is not known, not zero', () => {
		const reason = { code: 'changed_moved', isAgainst: false, figures: { moved: 0.4 } };
		expect(reasonsText([reason], false, 'en')).toContain('the others: —');
	});
});
