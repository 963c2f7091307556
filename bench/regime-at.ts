// How long `GET /api/v1/centers/{id}/regime?at=` takes with 5,000 decisions in the store: `node bench/regime-at.ts`.
// Promised: under 5 ms at p95 for any instant of 2020–2027. Beside it what any request costs (`clock`, which asks neither the
// store nor the rules), and the resolving alone (`memory`).
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Center } from '../src/lib/domain/directory.ts';
import type { Decision, ScopeEntry } from '../src/lib/domain/regime.ts';
import { entryOf, subjectsOf } from '../src/lib/domain/regime-entry.ts';
import { resolve } from '../src/lib/domain/regime-resolve.ts';
import { centerSubject } from '../src/lib/domain/regime-scope.ts';
import { loadBundledDirectory } from '../src/lib/server/directory/bundled.ts';
import { createRuleView } from '../src/lib/server/regimes/rule-view.ts';
import type { Sql } from '../src/lib/server/store/connect.ts';
import { enterDecisions } from '../src/lib/server/store/decisions.ts';
import { readDirectory } from '../src/lib/server/store/directory.ts';
import { aDecision, aMeasure } from '../tests/support/rule-builders.ts';
import { startKezek } from '../tests/support/kezek-process.ts';
import { endApp, ensureBuild } from './app.ts';
import { openBenchDatabase } from './database.ts';
import { createEndings } from './subject.ts';

const DECISIONS = 5000;
const ASKED = 3000;
const AT_ONCE = 20;
const DAY_MS = 24 * 3_600_000;
const [FROM, UNTIL] = [Date.UTC(2020, 0, 1), Date.UTC(2028, 0, 1)];

const endings = createEndings();
try {
	const database = await openBenchDatabase();
	endings.add(() => database.close());
	const { sql } = database.store;
	const centers = await inventDecisions(sql);
	await ensureBuild();
	const env = { DATABASE_URL: database.url, LOG_LEVEL: 'error', LISTED_ADDRESSES: '127.0.0.1' };
	const app = await startKezek({ env });
	endings.add(() => endApp(app));

	const headers = { authorization: `Bearer ${app.demo.feedKey}` };
	const timed = async (path: string): Promise<number> => {
		const startedAt = performance.now();
		const answer = await fetch(`${app.url}${path}`, { headers });
		const text = await answer.text();
		if (answer.ok) return performance.now() - startedAt;
		if (answer.status !== 429) throw new Error(`${path} answered ${answer.status}: ${text}`);
		await after(1000);
		return timed(path);
	};
	const center = (i: number) => centers[(i * 7919) % centers.length]?.id ?? '';
	const at = (i: number) => new Date(FROM + ((i * 104_729) % ASKED) * ((UNTIL - FROM) / ASKED));
	const regime = (i: number) =>
		timed(`/api/v1/centers/${center(i)}/regime?at=${at(i).toISOString()}`);
	const clock = () => timed('/api/v1/clock');

	const { book } = await createRuleView({ sql });
	const now = new Date();
	const inMemory = (i: number): number => {
		const found = centers.find(({ id }) => id === center(i));
		if (!found) throw new Error('no center');
		const startedAt = performance.now();
		const subject = centerSubject(found);
		resolve(subject, at(i), book().about(subject, at(i), now));
		return performance.now() - startedAt;
	};
	const figures: Record<string, number[]> = { regime: [], clock: [], memory: [] };
	for (let i = -200; i < ASKED; i++) {
		const n = Math.abs(i);
		const times = [await regime(n), await clock(), inMemory(n)];
		if (i < 0) continue;
		Object.values(figures).forEach((list, k) => list.push(times[k] ?? NaN));
	}
	console.log(
		`${DECISIONS} decisions, ${ASKED} instants of 2020–2027, one request after the other:`,
	);
	for (const [name, list] of Object.entries(figures))
		console.log(`${name.padEnd(8)}${shares(list)}`);
} finally {
	await endings.close();
}

function shares(times: number[]): string {
	const sorted = [...times].sort((a, b) => a - b);
	return [0.5, 0.95, 0.99]
		.map(
			(part) => `p${part * 100} ${(sorted[Math.floor(part * sorted.length)] ?? NaN).toFixed(3)} ms`,
		)
		.join('  ');
}

/** Fills the store with acts of every level over eight years; returns the centers. */
async function inventDecisions(sql: Sql): Promise<Center[]> {
	const now = new Date();
	await loadBundledDirectory(sql, join(import.meta.dirname, '../data'), now);
	const directory = await readDirectory(sql);
	const subjects = subjectsOf(directory);
	const regions = directory.places.filter(({ kind }) => kind === 'region');
	const cities = directory.places.filter(({ kind }) => kind === 'city');
	const entry = (i: number): ScopeEntry => {
		const isConfirmed = i % 17 > 0;
		const city = cities[i % cities.length];
		if (i % 50 === 0) return { kind: 'nation', isConfirmed };
		if (i % 5 === 0)
			return { kind: 'region', id: regions[i % regions.length]?.id ?? '', isConfirmed };
		return { kind: 'city', id: city?.id ?? '', regionId: city?.regionId ?? '', isConfirmed };
	};
	const decision = (i: number): Decision => {
		const from = new Date(FROM + (i / DECISIONS) * (UNTIL - FROM));
		const until = new Date(from.getTime() + (10 + (i % 200)) * DAY_MS);
		const scope = { entries: [entry(i), entry(i + 1)], classes: null, types: null };
		const content =
			i % 3 === 0
				? ({ services: 'not_online' } as const)
				: ({ admission: 'booking_only' } as const);
		return aDecision(`act-${i}`, {
			level: (['nation', 'region', 'city', 'center'] as const)[i % 4] ?? 'city',
			date: from.toISOString().slice(0, 10),
			measures: [
				aMeasure({ scope, content, period: { from, until, timezone: 'UTC', inZones: {} } }),
			],
		});
	};
	const change = { by: 'system', at: now, now, reason: null } as const;
	for (let i = 0; i < DECISIONS; i += AT_ONCE) {
		const entries = Array.from({ length: AT_ONCE }, (_, k) =>
			entryOf({ decision: decision(i + k), knownAt: new Date(FROM), repeals: [] }, subjects),
		);
		await enterDecisions(sql, entries, change);
	}
	return directory.centers;
}
