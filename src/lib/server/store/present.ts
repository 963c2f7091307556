import type { CommittedBatch } from '../../domain/reading.ts';
import type { Sql } from './connect.ts';
import {
	availabilityFrom,
	centerMinutesFrom,
	centerPresentsFrom,
	contactMinutesFrom,
	contactPresentsFrom,
} from './present-row.ts';

/** What the store holds of the present: rows as ingest left them. */
export type PresentPicture = Omit<CommittedBatch, 'batch'>;

/** The number of the last committed ingest batch. What it and its predecessors wrote can be read. */
export async function readCounter(sql: Sql): Promise<number> {
	const [row] = await sql<{ batch: number }>`select batch from ingest_turn`;
	return row?.batch ?? 0;
}

/** The whole present picture, with the minutes from an instant on. */
export function readPresent(sql: Sql, minutesFrom: Date): Promise<PresentPicture> {
	return readBatchesAfter(sql, 0, minutesFrom);
}

/** The rows last written by batches after a number: what a node missed, absolute values. */
export async function readBatchesAfter(
	sql: Sql,
	batch: number,
	minutesFrom: Date,
): Promise<PresentPicture> {
	const [row] = await sql<{
		present: string;
		presentIds: string;
		minutes: string;
		availability: string;
		contactPresent: string;
		contactMinutes: string;
	}>`
		with present as materialized (
			select center_present_figures(p, coalesce(feed.cadence_seconds, 30)) as figures,
			       array[p.occupancy_id, p.queue_id, p.outside_id] as ids
			  from feed_present as p left join feed on feed.id = p.feed
			 where p.batch > ${batch}
		)
		select (select coalesce(array_to_json(array_agg(figures)), '[]') from present)::text as present,
		       (select coalesce(array_to_json(array_agg(ids)), '[]') from present)::text as present_ids,
		       (select coalesce(array_to_json(array_agg(center_minute_figures(m))), '[]')
		          from rollup_1m as m where m.bucket >= ${minutesFrom} and m.batch > ${batch})::text as minutes,
		       (select coalesce(json_agg(availability_present_json(p, coalesce(feed.cadence_seconds, 30))), '[]')
		          from availability_present as p left join feed on feed.id = p.feed
		         where p.batch > ${batch})::text as availability,
		       (select coalesce(json_agg(contact_present_json(p, coalesce(feed.cadence_seconds, 30))), '[]')
		          from contact_present as p left join feed on feed.id = p.feed
		         where p.batch > ${batch})::text as contact_present,
		       (select coalesce(json_agg(contact_minute_json(m)), '[]')
		          from rollup_contact_1m as m
		         where m.bucket >= ${minutesFrom} and m.batch > ${batch})::text as contact_minutes`;
	if (!row) throw new Error('The present picture returned nothing');
	return {
		present: centerPresentsFrom(row.present, row.presentIds),
		minutes: centerMinutesFrom(row.minutes),
		availability: availabilityFrom(row.availability),
		contactPresent: contactPresentsFrom(row.contactPresent),
		contactMinutes: contactMinutesFrom(row.contactMinutes),
	};
}
