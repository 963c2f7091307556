import type { CenterSource } from '../../domain/feed-health.ts';
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
