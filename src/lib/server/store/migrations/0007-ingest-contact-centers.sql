-- The one statement that stores readings of contact-center sites. Order and outcomes as in ingest_center_readings.

create function contact_present_json(p contact_present, p_cadence_seconds integer) returns json
language sql stable
as $$
select json_build_array(p.contact_center, p.feed, p_cadence_seconds, p.batch, epoch_ms(p.at), p.id,
	p.calls_waiting, p.longest_wait_seconds, p.operators_on_shift, p.operators_busy, p.operators_seconded)
$$;

create function contact_minute_json(m rollup_contact_1m) returns json
language sql stable
as $$
select json_build_array(m.contact_center, epoch_ms(m.bucket), m.batch, m.n,
	coalesce(m.offered, 0), coalesce(m.answered, 0), coalesce(m.answered_in_target, 0), coalesce(m.abandoned, 0),
	coalesce(m.handle_seconds, 0), coalesce(m.answer_wait_seconds, 0), coalesce(m.answer_wait_max_seconds, 0))
$$;

-- A reading that measures no state leaves the present state as it is.
create function ingest_contact_readings(
	p_received_at timestamptz, p_present_after timestamptz,
	p_feed integer[], p_id text[], p_body_hash bytea[], p_contact_center integer[], p_at timestamptz[],
	p_calls_waiting integer[], p_longest_wait_seconds integer[],
	p_operators_on_shift integer[], p_operators_busy integer[], p_operators_seconded integer[],
	p_offered integer[], p_answered integer[], p_answered_in_target integer[], p_abandoned integer[],
	p_handle_seconds integer[], p_answer_wait_seconds integer[], p_answer_wait_max_seconds integer[],
	p_topics text[],
	out batch bigint, out outcomes json, out present json, out minutes json)
