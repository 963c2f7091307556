import type { Sql } from './connect.ts';

/*
 * The coarser tiers, recomputed from the finer one where ingest touched a quarter hour since the tier's own mark: late,
 * repeated and out-of-order readings come out right, for a bucket is always computed whole. One statement a tier; of
 * several nodes one does it and the others pass.
 */

/** Quarter hours that one statement recomputes: bounded work after a long backfill. */
const QUARTERS_AT_ONCE = 16;

const FLOWS = [
	'arrivals_booked',
	'arrivals_walk_in',
	'served',
	'no_shows',
	'left_without_service',
	'turned_away',
	'moved_to_next_day',
] as const;
const WAITS = [
	'wait_60',
	'wait_120',
	'wait_300',
	'wait_600',
	'wait_900',
	'wait_1200',
	'wait_1800',
	'wait_2400',
	'wait_3600',
	'wait_5400',
	'wait_7200',
	'wait_over',
] as const;

/** Which columns of a row add up, and which keep an extreme. */
interface Columns {
	sum: readonly string[];
	min: readonly string[];
	max: readonly string[];
}

const CENTER_COLUMNS: Columns = {
	sum: [
		'n',
		...['occupancy', 'queue', 'outside', 'booked_waiting', 'walk_in_waiting'].flatMap(sumAndCount),
		...['windows_open', 'windows_serving'].flatMap(sumAndCount),
		...FLOWS,
		...WAITS,
	],
	min: ['occupancy_min', 'queue_min', 'outside_min'],
	max: ['occupancy_max', 'queue_max', 'outside_max', 'wait_max'],
};
const CONTACT_COLUMNS: Columns = {
	sum: [
		'n',
		'offered',
		'answered',
		'answered_in_target',
		'abandoned',
		'handle_seconds',
		'answer_wait_seconds',
		...['calls_waiting', 'operators_on_shift', 'operators_busy'].flatMap(sumAndCount),
		...sumAndCount('operators_seconded'),
	],
	min: ['calls_waiting_min'],
	max: ['calls_waiting_max', 'answer_wait_max_seconds', 'longest_wait_max'],
};

function sumAndCount(name: string): string[] {
	return [`${name}_sum`, `${name}_n`];
}

interface Tier {
	name: string;
	source: string;
	/** `turn`: the source is written by ingest itself; else the source is a tier with a mark. */
	isFromIngest: boolean;
	family: 'center' | 'contact';
	step: '15 minutes' | '1 hour';
	/** Column that names whose row it is. */
	key: string;
	/** Value columns of the tier, and how each is computed from rows `r` of the source (joined as `from` says). */
	values: [column: string, expression: string][];
	keyExpression: string;
	joins: string;
}

/** Every coarser tier, each after its source. */
const TIERS: readonly Tier[] = [
	sameShape('rollup_15m', 'rollup_1m', 'center', '15 minutes'),
	sameShape('rollup_1h', 'rollup_15m', 'center', '1 hour'),
	ofPlaces('rollup_place_15m', 'rollup_15m', '15 minutes'),
	ofPlaces('rollup_place_1h', 'rollup_1h', '1 hour'),
	sameShape('rollup_contact_15m', 'rollup_contact_1m', 'contact', '15 minutes'),
	sameShape('rollup_contact_1h', 'rollup_contact_15m', 'contact', '1 hour'),
];

function sameShape(name: string, source: string, family: Tier['family'], step: Tier['step']): Tier {
	const key = family === 'center' ? 'center' : 'contact_center';
	const columns = family === 'center' ? CENTER_COLUMNS : CONTACT_COLUMNS;
	const all = (kind: keyof Columns): [string, string][] =>
		columns[kind].map((column) => [column, `${kind}(r.${column})`]);
	return {
		name,
		source,
		isFromIngest: source.endsWith('_1m'),
		family,
		step,
		key,
		keyExpression: `r.${key}`,
		values: [...all('sum'), ...all('min'), ...all('max')],
		joins: '',
	};
}

function ofPlaces(name: string, source: string, step: Tier['step']): Tier {
	const total = (figure: string): [string, string][] => [
		[`${figure}_total`, `sum(r.${figure}_sum::double precision / nullif(r.${figure}_n, 0))`],
		[`${figure}_centers`, `count(*) filter (where r.${figure}_n > 0)`],
		[`${figure}_worst`, `max(r.${figure}_max)`],
	];
	return {
		name,
		source,
		isFromIngest: false,
		family: 'center',
		step,
		key: 'place',
		keyExpression: 'p.place',
		values: [
			['reporting', 'count(*)'],
			...['occupancy', 'queue', 'outside'].flatMap(total),
			...['n', ...FLOWS, ...WAITS].map((column): [string, string] => [column, `sum(r.${column})`]),
			['wait_max', 'max(r.wait_max)'],
		],
		joins: `join center on center.ordinal = r.center
			cross join lateral (values (0), (center.region), (center.city)) as p (place)`,
	};
}

/** Brings every coarser tier up to date; returns how many rows changed. Called by a job every few seconds. */
export async function refreshRollups(sql: Sql): Promise<number> {
	let rows = 0;
	for (const tier of TIERS) {
		for (;;) {
			const done = await refreshTier(sql, tier);
			rows += done.rows;
			if (!done.hasMore) break;
		}
	}
	return rows;
}

async function refreshTier(sql: Sql, tier: Tier): Promise<{ rows: number; hasMore: boolean }> {
	const text = (fragment: string) => sql.driver.unsafe(fragment);
	const names = tier.values.map(([column]) => column);
	const [done] = await sql<{ rows: number; hasMore: boolean }>`
		with mark as materialized (
			select batch from rollup_mark where tier = ${tier.name} for update skip locked
		), reached as materialized (
			${
				tier.isFromIngest
					? text('select batch from ingest_turn')
					: sql.driver`select batch from rollup_mark where tier = ${tier.source}`
			}
		), due as materialized (
			select touched.bucket, touched.batch from rollup_touched as touched, mark
			 where touched.family = ${tier.family} and touched.batch > mark.batch
			 order by touched.batch fetch first ${QUARTERS_AT_ONCE} rows with ties
		), span as materialized (
			select distinct date_bin(${tier.step}::interval, bucket, '2000-01-01 00:00:00+00') as start from due
		), moved as (
			insert into ${text(tier.name)} as t (${text([tier.key, 'bucket', 'batch', ...names].join(', '))})
			select ${text(tier.keyExpression)}, span.start, max(r.batch),
			       ${text(tier.values.map(([, expression]) => expression).join(', '))}
			  from span
			  join ${text(tier.source)} as r
			    on r.bucket >= span.start and r.bucket < span.start + ${tier.step}::interval
			  ${text(tier.joins)}
			 where ${text(tier.keyExpression)} is not null
			 group by 1, 2
			on conflict (${text(tier.key)}, bucket) do update
			   set ${text(['batch', ...names].map((name) => `${name} = excluded.${name}`).join(', '))}
			 where t.batch <> excluded.batch
			returning 1
		), advanced as (
			update rollup_mark
			   set batch = case when (select count(*) from due) < ${QUARTERS_AT_ONCE}
			                    then (select batch from reached)
			                    else least((select max(batch) from due), (select batch from reached)) end
			 where tier = ${tier.name} and exists (select from mark)
			returning batch
		)
		select (select count(*) from moved) as rows,
		       (select count(*) from due) >= ${QUARTERS_AT_ONCE}
		       and (select batch from advanced) > (select batch from mark) as has_more`;
	return { rows: done?.rows ?? 0, hasMore: done?.hasMore ?? false };
}
