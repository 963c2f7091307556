-- A faster statement for readings of centers: the function of 0006 with the same arguments, answers and guarantees.
-- In the usual case, a batch of new readings, its arrays are read where they are needed and nothing is copied between
-- the steps; one that holds known ids is cut down first. The turn is held throughout: nobody else writes between the
-- steps, and each of them sees what the one before it wrote.
create or replace function ingest_center_readings(
	p_received_at timestamptz, p_present_after timestamptz,
	p_feed integer[], p_id text[], p_body_hash bytea[], p_center integer[], p_at timestamptz[], p_suspect boolean[],
	p_occupancy integer[],
	p_queue_length integer[], p_booked_waiting integer[], p_walk_in_waiting integer[],
	p_longest_wait_seconds integer[], p_windows_open integer[], p_windows_serving integer[],
	p_queue_outside integer[],
	p_arrivals_booked integer[], p_arrivals_walk_in integer[], p_served integer[], p_no_shows integer[],
	p_left_without_service integer[], p_turned_away integer[], p_moved_to_next_day integer[],
	out batch bigint, out outcomes json, out present json, out present_ids json, out minutes json)
language plpgsql
-- Planned once per connection. A plan that does not know how long the arrays are must not join them row by row.
set plan_cache_mode = force_generic_plan
set enable_nestloop = off
set enable_seqscan = off
set jit = off
as $$
declare
	v_fresh integer[]; -- positions of the new readings, where some are known
	v_known integer[]; -- then by position: 2 known, 3 id used by another body, null new
	v_codes integer[]; -- of the new ones, in order: 0 stored, 1 stored but older than what is known
