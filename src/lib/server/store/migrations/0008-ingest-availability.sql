-- The one statement that stores readings of booking systems. Order and outcomes as in ingest_center_readings.

create function availability_present_json(p availability_present, p_cadence_seconds integer) returns json
language sql stable
as $$
select json_build_array(p.center, p.feed, p_cadence_seconds, p.batch, epoch_ms(p.at), p.id,
	epoch_ms(p.next_free_slot_at), p.slots_free, p.slots_total, p.bookings_refused)
$$;

create function ingest_availability(
	p_received_at timestamptz, p_present_after timestamptz,
	p_feed integer[], p_id text[], p_body_hash bytea[], p_center integer[], p_at timestamptz[],
	p_next_free_slot_at timestamptz[], p_slots_free integer[], p_slots_total integer[], p_bookings_refused integer[],
	out batch bigint, out outcomes json, out present json)
language plpgsql
-- Planned once per connection. A plan that does not know how long the arrays are must not join them row by row.
set plan_cache_mode = force_generic_plan
set enable_nestloop = off
set enable_seqscan = off
set jit = off
as $$
begin
	update ingest_turn as t set batch = t.batch + 1 returning t.batch into ingest_availability.batch;
	perform ensure_days_of('{availability_reading}', p_at, p_received_at);

	with input as materialized (
		select t.*, (t.at at time zone 'UTC')::date as day
		  from unnest(p_feed, p_id, p_body_hash, p_center, p_at,
		              p_next_free_slot_at, p_slots_free, p_slots_total, p_bookings_refused)
		       with ordinality as t (feed, id, body_hash, center, at,
		              next_free_slot_at, slots_free, slots_total, bookings_refused, position)
	), fresh as (
		insert into reading_key (feed, id, body_hash, position, received_at, backfill_day)
		select feed, id, body_hash, position, p_received_at, case when at <= p_present_after then day end
		  from input
		on conflict do nothing
		returning position
	), stored as materialized (
		select input.* from input join fresh using (position)
	), history as (
		insert into availability_reading (center, at, feed, id, batch,
			next_free_slot_at, slots_free, slots_total, bookings_refused)
		select center, at, feed, id, ingest_availability.batch,
			next_free_slot_at, slots_free, slots_total, bookings_refused
		  from stored
	), newest as (
		select distinct on (center, feed) * from stored where at > p_present_after
		 order by center, feed, at desc, id collate "C" desc
	), known as (
		insert into availability_present as p (center, feed, batch, at, id,
			next_free_slot_at, slots_free, slots_total, bookings_refused)
		select center, feed, ingest_availability.batch, at, id,
			next_free_slot_at, slots_free, slots_total, bookings_refused
		  from newest
		on conflict (center, feed) do update set
			batch = excluded.batch, at = excluded.at, id = excluded.id,
			next_free_slot_at = excluded.next_free_slot_at, slots_free = excluded.slots_free,
			slots_total = excluded.slots_total, bookings_refused = excluded.bookings_refused
		 where is_newer(excluded.at, excluded.id, p.at, p.id)
		returning p.center, p.feed, p.at, p.id, p
	)
	select
		(select json_agg(case
				when fresh.position is null then case
					when i.body_hash = coalesce(
						(select k.body_hash from reading_key as k where k.feed = i.feed and k.id = i.id),
						(select s.body_hash from stored as s where s.feed = i.feed and s.id = i.id))
					then 2 else 3 end
				when (i.at, i.id) = (known.at, known.id) then 0
				else 1 end order by i.position)
		   from input as i
		   left join fresh using (position)
		   left join known on known.center = i.center and known.feed = i.feed),
		(select coalesce(json_agg(availability_present_json(known.p, coalesce(feed.cadence_seconds, 30))), '[]')
		   from known left join feed on feed.id = known.feed)
	  into outcomes, present;
end
$$;
