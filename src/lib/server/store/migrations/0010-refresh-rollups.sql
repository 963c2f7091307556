-- The coarser tiers, recomputed from the finer one where ingest touched a quarter hour since the tier's own mark. A bucket
-- is always computed whole, so late, repeated and out-of-order readings come out right.

-- Brings one tier up to date, `p_most` touched quarter hours at a time; `p_upsert` computes the bucket [$1, $2). Of several
-- nodes one works and the others pass. A row is replaced only by one that has seen later batches.
create function refresh_rollup(
	p_tier text, p_source text, p_family text, p_step interval, p_most integer, p_upsert text,
	out rows bigint, out has_more boolean)
language plpgsql
as $$
declare
	v_mark rollup_mark;
	v_reached bigint;
	v_due rollup_touched[];
	v_last rollup_touched;
	v_start timestamptz;
	v_count bigint;
begin
	rows := 0;
	has_more := false;
	select * into v_mark from rollup_mark where tier = p_tier for update skip locked;
	if not found then
		return;
	end if;
	-- What the source holds for certain: minutes are written by ingest itself, other tiers have a mark.
	select coalesce((select batch from rollup_mark where tier = p_source), (select batch from ingest_turn)) into v_reached;
	v_due := array(
		select touched from rollup_touched as touched
		 where family = p_family and (batch, bucket) > (v_mark.batch, v_mark.bucket)
		 order by batch, bucket limit p_most);
	for v_start in
		select distinct date_bin(p_step, bucket, '2000-01-01 00:00:00+00') from unnest(v_due)
	loop
		execute p_upsert using v_start, v_start + p_step;
		get diagnostics v_count = row_count;
		rows := rows + v_count;
	end loop;

	v_last := v_due[cardinality(v_due)];
	if cardinality(v_due) < p_most or v_last.batch > v_reached then
		v_last.batch := v_reached;
		v_last.bucket := 'infinity';
	else
		has_more := true;
	end if;
	update rollup_mark set batch = v_last.batch, bucket = v_last.bucket
	 where tier = p_tier and (batch, bucket) < (v_last.batch, v_last.bucket);
end
$$;

create function refresh_center_rollup(p_tier text, p_source text, p_step interval, p_most integer,
	out rows bigint, out has_more boolean)