begin
	update ingest_turn as t set batch = t.batch + 1 returning t.batch into ingest_center_readings.batch;
	perform ensure_days_of('{reading,rollup_1m}', p_at, p_received_at);

	begin -- as if all were new: looking every id up beforehand costs more than one failure now and then
		insert into reading_key (feed, id, body_hash, position, received_at, backfill_day)
		select feed, id, body_hash, position, p_received_at,
		       case when at <= p_present_after then (at at time zone 'UTC')::date end
		  from unnest(p_feed, p_id, p_body_hash, p_at) with ordinality as t (feed, id, body_hash, at, position);
	exception when unique_violation then
		with fresh as (
			insert into reading_key (feed, id, body_hash, position, received_at, backfill_day)
			select feed, id, body_hash, position, p_received_at,
			       case when at <= p_present_after then (at at time zone 'UTC')::date end
			  from unnest(p_feed, p_id, p_body_hash, p_at) with ordinality as t (feed, id, body_hash, at, position)
			on conflict do nothing
			returning position
		)
		select coalesce(array_agg(position order by position), '{}') into v_fresh from fresh;

		select array_agg(case when fresh.position is not null then null
		                      when t.body_hash = (select k.body_hash from reading_key as k
		                                           where k.feed = t.feed and k.id = t.id) then 2
		                      else 3 end order by t.position)
		  into v_known
		  from unnest(p_feed, p_id, p_body_hash) with ordinality as t (feed, id, body_hash, position)
		  left join unnest(v_fresh) as fresh (position) using (position);

		select array_agg(t.feed order by position), array_agg(t.id order by position),
		       array_agg(t.center order by position), array_agg(t.at order by position),
		       array_agg(t.suspect order by position), array_agg(t.occupancy order by position),
		       array_agg(t.queue_length order by position), array_agg(t.booked_waiting order by position),
		       array_agg(t.walk_in_waiting order by position), array_agg(t.longest_wait_seconds order by position),
		       array_agg(t.windows_open order by position), array_agg(t.windows_serving order by position),
		       array_agg(t.queue_outside order by position), array_agg(t.arrivals_booked order by position),
		       array_agg(t.arrivals_walk_in order by position), array_agg(t.served order by position),
		       array_agg(t.no_shows order by position), array_agg(t.left_without_service order by position),
		       array_agg(t.turned_away order by position), array_agg(t.moved_to_next_day order by position)
		  into p_feed, p_id, p_center, p_at, p_suspect, p_occupancy, p_queue_length, p_booked_waiting,
		       p_walk_in_waiting, p_longest_wait_seconds, p_windows_open, p_windows_serving, p_queue_outside,
		       p_arrivals_booked, p_arrivals_walk_in, p_served, p_no_shows, p_left_without_service, p_turned_away,
		       p_moved_to_next_day
		  from unnest(p_feed, p_id, p_center, p_at, p_suspect, p_occupancy, p_queue_length, p_booked_waiting,
		              p_walk_in_waiting, p_longest_wait_seconds, p_windows_open, p_windows_serving, p_queue_outside,
		              p_arrivals_booked, p_arrivals_walk_in, p_served, p_no_shows, p_left_without_service,
		              p_turned_away, p_moved_to_next_day)
		       with ordinality as t (feed, id, center, at, suspect, occupancy, queue_length, booked_waiting,
		              walk_in_waiting, longest_wait_seconds, windows_open, windows_serving, queue_outside,
		              arrivals_booked, arrivals_walk_in, served, no_shows, left_without_service,
		              turned_away, moved_to_next_day, position)
		  join unnest(v_fresh) as fresh (position) using (position);
	end;

	insert into reading (center, at, feed, id, batch, suspect, occupancy,
		queue_length, booked_waiting, walk_in_waiting, longest_wait_seconds,
		windows_open, windows_serving, queue_outside,
		arrivals_booked, arrivals_walk_in, served, no_shows,
		left_without_service, turned_away, moved_to_next_day)
	select center, at, feed, id, ingest_center_readings.batch, suspect, occupancy,
	       queue_length, booked_waiting, walk_in_waiting, longest_wait_seconds,
	       windows_open, windows_serving, queue_outside,
	       arrivals_booked, arrivals_walk_in, served, no_shows,
	       left_without_service, turned_away, moved_to_next_day
	  from unnest(p_center, p_at, p_feed, p_id, p_suspect, p_occupancy,
	              p_queue_length, p_booked_waiting, p_walk_in_waiting, p_longest_wait_seconds,
	              p_windows_open, p_windows_serving, p_queue_outside,
	              p_arrivals_booked, p_arrivals_walk_in, p_served, p_no_shows,
	              p_left_without_service, p_turned_away, p_moved_to_next_day)
	       as t (center, at, feed, id, suspect, occupancy,
	              queue_length, booked_waiting, walk_in_waiting, longest_wait_seconds,
	              windows_open, windows_serving, queue_outside,
	              arrivals_booked, arrivals_walk_in, served, no_shows,
	              left_without_service, turned_away, moved_to_next_day);

	with live as (
		select *, num_nonnulls(queue_length, booked_waiting, walk_in_waiting, longest_wait_seconds,
		                       windows_open, windows_serving) > 0 as has_queue
		  from unnest(p_center, p_feed, p_at, p_id, p_suspect, p_occupancy, p_queue_length, p_booked_waiting,
		              p_walk_in_waiting, p_longest_wait_seconds, p_windows_open, p_windows_serving, p_queue_outside)
		       as t (center, feed, at, id, suspect, occupancy, queue_length, booked_waiting,
		              walk_in_waiting, longest_wait_seconds, windows_open, windows_serving, queue_outside)
		 where at > p_present_after
	), ranked as ( -- of each part the newest reading that measures it is number 1
		select *,
			case when occupancy is not null then count(occupancy) over newest_first end as occupancy_place,
			case when has_queue then count(*) filter (where has_queue) over newest_first end as queue_place,
			case when queue_outside is not null then count(queue_outside) over newest_first end as outside_place
		  from live
		window newest_first as (partition by center, feed order by at desc, id collate "C" desc rows unbounded preceding)
	), head as (
		select center, feed,
			max(at) filter (where occupancy_place = 1) as occupancy_at,
			max(id) filter (where occupancy_place = 1) as occupancy_id,
			bool_or(suspect) filter (where occupancy_place = 1) as occupancy_suspect,
			max(occupancy) filter (where occupancy_place = 1) as occupancy,
			min(at) filter (where occupancy_place > 0) as occupancy_first_at,
			max(at) filter (where queue_place = 1) as queue_at,
			max(id) filter (where queue_place = 1) as queue_id,
			bool_or(suspect) filter (where queue_place = 1) as queue_suspect,
			max(queue_length) filter (where queue_place = 1) as queue_length,
			max(booked_waiting) filter (where queue_place = 1) as booked_waiting,
			max(walk_in_waiting) filter (where queue_place = 1) as walk_in_waiting,
			max(longest_wait_seconds) filter (where queue_place = 1) as longest_wait_seconds,
			max(windows_open) filter (where queue_place = 1) as windows_open,
			max(windows_serving) filter (where queue_place = 1) as windows_serving,
			min(at) filter (where queue_place > 0) as queue_first_at,
			max(at) filter (where outside_place = 1) as outside_at,
			max(id) filter (where outside_place = 1) as outside_id,
			bool_or(suspect) filter (where outside_place = 1) as outside_suspect,
			max(queue_outside) filter (where outside_place = 1) as queue_outside,
			min(at) filter (where outside_place > 0) as outside_first_at
		  from ranked group by center, feed
	), other as ( -- when each part last said something else than it says now
		select center, feed,
			max(r.at) filter (where r.occupancy <> head.occupancy) as occupancy_other_at,
			max(r.at) filter (where r.queue_place > 1
				and (r.queue_length, r.booked_waiting, r.walk_in_waiting, r.longest_wait_seconds,
				     r.windows_open, r.windows_serving)
				    is distinct from
				    (head.queue_length, head.booked_waiting, head.walk_in_waiting, head.longest_wait_seconds,
				     head.windows_open, head.windows_serving)) as queue_other_at,
			max(r.at) filter (where r.queue_outside <> head.queue_outside) as outside_other_at
		  from ranked as r join head using (center, feed)
		 where r.occupancy_place > 1 or r.queue_place > 1 or r.outside_place > 1
		 group by center, feed
	), newest as (
		select * from head left join other using (center, feed)
		 where num_nonnulls(occupancy_at, queue_at, outside_at) > 0
	), known as ( -- part by part, the newer of what the row says and what the batch says
		insert into feed_present as p (center, feed, batch,
			occupancy_at, occupancy_id, occupancy_suspect, occupancy, occupancy_first_at, occupancy_other_at,
			queue_at, queue_id, queue_suspect, queue_length, booked_waiting, walk_in_waiting,
			longest_wait_seconds, windows_open, windows_serving, queue_first_at, queue_other_at,
			outside_at, outside_id, outside_suspect, queue_outside, outside_first_at, outside_other_at)
		select center, feed, ingest_center_readings.batch,
			occupancy_at, occupancy_id, occupancy_suspect, occupancy, occupancy_first_at, occupancy_other_at,
			queue_at, queue_id, queue_suspect, queue_length, booked_waiting, walk_in_waiting,
			longest_wait_seconds, windows_open, windows_serving, queue_first_at, queue_other_at,
			outside_at, outside_id, outside_suspect, queue_outside, outside_first_at, outside_other_at
		  from newest
		on conflict (center, feed) do update set
			batch = excluded.batch,
			occupancy_at = case when is_newer(excluded.occupancy_at, excluded.occupancy_id, p.occupancy_at, p.occupancy_id)
				then excluded.occupancy_at else p.occupancy_at end,
			occupancy_id = case when is_newer(excluded.occupancy_at, excluded.occupancy_id, p.occupancy_at, p.occupancy_id)
				then excluded.occupancy_id else p.occupancy_id end,
			occupancy_suspect = case when is_newer(excluded.occupancy_at, excluded.occupancy_id, p.occupancy_at, p.occupancy_id)
				then excluded.occupancy_suspect else p.occupancy_suspect end,
			occupancy = case when is_newer(excluded.occupancy_at, excluded.occupancy_id, p.occupancy_at, p.occupancy_id)
				then excluded.occupancy else p.occupancy end,
			occupancy_first_at = least(p.occupancy_first_at, excluded.occupancy_first_at),
			occupancy_other_at = greatest(p.occupancy_other_at, excluded.occupancy_other_at,
				case when p.occupancy <> excluded.occupancy then least(p.occupancy_at, excluded.occupancy_at) end),
			queue_at = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.queue_at else p.queue_at end,
			queue_id = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.queue_id else p.queue_id end,
			queue_suspect = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.queue_suspect else p.queue_suspect end,
			queue_length = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.queue_length else p.queue_length end,
			booked_waiting = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.booked_waiting else p.booked_waiting end,
			walk_in_waiting = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.walk_in_waiting else p.walk_in_waiting end,
			longest_wait_seconds = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.longest_wait_seconds else p.longest_wait_seconds end,
			windows_open = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.windows_open else p.windows_open end,
			windows_serving = case when is_newer(excluded.queue_at, excluded.queue_id, p.queue_at, p.queue_id)
				then excluded.windows_serving else p.windows_serving end,
			queue_first_at = least(p.queue_first_at, excluded.queue_first_at),
			queue_other_at = greatest(p.queue_other_at, excluded.queue_other_at,
				case when (p.queue_length, p.booked_waiting, p.walk_in_waiting, p.longest_wait_seconds,
				           p.windows_open, p.windows_serving)
				          is distinct from
				          (excluded.queue_length, excluded.booked_waiting, excluded.walk_in_waiting,
				           excluded.longest_wait_seconds, excluded.windows_open, excluded.windows_serving)
				     and p.queue_at is not null and excluded.queue_at is not null
				     then least(p.queue_at, excluded.queue_at) end),
			outside_at = case when is_newer(excluded.outside_at, excluded.outside_id, p.outside_at, p.outside_id)
				then excluded.outside_at else p.outside_at end,
			outside_id = case when is_newer(excluded.outside_at, excluded.outside_id, p.outside_at, p.outside_id)
				then excluded.outside_id else p.outside_id end,
			outside_suspect = case when is_newer(excluded.outside_at, excluded.outside_id, p.outside_at, p.outside_id)
				then excluded.outside_suspect else p.outside_suspect end,
			queue_outside = case when is_newer(excluded.outside_at, excluded.outside_id, p.outside_at, p.outside_id)
				then excluded.queue_outside else p.queue_outside end,
			outside_first_at = least(p.outside_first_at, excluded.outside_first_at),
			outside_other_at = greatest(p.outside_other_at, excluded.outside_other_at,
				case when p.queue_outside <> excluded.queue_outside then least(p.outside_at, excluded.outside_at) end)
		returning p.center, p.feed, p.occupancy_at, p.occupancy_id, p.queue_at, p.queue_id, p.outside_at, p.outside_id,
			center_present_figures(p, coalesce((select cadence_seconds from feed where feed.id = p.feed), 30)) as figures
	)
	select
		(select array_agg(case
				when t.at > p_present_after and (
						(t.at, t.id) in ((known.occupancy_at, known.occupancy_id), (known.queue_at, known.queue_id),
							(known.outside_at, known.outside_id))
						or num_nonnulls(p_occupancy[position], p_queue_length[position], p_booked_waiting[position],
							p_walk_in_waiting[position], p_longest_wait_seconds[position], p_windows_open[position],
							p_windows_serving[position], p_queue_outside[position]) = 0)
					then 0
				else 1 end order by t.position)
		   from unnest(p_center, p_feed, p_at, p_id) with ordinality as t (center, feed, at, id, position)
		   left join known using (center, feed)),
		(select coalesce(array_to_json(array_agg(figures)), '[]') from known),
		(select coalesce(array_to_json(array_agg(array[occupancy_id, queue_id, outside_id])), '[]') from known)
	  into v_codes, present, present_ids;

	with stored as (
		select *
		  from unnest(p_center, p_at, p_occupancy,
		              p_queue_length, p_booked_waiting, p_walk_in_waiting, p_longest_wait_seconds,
		              p_windows_open, p_windows_serving, p_queue_outside,
		              p_arrivals_booked, p_arrivals_walk_in, p_served, p_no_shows,
		              p_left_without_service, p_turned_away, p_moved_to_next_day)
		       as t (center, at, occupancy,
		              queue_length, booked_waiting, walk_in_waiting, longest_wait_seconds,
		              windows_open, windows_serving, queue_outside,
		              arrivals_booked, arrivals_walk_in, served, no_shows,
		              left_without_service, turned_away, moved_to_next_day)
	), minute as (
		insert into rollup_1m as m (center, bucket, batch, n,
			occupancy_sum, occupancy_n, occupancy_min, occupancy_max,
			queue_sum, queue_n, queue_min, queue_max,
			outside_sum, outside_n, outside_min, outside_max,
			booked_waiting_sum, booked_waiting_n, walk_in_waiting_sum, walk_in_waiting_n,
			windows_open_sum, windows_open_n, windows_serving_sum, windows_serving_n,
			arrivals_booked, arrivals_walk_in, served, no_shows,
			left_without_service, turned_away, moved_to_next_day, wait_max,
			wait_60, wait_120, wait_300, wait_600, wait_900, wait_1200,
			wait_1800, wait_2400, wait_3600, wait_5400, wait_7200, wait_over)
		select center, date_bin('1 minute', at, '2000-01-01 00:00:00+00'), ingest_center_readings.batch, count(*),
			sum(occupancy), count(occupancy), min(occupancy), max(occupancy),
			sum(queue_length), count(queue_length), min(queue_length), max(queue_length),
			sum(queue_outside), count(queue_outside), min(queue_outside), max(queue_outside),
			sum(booked_waiting), count(booked_waiting), sum(walk_in_waiting), count(walk_in_waiting),
			sum(windows_open), count(windows_open), sum(windows_serving), count(windows_serving),
			sum(arrivals_booked), sum(arrivals_walk_in), sum(served), sum(no_shows),
			sum(left_without_service), sum(turned_away), sum(moved_to_next_day), max(longest_wait_seconds),
			count(*) filter (where longest_wait_seconds <= 60),
			count(*) filter (where longest_wait_seconds > 60 and longest_wait_seconds <= 120),
			count(*) filter (where longest_wait_seconds > 120 and longest_wait_seconds <= 300),
			count(*) filter (where longest_wait_seconds > 300 and longest_wait_seconds <= 600),
			count(*) filter (where longest_wait_seconds > 600 and longest_wait_seconds <= 900),
			count(*) filter (where longest_wait_seconds > 900 and longest_wait_seconds <= 1200),
			count(*) filter (where longest_wait_seconds > 1200 and longest_wait_seconds <= 1800),
			count(*) filter (where longest_wait_seconds > 1800 and longest_wait_seconds <= 2400),
			count(*) filter (where longest_wait_seconds > 2400 and longest_wait_seconds <= 3600),
			count(*) filter (where longest_wait_seconds > 3600 and longest_wait_seconds <= 5400),
			count(*) filter (where longest_wait_seconds > 5400 and longest_wait_seconds <= 7200),
			count(*) filter (where longest_wait_seconds > 7200)
		  from stored group by 1, 2
		on conflict (center, bucket) do update set
			batch = excluded.batch,
			n = m.n + excluded.n,
			occupancy_sum = coalesce(m.occupancy_sum + excluded.occupancy_sum, m.occupancy_sum, excluded.occupancy_sum),
			occupancy_n = m.occupancy_n + excluded.occupancy_n,
			occupancy_min = least(m.occupancy_min, excluded.occupancy_min),
			occupancy_max = greatest(m.occupancy_max, excluded.occupancy_max),
			queue_sum = coalesce(m.queue_sum + excluded.queue_sum, m.queue_sum, excluded.queue_sum),
			queue_n = m.queue_n + excluded.queue_n,
			queue_min = least(m.queue_min, excluded.queue_min),
			queue_max = greatest(m.queue_max, excluded.queue_max),
			outside_sum = coalesce(m.outside_sum + excluded.outside_sum, m.outside_sum, excluded.outside_sum),
			outside_n = m.outside_n + excluded.outside_n,
			outside_min = least(m.outside_min, excluded.outside_min),
			outside_max = greatest(m.outside_max, excluded.outside_max),
			booked_waiting_sum = coalesce(m.booked_waiting_sum + excluded.booked_waiting_sum,
				m.booked_waiting_sum, excluded.booked_waiting_sum),
			booked_waiting_n = m.booked_waiting_n + excluded.booked_waiting_n,
			walk_in_waiting_sum = coalesce(m.walk_in_waiting_sum + excluded.walk_in_waiting_sum,
				m.walk_in_waiting_sum, excluded.walk_in_waiting_sum),
			walk_in_waiting_n = m.walk_in_waiting_n + excluded.walk_in_waiting_n,
			windows_open_sum = coalesce(m.windows_open_sum + excluded.windows_open_sum,
				m.windows_open_sum, excluded.windows_open_sum),
			windows_open_n = m.windows_open_n + excluded.windows_open_n,
			windows_serving_sum = coalesce(m.windows_serving_sum + excluded.windows_serving_sum,
				m.windows_serving_sum, excluded.windows_serving_sum),
			windows_serving_n = m.windows_serving_n + excluded.windows_serving_n,
			arrivals_booked = coalesce(m.arrivals_booked + excluded.arrivals_booked, m.arrivals_booked, excluded.arrivals_booked),
			arrivals_walk_in = coalesce(m.arrivals_walk_in + excluded.arrivals_walk_in, m.arrivals_walk_in, excluded.arrivals_walk_in),
			served = coalesce(m.served + excluded.served, m.served, excluded.served),
			no_shows = coalesce(m.no_shows + excluded.no_shows, m.no_shows, excluded.no_shows),
			left_without_service = coalesce(m.left_without_service + excluded.left_without_service,
				m.left_without_service, excluded.left_without_service),
			turned_away = coalesce(m.turned_away + excluded.turned_away, m.turned_away, excluded.turned_away),
			moved_to_next_day = coalesce(m.moved_to_next_day + excluded.moved_to_next_day,
				m.moved_to_next_day, excluded.moved_to_next_day),
			wait_max = greatest(m.wait_max, excluded.wait_max),
			wait_60 = m.wait_60 + excluded.wait_60,
			wait_120 = m.wait_120 + excluded.wait_120,
			wait_300 = m.wait_300 + excluded.wait_300,
			wait_600 = m.wait_600 + excluded.wait_600,
			wait_900 = m.wait_900 + excluded.wait_900,
			wait_1200 = m.wait_1200 + excluded.wait_1200,
			wait_1800 = m.wait_1800 + excluded.wait_1800,
			wait_2400 = m.wait_2400 + excluded.wait_2400,
			wait_3600 = m.wait_3600 + excluded.wait_3600,
			wait_5400 = m.wait_5400 + excluded.wait_5400,
			wait_7200 = m.wait_7200 + excluded.wait_7200,
			wait_over = m.wait_over + excluded.wait_over
		returning m.bucket, center_minute_figures(m) as figures
	)
	select coalesce(array_to_json(array_agg(figures)), '[]') into minutes
	  from minute where bucket > p_present_after - interval '1 minute';

	insert into rollup_touched as t (family, bucket, batch)
	select distinct 'center', date_bin('15 minutes', at, '2000-01-01 00:00:00+00'), ingest_center_readings.batch
	  from unnest(p_at) as at
	on conflict (family, bucket) do update set batch = excluded.batch;

	if v_known is null then
		outcomes := array_to_json(v_codes);
	else
		outcomes := (
			select json_agg(coalesce(known.code, fresh.code) order by position)
			  from unnest(v_known) with ordinality as known (code, position)
			  left join unnest(v_fresh, v_codes) as fresh (position, code) using (position));
	end if;
end
$$;
