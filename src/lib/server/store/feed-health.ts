import type {
	CenterSource,
	DoorCounts,
	FeedTally,
	TallyWindows,
} from '../../domain/feed-health.ts';
import type { Sql } from './connect.ts';

/** What each feed last said of a center, part by part; feeds that were revoked are left out. */
export function listCenterSources(sql: Sql, center: number): Promise<CenterSource[]> {
	return sql<CenterSource>`
		select feed.name as feed, feed.cadence_seconds, said.part, said.at
		  from (select feed, 'occupancy' as part, occupancy_at as at from feed_present where center = ${center}
		        union all
		        select feed, 'queue', queue_at from feed_present where center = ${center}
		        union all
		        select feed, 'outside', outside_at from feed_present where center = ${center}
		        union all
		        select feed, 'booking', at from availability_present where center = ${center}) as said
		  join feed on feed.id = said.feed
		 where said.at is not null and feed.revoked_at is null
		 order by feed.name, said.part`;
}

/** Adds counts to what is known of their spans, all in one statement. They are no business write and leave no entry. */
export async function addFeedTallies(sql: Sql, tallies: readonly FeedTally[]): Promise<void> {
	const rows = tallies.map(({ feedId, spanAt, ...rest }) => ({
		...rest,
		feed: feedId,
		span_at: spanAt,
	}));
	// In one order, or two nodes may wait for each other.
	await sql`
		insert into feed_tally as known (feed, door, span_at, stored, timely, duplicate, rejected, delays)
		select feed, door, span_at, stored, timely, duplicate, rejected, delays
		  from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
		       as t (feed integer, door text, span_at timestamptz, stored bigint, timely bigint, duplicate bigint,
		             rejected jsonb, delays bigint[])
		 order by feed, door, span_at
		on conflict (feed, door, span_at) do update
		   set stored = known.stored + excluded.stored, timely = known.timely + excluded.timely,
		       duplicate = known.duplicate + excluded.duplicate,
		       rejected = add_reasons(known.rejected, excluded.rejected),
		       delays = add_delays(known.delays, excluded.delays)`;
}

/** Forgets the spans that began before an instant. */
export async function forgetFeedTallies(sql: Sql, before: Date): Promise<void> {
	await sql`delete from feed_tally where span_at < ${before}`;
}

/** What is known of every feed at every door through which it ever spoke, or tried to within the last day. */
export async function listDoorCounts(
	sql: Sql,
	{ daySince, recentSince, until }: TallyWindows,
): Promise<DoorCounts[]> {
	const rows = await sql<
		Omit<DoorCounts, 'delays' | 'rejected'> & { delays: string; rejected: string }
	>`
		with spoken as (
			select feed, 'readings' as door, greatest(occupancy_at, queue_at, outside_at) as at from feed_present
			union all
			select feed, 'contact_readings', at from contact_present
			union all
			select feed, 'availability', at from availability_present
		), present as (
			select feed, door, max(at) as last_at, count(*) filter (where at > ${daySince}) as places
			  from spoken group by feed, door
		), day as (
			select * from feed_tally where span_at >= ${daySince}
		), counted as (
			select feed, door, min(span_at) as first_at, sum(timely) filter (where span_at < ${until}) as timely_day,
			       sum(timely) filter (where span_at >= ${recentSince} and span_at < ${until}) as timely_recent, sum(stored - timely) as late, sum(duplicate) as duplicate
			  from day group by feed, door
		), delayed as (
			select feed, door, json_agg(n order by position) as delays
			  from (select feed, door, position, sum(n) as n
			          from day, unnest(delays) with ordinality as u (n, position)
			         where span_at >= ${recentSince} group by feed, door, position) as classes
			 group by feed, door
		), refused as (
			select feed, door, json_object_agg(key, n) as rejected
			  from (select feed, door, key, sum(value::bigint) as n
			          from day, jsonb_each_text(rejected) group by feed, door, key) as reasons
			 group by feed, door
		)
		select feed as feed_id, door, last_at, coalesce(places, 0)::integer as places, first_at,
		       coalesce(timely_recent, 0)::bigint as timely_recent, coalesce(timely_day, 0)::bigint as timely_day,
		       coalesce(late, 0)::bigint as late, coalesce(duplicate, 0)::bigint as duplicate,
		       coalesce(delays, '[]')::text as delays, coalesce(rejected, '{}')::text as rejected
		  from present full join counted using (feed, door)
		  left join delayed using (feed, door) left join refused using (feed, door)
		 order by feed, array_position(array['readings', 'contact_readings', 'availability'], door)`;
	return rows.map((row) => ({
		...row,
		delays: JSON.parse(row.delays) as number[],
		rejected: JSON.parse(row.rejected) as Record<string, number>,
	}));
}