language plpgsql
-- Planned once per connection. A plan that does not know how long the arrays are must not join them row by row.
set plan_cache_mode = force_generic_plan
set enable_nestloop = off
set enable_seqscan = off
set jit = off
as $$
begin
	update ingest_turn as t set batch = t.batch + 1 returning t.batch into ingest_contact_readings.batch;
	perform ensure_days_of('{contact_reading,rollup_contact_1m}', p_at, p_received_at);

	with input as materialized (
		select t.*, (t.at at time zone 'UTC')::date as day,
		       num_nonnulls(calls_waiting, longest_wait_seconds, operators_on_shift, operators_busy,
		                    operators_seconded) > 0 as has_state
		  from unnest(p_feed, p_id, p_body_hash, p_contact_center, p_at, p_calls_waiting, p_longest_wait_seconds,
		              p_operators_on_shift, p_operators_busy, p_operators_seconded,
		              p_offered, p_answered, p_answered_in_target, p_abandoned,
		              p_handle_seconds, p_answer_wait_seconds, p_answer_wait_max_seconds, p_topics)
		       with ordinality as t (feed, id, body_hash, contact_center, at, calls_waiting, longest_wait_seconds,
		              operators_on_shift, operators_busy, operators_seconded,
		              offered, answered, answered_in_target, abandoned,
		              handle_seconds, answer_wait_seconds, answer_wait_max_seconds, topics, position)
	), fresh as (
		insert into reading_key (feed, id, body_hash, position, received_at, backfill_day)
		select feed, id, body_hash, position, p_received_at, case when at <= p_present_after then day end
		  from input
		on conflict do nothing
		returning position
	), stored as materialized (
		select input.* from input join fresh using (position)
	), history as (
		insert into contact_reading (contact_center, at, feed, id, batch, calls_waiting, longest_wait_seconds,
			operators_on_shift, operators_busy, operators_seconded,
			offered, answered, answered_in_target, abandoned,
			handle_seconds, answer_wait_seconds, answer_wait_max_seconds, topics)
		select contact_center, at, feed, id, ingest_contact_readings.batch, calls_waiting, longest_wait_seconds,
			operators_on_shift, operators_busy, operators_seconded,
			offered, answered, answered_in_target, abandoned,
			handle_seconds, answer_wait_seconds, answer_wait_max_seconds, topics::jsonb
		  from stored
	), newest as (
		select distinct on (contact_center, feed) *
		  from stored where at > p_present_after and has_state
		 order by contact_center, feed, at desc, id collate "C" desc
	), known as (
		insert into contact_present as p (contact_center, feed, batch, at, id,
			calls_waiting, longest_wait_seconds, operators_on_shift, operators_busy, operators_seconded)
		select contact_center, feed, ingest_contact_readings.batch, at, id,
			calls_waiting, longest_wait_seconds, operators_on_shift, operators_busy, operators_seconded
		  from newest
		on conflict (contact_center, feed) do update set
			batch = excluded.batch, at = excluded.at, id = excluded.id,
			calls_waiting = excluded.calls_waiting, longest_wait_seconds = excluded.longest_wait_seconds,
			operators_on_shift = excluded.operators_on_shift, operators_busy = excluded.operators_busy,
			operators_seconded = excluded.operators_seconded
		 where is_newer(excluded.at, excluded.id, p.at, p.id)
		returning p.contact_center, p.feed, p.at, p.id, p
	), minute as (
		insert into rollup_contact_1m as m (contact_center, bucket, batch, n,
			offered, answered, answered_in_target, abandoned,
			handle_seconds, answer_wait_seconds, answer_wait_max_seconds,
			calls_waiting_sum, calls_waiting_n, calls_waiting_min, calls_waiting_max,
			operators_on_shift_sum, operators_on_shift_n, operators_busy_sum, operators_busy_n,
			operators_seconded_sum, operators_seconded_n, longest_wait_max)
		select contact_center, date_bin('1 minute', at, '2000-01-01 00:00:00+00'), ingest_contact_readings.batch, count(*),
			sum(offered), sum(answered), sum(answered_in_target), sum(abandoned),
			sum(handle_seconds), sum(answer_wait_seconds), max(answer_wait_max_seconds),
			sum(calls_waiting), count(calls_waiting), min(calls_waiting), max(calls_waiting),
			sum(operators_on_shift), count(operators_on_shift), sum(operators_busy), count(operators_busy),
			sum(operators_seconded), count(operators_seconded), max(longest_wait_seconds)
		  from stored group by 1, 2
		on conflict (contact_center, bucket) do update set
			batch = excluded.batch,
			n = m.n + excluded.n,
			offered = coalesce(m.offered + excluded.offered, m.offered, excluded.offered),
			answered = coalesce(m.answered + excluded.answered, m.answered, excluded.answered),
			answered_in_target = coalesce(m.answered_in_target + excluded.answered_in_target,
				m.answered_in_target, excluded.answered_in_target),
			abandoned = coalesce(m.abandoned + excluded.abandoned, m.abandoned, excluded.abandoned),
			handle_seconds = coalesce(m.handle_seconds + excluded.handle_seconds, m.handle_seconds, excluded.handle_seconds),
			answer_wait_seconds = coalesce(m.answer_wait_seconds + excluded.answer_wait_seconds,
				m.answer_wait_seconds, excluded.answer_wait_seconds),
			answer_wait_max_seconds = greatest(m.answer_wait_max_seconds, excluded.answer_wait_max_seconds),
			calls_waiting_sum = coalesce(m.calls_waiting_sum + excluded.calls_waiting_sum,
				m.calls_waiting_sum, excluded.calls_waiting_sum),
			calls_waiting_n = m.calls_waiting_n + excluded.calls_waiting_n,
			calls_waiting_min = least(m.calls_waiting_min, excluded.calls_waiting_min),
			calls_waiting_max = greatest(m.calls_waiting_max, excluded.calls_waiting_max),
			operators_on_shift_sum = coalesce(m.operators_on_shift_sum + excluded.operators_on_shift_sum,
				m.operators_on_shift_sum, excluded.operators_on_shift_sum),
			operators_on_shift_n = m.operators_on_shift_n + excluded.operators_on_shift_n,
			operators_busy_sum = coalesce(m.operators_busy_sum + excluded.operators_busy_sum,
				m.operators_busy_sum, excluded.operators_busy_sum),
			operators_busy_n = m.operators_busy_n + excluded.operators_busy_n,
			operators_seconded_sum = coalesce(m.operators_seconded_sum + excluded.operators_seconded_sum,
				m.operators_seconded_sum, excluded.operators_seconded_sum),
			operators_seconded_n = m.operators_seconded_n + excluded.operators_seconded_n,
			longest_wait_max = greatest(m.longest_wait_max, excluded.longest_wait_max)
		returning m.bucket, m
	), touched as (
		insert into rollup_touched as t (family, bucket, batch)
		select distinct 'contact', date_bin('15 minutes', at, '2000-01-01 00:00:00+00'), ingest_contact_readings.batch
		  from stored
		on conflict (family, bucket) do update set batch = excluded.batch
	)
	select
		(select json_agg(case
				when fresh.position is null then case
					when i.body_hash = coalesce(
						(select k.body_hash from reading_key as k where k.feed = i.feed and k.id = i.id),
						(select s.body_hash from stored as s where s.feed = i.feed and s.id = i.id))
					then 2 else 3 end
				when i.at > p_present_after and (not i.has_state or (i.at, i.id) = (known.at, known.id)) then 0
				else 1 end order by i.position)
		   from input as i
		   left join fresh using (position)
		   left join known on known.contact_center = i.contact_center and known.feed = i.feed),
		(select coalesce(json_agg(contact_present_json(known.p, coalesce(feed.cadence_seconds, 30))), '[]')
		   from known left join feed on feed.id = known.feed),
		(select coalesce(json_agg(contact_minute_json(minute.m)), '[]')
		   from minute where minute.bucket > p_present_after - interval '1 minute')
	  into outcomes, present, minutes;
end
$$;
