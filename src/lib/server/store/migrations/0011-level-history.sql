-- Minute rows tell the live board how full the last minutes were: the level of a place is held by what the store knows,
-- not by what a node remembers. Older nodes read the leading figures only.

create or replace function center_minute_figures(m rollup_1m) returns bigint[]
language sql stable
as $$
select array[m.center, epoch_ms(m.bucket), m.batch, m.n,
	coalesce(m.queue_sum, 0), m.queue_n,
	coalesce(m.arrivals_booked, 0), coalesce(m.arrivals_walk_in, 0), coalesce(m.served, 0),
	coalesce(m.no_shows, 0), coalesce(m.left_without_service, 0), coalesce(m.turned_away, 0),
	coalesce(m.moved_to_next_day, 0),
	m.occupancy_max, m.queue_max, m.outside_max, m.wait_max,
	coalesce(m.windows_serving_sum, m.windows_open_sum, 0),
	case when m.windows_serving_n > 0 then m.windows_serving_n else m.windows_open_n end]::bigint[]
$$;

create or replace function contact_minute_json(m rollup_contact_1m) returns json
language sql stable
as $$
select json_build_array(m.contact_center, epoch_ms(m.bucket), m.batch, m.n,
	coalesce(m.offered, 0), coalesce(m.answered, 0), coalesce(m.answered_in_target, 0), coalesce(m.abandoned, 0),
	coalesce(m.handle_seconds, 0), coalesce(m.answer_wait_seconds, 0), coalesce(m.answer_wait_max_seconds, 0),
	coalesce(m.calls_waiting_sum, 0), m.calls_waiting_n, m.calls_waiting_max,
	coalesce(m.operators_on_shift_sum, 0), m.operators_on_shift_n)
$$;