language sql
as $$
select * from refresh_rollup(p_tier, p_source, 'center', p_step, p_most, format($sql$
		insert into %I as t (center, bucket, batch,
			n, occupancy_sum, occupancy_n, queue_sum, queue_n, outside_sum, outside_n, booked_waiting_sum,
			booked_waiting_n, walk_in_waiting_sum, walk_in_waiting_n, windows_open_sum, windows_open_n,
			windows_serving_sum, windows_serving_n, arrivals_booked, arrivals_walk_in, served, no_shows,
			left_without_service, turned_away, moved_to_next_day, wait_60, wait_120, wait_300, wait_600,
			wait_900, wait_1200, wait_1800, wait_2400, wait_3600, wait_5400, wait_7200, wait_over,
			occupancy_min, queue_min, outside_min, occupancy_max, queue_max, outside_max, wait_max)
		select r.center, $1, max(r.batch),
			sum(r.n), sum(r.occupancy_sum), sum(r.occupancy_n), sum(r.queue_sum), sum(r.queue_n),
			sum(r.outside_sum), sum(r.outside_n), sum(r.booked_waiting_sum), sum(r.booked_waiting_n),
			sum(r.walk_in_waiting_sum), sum(r.walk_in_waiting_n), sum(r.windows_open_sum),
			sum(r.windows_open_n), sum(r.windows_serving_sum), sum(r.windows_serving_n),
			sum(r.arrivals_booked), sum(r.arrivals_walk_in), sum(r.served), sum(r.no_shows),
			sum(r.left_without_service), sum(r.turned_away), sum(r.moved_to_next_day), sum(r.wait_60),
			sum(r.wait_120), sum(r.wait_300), sum(r.wait_600), sum(r.wait_900), sum(r.wait_1200),
			sum(r.wait_1800), sum(r.wait_2400), sum(r.wait_3600), sum(r.wait_5400), sum(r.wait_7200),
			sum(r.wait_over), min(r.occupancy_min), min(r.queue_min), min(r.outside_min),
			max(r.occupancy_max), max(r.queue_max), max(r.outside_max), max(r.wait_max)
		  from %I as r
		 where r.bucket >= $1 and r.bucket < $2
		 group by 1
		on conflict (center, bucket) do update set
			batch = excluded.batch,
			n = excluded.n, occupancy_sum = excluded.occupancy_sum, occupancy_n = excluded.occupancy_n,
			queue_sum = excluded.queue_sum, queue_n = excluded.queue_n, outside_sum = excluded.outside_sum,
			outside_n = excluded.outside_n, booked_waiting_sum = excluded.booked_waiting_sum,
			booked_waiting_n = excluded.booked_waiting_n,
			walk_in_waiting_sum = excluded.walk_in_waiting_sum,
			walk_in_waiting_n = excluded.walk_in_waiting_n, windows_open_sum = excluded.windows_open_sum,
			windows_open_n = excluded.windows_open_n, windows_serving_sum = excluded.windows_serving_sum,
			windows_serving_n = excluded.windows_serving_n, arrivals_booked = excluded.arrivals_booked,
			arrivals_walk_in = excluded.arrivals_walk_in, served = excluded.served,
			no_shows = excluded.no_shows, left_without_service = excluded.left_without_service,
			turned_away = excluded.turned_away, moved_to_next_day = excluded.moved_to_next_day,
			wait_60 = excluded.wait_60, wait_120 = excluded.wait_120, wait_300 = excluded.wait_300,
			wait_600 = excluded.wait_600, wait_900 = excluded.wait_900, wait_1200 = excluded.wait_1200,
			wait_1800 = excluded.wait_1800, wait_2400 = excluded.wait_2400, wait_3600 = excluded.wait_3600,
			wait_5400 = excluded.wait_5400, wait_7200 = excluded.wait_7200, wait_over = excluded.wait_over,
			occupancy_min = excluded.occupancy_min, queue_min = excluded.queue_min,
			outside_min = excluded.outside_min, occupancy_max = excluded.occupancy_max,
			queue_max = excluded.queue_max, outside_max = excluded.outside_max,
			wait_max = excluded.wait_max
		 where t.batch < excluded.batch
$sql$, p_tier, p_source))
$$;

-- A place's row: the nation has ordinal 0; a center counts for its region and, where it lies in one, its city.
create function refresh_place_rollup(p_tier text, p_source text, p_step interval, p_most integer,
	out rows bigint, out has_more boolean)
language sql
as $$
select * from refresh_rollup(p_tier, p_source, 'center', p_step, p_most, format($sql$
		insert into %I as t (place, bucket, batch,
			reporting, n, occupancy_total, occupancy_centers, occupancy_worst, queue_total, queue_centers,
			queue_worst, outside_total, outside_centers, outside_worst, arrivals_booked, arrivals_walk_in,
			served, no_shows, left_without_service, turned_away, moved_to_next_day, wait_60, wait_120,
			wait_300, wait_600, wait_900, wait_1200, wait_1800, wait_2400, wait_3600, wait_5400, wait_7200,
			wait_over, wait_max)
		select p.place, $1, max(r.batch),
			count(*), sum(r.n), sum(r.occupancy_sum::double precision / nullif(r.occupancy_n, 0)),
			count(*) filter (where r.occupancy_n > 0), max(r.occupancy_max),
			sum(r.queue_sum::double precision / nullif(r.queue_n, 0)),
			count(*) filter (where r.queue_n > 0), max(r.queue_max),
			sum(r.outside_sum::double precision / nullif(r.outside_n, 0)),
			count(*) filter (where r.outside_n > 0), max(r.outside_max), sum(r.arrivals_booked),
			sum(r.arrivals_walk_in), sum(r.served), sum(r.no_shows), sum(r.left_without_service),
			sum(r.turned_away), sum(r.moved_to_next_day), sum(r.wait_60), sum(r.wait_120), sum(r.wait_300),
			sum(r.wait_600), sum(r.wait_900), sum(r.wait_1200), sum(r.wait_1800), sum(r.wait_2400),
			sum(r.wait_3600), sum(r.wait_5400), sum(r.wait_7200), sum(r.wait_over), max(r.wait_max)
		  from %I as r
		  join center on center.ordinal = r.center
		  cross join lateral (select 0 union all select center.region union all
			select center.city where center.city is not null) as p (place)
		 where r.bucket >= $1 and r.bucket < $2
		 group by 1
		on conflict (place, bucket) do update set
			batch = excluded.batch,
			reporting = excluded.reporting, n = excluded.n, occupancy_total = excluded.occupancy_total,
			occupancy_centers = excluded.occupancy_centers, occupancy_worst = excluded.occupancy_worst,
			queue_total = excluded.queue_total, queue_centers = excluded.queue_centers,
			queue_worst = excluded.queue_worst, outside_total = excluded.outside_total,
			outside_centers = excluded.outside_centers, outside_worst = excluded.outside_worst,
			arrivals_booked = excluded.arrivals_booked, arrivals_walk_in = excluded.arrivals_walk_in,
			served = excluded.served, no_shows = excluded.no_shows,
			left_without_service = excluded.left_without_service, turned_away = excluded.turned_away,
			moved_to_next_day = excluded.moved_to_next_day, wait_60 = excluded.wait_60,
			wait_120 = excluded.wait_120, wait_300 = excluded.wait_300, wait_600 = excluded.wait_600,
			wait_900 = excluded.wait_900, wait_1200 = excluded.wait_1200, wait_1800 = excluded.wait_1800,
			wait_2400 = excluded.wait_2400, wait_3600 = excluded.wait_3600, wait_5400 = excluded.wait_5400,
			wait_7200 = excluded.wait_7200, wait_over = excluded.wait_over, wait_max = excluded.wait_max
		 where t.batch < excluded.batch
$sql$, p_tier, p_source))
$$;

