import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type {
	Center,
	ContactCenter,
	Directory,
	Name,
	Place,
} from '../../src/lib/domain/directory.ts';
import type { Decision, Measure, RegimeSubject, ScopeEntry } from '../../src/lib/domain/regime.ts';
import {
	recordedDecisions,
	type NewDecision,
	type RecordedRules,
} from '../../src/lib/domain/regime-history.ts';
import { centerSubject, contactSubject } from '../../src/lib/domain/regime-scope.ts';
import { createLocalTime } from '../../src/lib/server/live/local-time.ts';

/** Almaty is named, for ever from 1 November 2026, booking only, by its region; tests name what differs. */
export function aMeasure(some: Partial<Measure> = {}): Measure {
	return {
		scope: { entries: [named('city', 'almaty')], classes: null, types: null },
		exemptions: { classes: [], types: [], centers: [] },
		period: { from: new Date('2026-11-01T00:00:00Z'), until: null, timezone: 'UTC', inZones: {} },
		content: { admission: 'booking_only' },
		...some,
	};
}

/** A decision of 1 October 2026 with one measure of `aMeasure`. */
export function aDecision(
	id: string,
	{ date = '2026-10-01', ...some }: Partial<Decision> & { date?: string } = {},
): Decision {
	const text = { kk: id, ru: id, en: id };
	return {
		id,
		revision: 1,
		level: 'region',
		act: {
			issuer: text,
			number: '1',
			date,
			isDatedByReport: false,
			title: text,
			source: 'test',
			file: null,
			uncertain: null,
		},
		measures: [aMeasure()],
		reason: null,
		isEnteredLate: false,
		repealed: null,
		emergency: null,
		canceledAt: null,
		...some,
	};
}

/** A confirmed line of a scope; cities and centers lie in KZ-75. */
export function named(kind: 'nation' | 'region' | 'city' | 'center', id = ''): ScopeEntry {
	if (kind === 'nation') return { kind, isConfirmed: true };
	if (kind === 'region') return { kind, id, isConfirmed: true };
	return { kind, id, regionId: 'KZ-75', isConfirmed: true };
}

/** An ordinary center of Almaty, or what differs. */
export function aSubject(some: Partial<RegimeSubject> = {}): RegimeSubject {
	return {
		kind: 'center',
		id: 'almaty-1',
		cityId: 'almaty',
		regionId: 'KZ-75',
		class: 'city',
		type: 'ordinary',
		timezone: 'Asia/Almaty',
		hallM2: 240,
		...some,
	};
}

/** The bundled directory of Kazakhstan without the store: ordinals by its order. */
export function bundledNetwork(): Directory {
	const file = new URL('../../data/kazakhstan.csv', import.meta.url);
	const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
	const name = (row: Record<string, string>): Name => ({
		kk: row.name_kk!,
		ru: row.name_ru!,
		en: row.name_en!,
	});
	const of = (...kinds: string[]) => rows.filter(({ kind }) => kinds.includes(kind!));
	const figures = { lat: 0, lon: 0, illustrative: true };
	return {
		version: 'bundled',
		places: of('region', 'city').map((row, i): Place => ({
			...figures,
			ordinal: i + 1,
			id: row.id!,
			kind: row.kind as Place['kind'],
			regionId: row.region || null,
			name: name(row),
		})),
		centers: of('center').map((row, i): Center => ({
			...figures,
			ordinal: i + 1,
			id: row.id!,
			cityId: row.city || null,
			regionId: row.region!,
			class: row.class as Center['class'],
			type: row.type as Center['type'],
			name: name(row),
			hallM2: row.hall_m2 ? Number(row.hall_m2) : null,
			seats: null,
			windows: null,
			opensAt: row.open || null,
			closesAt: row.close || null,
			timezone: row.timezone!,
		})),
		contactCenters: of('contact').map((row, i): ContactCenter => ({
			ordinal: i + 1,
			id: row.id!,
			regionId: row.region || null,
			name: name(row),
			timezone: row.timezone!,
			answerTargetSeconds: 20,
			illustrative: true,
		})),
	};
}

/** `data/regimes-kz.json` over the bundled directory. */
export function recordedRules(directory: Directory = bundledNetwork()): NewDecision[] {
	const file = new URL('../../data/regimes-kz.json', import.meta.url);
	const rules = JSON.parse(readFileSync(file, 'utf8')) as RecordedRules;
	return recordedDecisions(rules, directory, createLocalTime());
}

/** A center or site of 1414 of a directory as rules look at it. */
export function subjectOf(
	directory: Directory,
	id: string,
	kind: RegimeSubject['kind'] = 'center',
) {
	const center = directory.centers.find((one) => one.id === id);
	const site = directory.contactCenters.find((one) => one.id === id);
	if (kind === 'contact' && site) return contactSubject(site);
	if (!center) throw new Error(`no center ${id}`);
	return centerSubject(center);
}