create function refresh_contact_rollup(p_tier text, p_source text, p_step interval, p_most integer,
	out rows bigint, out has_more boolean)
language sql
as $$
select * from refresh_rollup(p_tier, p_source, 'contact', p_step, p_most, format($sql$
		insert into %I as t (contact_center, bucket, batch,
			n, offered, answered, answered_in_target, abandoned, handle_seconds, answer_wait_seconds,
			calls_waiting_sum, calls_waiting_n, operators_on_shift_sum, operators_on_shift_n,
			operators_busy_sum, operators_busy_n, operators_seconded_sum, operators_seconded_n,
			calls_waiting_min, calls_waiting_max, answer_wait_max_seconds, longest_wait_max)
		select r.contact_center, $1, max(r.batch),
			sum(r.n), sum(r.offered), sum(r.answered), sum(r.answered_in_target), sum(r.abandoned),
			sum(r.handle_seconds), sum(r.answer_wait_seconds), sum(r.calls_waiting_sum),
			sum(r.calls_waiting_n), sum(r.operators_on_shift_sum), sum(r.operators_on_shift_n),
			sum(r.operators_busy_sum), sum(r.operators_busy_n), sum(r.operators_seconded_sum),
			sum(r.operators_seconded_n), min(r.calls_waiting_min), max(r.calls_waiting_max),
			max(r.answer_wait_max_seconds), max(r.longest_wait_max)
		  from %I as r
		 where r.bucket >= $1 and r.bucket < $2
		 group by 1
		on conflict (contact_center, bucket) do update set
			batch = excluded.batch,
			n = excluded.n, offered = excluded.offered, answered = excluded.answered,
			answered_in_target = excluded.answered_in_target, abandoned = excluded.abandoned,
			handle_seconds = excluded.handle_seconds, answer_wait_seconds = excluded.answer_wait_seconds,
			calls_waiting_sum = excluded.calls_waiting_sum, calls_waiting_n = excluded.calls_waiting_n,
			operators_on_shift_sum = excluded.operators_on_shift_sum,
			operators_on_shift_n = excluded.operators_on_shift_n,
			operators_busy_sum = excluded.operators_busy_sum, operators_busy_n = excluded.operators_busy_n,
			operators_seconded_sum = excluded.operators_seconded_sum,
			operators_seconded_n = excluded.operators_seconded_n,
			calls_waiting_min = excluded.calls_waiting_min, calls_waiting_max = excluded.calls_waiting_max,
			answer_wait_max_seconds = excluded.answer_wait_max_seconds,
			longest_wait_max = excluded.longest_wait_max
		 where t.batch < excluded.batch
$sql$, p_tier, p_source))
$$;
