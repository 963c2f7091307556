-- Decisions: legal acts with their measures, every version of them, and who was told what of them.

-- `doc`: the decision as domain/regime.ts has it, with `startsAt` and `endsAt` of it all; instants are RFC 3339 texts.
create table decision (
	id                text primary key collate "C" check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
	revision          integer not null check (revision > 0),
	level             text not null check (level in ('nation', 'region', 'city', 'center')),
	doc               jsonb not null check (jsonb_typeof(doc) = 'object'),
	regions           text[],               -- for the audit; null: of no region alone
	scopes            text[] not null check (cardinality(scopes) > 0), -- who hears of it, as on the wire
	known_at          timestamptz not null, -- operations clock: since when this version is known
	boundaries        timestamptz[] not null, -- operations clock: when something starts or ends, and is known
	announced_through timestamptz,          -- every boundary until here was announced, or past when it was entered
	next_due_at       timestamptz,          -- the first boundary after that
	told_at           timestamptz not null, -- operations clock: when this revision was told
	changed_by        text not null,
	changed_at        timestamptz not null,
	change_reason     text
);
create index decision_due on decision (next_due_at) where next_due_at is not null;

-- What was believed when: a version counts from `known_at` until that of the next one. `n` is the number of its telling.
create table decision_version (
	n        bigint primary key,
	decision text not null collate "C" references decision (id),
	revision integer not null,
	known_at timestamptz not null,
	doc      jsonb not null,
	unique (decision, revision)
);

create function refuse_version_change() returns trigger
language plpgsql
as $$
begin
	raise exception 'what was believed is kept as it was' using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete on decision_version
	for each statement execute function refuse_version_change();
create trigger never_deleted before delete on decision
	for each statement execute function refuse_version_change();

-- What each measure claims: of one level, day of act, narrowness and start, no two may share an aspect, a subject and an
-- instant, for no precedence could settle them (domain/regime-overlap.ts). Subjects are ordinals of centers, and those of
-- sites of 1414 below zero. Ranges stand for equal numbers, so that no extension is needed.
create table measure_span (
	decision   text not null collate "C" references decision (id),
	measure    smallint not null check (measure >= 0),
	level      smallint not null check (level between 0 and 3),
	act_date   date not null,
	narrowness smallint not null,
	aspects    int4multirange not null check (not isempty(aspects)),
	subjects   int4multirange not null check (not isempty(subjects)),
	period     tstzrange not null check (not isempty(period) and not lower_inf(period) and lower_inc(period)),
	constraint measure_span_is_settled exclude using gist (
		int4range(level, level, '[]') with &&,
		daterange(act_date, act_date, '[]') with &&,
		int4range(narrowness, narrowness, '[]') with &&,
		tstzrange(lower(period), lower(period), '[]') with &&,
		aspects with &&,
		subjects with &&,
		period with &&)
);
create index measure_span_of on measure_span (decision);

-- Where a decision stands at an instant (domain/regime-state.ts).
create function decision_state(p_doc jsonb, p_at timestamptz) returns text
language sql stable
as $$
select case
	when (p_doc ->> 'canceledAt')::timestamptz <= p_at then 'canceled'
	when (p_doc -> 'repealed' ->> 'at')::timestamptz <= p_at then 'repealed'
	when jsonb_array_length(p_doc -> 'measures') = 0 then 'ended'
	when (p_doc ->> 'startsAt')::timestamptz <= p_at is not true then 'scheduled'
	when (p_doc ->> 'endsAt')::timestamptz <= p_at then 'ended'
	else 'in_force'
end
$$;

-- Keeps and tells every revision, in the statement that makes it. What is not known yet is told without its content.
-- Its name puts it before the audit: who writes takes `change_turn` first, then the audit's lock.
create function announce_decision() returns trigger
language plpgsql
as $$
declare
	v_known jsonb := case when new.known_at <= new.told_at then new.doc else (
		select doc from decision_version where decision = new.id and known_at <= new.told_at
		 order by revision desc limit 1) end;
	v_state text := decision_state(v_known, new.told_at);
	v_n bigint;
begin
	v_n := number_change('regime', new.id, new.revision, new.scopes,
		v_known is not null and v_state in ('scheduled', 'in_force'),
		coalesce(v_known || jsonb_build_object('state', v_state), '{}'));
	insert into decision_version (n, decision, revision, known_at, doc)
	values (v_n, new.id, new.revision, new.known_at, new.doc);
	return null;
end
$$;
create trigger announce after insert or update on decision for each row execute function announce_decision();
create trigger audit after insert or update on decision
	for each row execute function audit_row('decision', 'id', 'boundaries', 'scopes');

-- Refuses a change of rules; server/store/decisions.ts turns reason and detail into an answer.
create function refuse_decision(p_reason text, p_detail text) returns void
language plpgsql
as $$
begin
	raise exception '%', p_reason using errcode = 'KZ001', detail = p_detail;
end
$$;

-- The boundaries of a decision that are still to be announced: none of them comes before it is known.
create function due_after(p_boundaries timestamptz[], p_at timestamptz) returns timestamptz
language sql immutable
as $$
select min(b) from unnest(p_boundaries) as b where p_at is null or b > p_at
$$;

-- Enters decisions with their spans, all or nothing; what they repeal ends. `p_now`: operations clock, `p_at`: system
-- clock. What lies before `p_now` is history: it is kept, and not announced again.
create function enter_decisions(p_entries jsonb, p_by text, p_at timestamptz, p_now timestamptz, p_reason text)
returns void
language plpgsql
as $$
declare
	v_entry jsonb;
	v_doc jsonb;
	v_known timestamptz;
	v_boundaries timestamptz[];
	v_rival text;
	v_repeal jsonb;
begin
	perform from change_turn for update;
	for v_entry in select jsonb_array_elements(p_entries) loop
		v_doc := v_entry -> 'doc';
		v_known := (v_entry ->> 'knownAt')::timestamptz;
		v_boundaries := array(
			select distinct greatest(b::timestamptz, v_known)
			  from jsonb_array_elements_text(v_entry -> 'boundaries') as b
			 union select v_known where v_known > p_now
			 order by 1);
		insert into decision (id, revision, level, doc, regions, scopes, known_at, boundaries, announced_through,
			next_due_at, told_at, changed_by, changed_at, change_reason)
		values (v_doc ->> 'id', 1, v_doc ->> 'level', v_doc, text_list(v_entry -> 'regions'),
			text_list(v_entry -> 'scopes'), v_known, v_boundaries,
			(select max(b) from unnest(v_boundaries) as b where b <= p_now),
			due_after(v_boundaries, p_now), p_now, p_by, p_at, p_reason)
		on conflict (id) do nothing;
		if not found then
			perform refuse_decision('id_taken', v_doc ->> 'id');
		end if;
		begin
			insert into measure_span (decision, measure, level, act_date, narrowness, aspects, subjects, period)
			select v_doc ->> 'id', s.measure, array_position(array['nation', 'region', 'city', 'center'], v_doc ->> 'level') - 1,
			       (v_doc -> 'act' ->> 'date')::date, s.narrowness, s.aspects, s.subjects,
			       tstzrange(s."from", s."until", '[)')
			  from jsonb_to_recordset(v_entry -> 'spans') as s (
				measure smallint, narrowness smallint, aspects int4multirange, subjects int4multirange,
				"from" timestamptz, "until" timestamptz);
		exception when exclusion_violation then
			select other.decision into v_rival
			  from jsonb_to_recordset(v_entry -> 'spans') as s (
				narrowness smallint, aspects int4multirange, subjects int4multirange, "from" timestamptz)
			  join measure_span as other
			    on other.level = array_position(array['nation', 'region', 'city', 'center'], v_doc ->> 'level') - 1
			   and other.act_date = (v_doc -> 'act' ->> 'date')::date and other.narrowness = s.narrowness
			   and lower(other.period) = s."from" and other.aspects && s.aspects and other.subjects && s.subjects
			 order by other.decision limit 1;
			perform refuse_decision('overlap', coalesce(v_rival, v_doc ->> 'id'));
		end;
		for v_repeal in select jsonb_array_elements(v_entry -> 'repeals') loop
			perform repeal_decision(v_repeal ->> 'id', (v_repeal ->> 'at')::timestamptz, v_doc, v_known,
				p_by, p_at, p_now, p_reason);
		end loop;
	end loop;
end
$$;

-- Ends a decision by a later act of its level or a higher one.
create function repeal_decision(p_id text, p_from timestamptz, p_by_doc jsonb, p_known timestamptz, p_by text,
	p_at timestamptz, p_now timestamptz, p_reason text) returns void
language plpgsql
as $$
declare
	v_levels text[] := array['nation', 'region', 'city', 'center'];
	v_old decision;
	v_boundaries timestamptz[];
begin
	select * into v_old from decision where id = p_id for update;
	if v_old.id is null then
		perform refuse_decision('repeals_unknown', p_id);
	elsif array_position(v_levels, p_by_doc ->> 'level') > array_position(v_levels, v_old.level) then
		perform refuse_decision('repeals_higher_level', p_id);
	elsif jsonb_typeof(v_old.doc -> 'repealed') = 'object' or jsonb_typeof(v_old.doc -> 'canceledAt') = 'string'
		or (v_old.doc ->> 'endsAt')::timestamptz <= p_from
	then
		perform refuse_decision('repeals_ended', p_id);
	end if;
	v_boundaries := array(
		select b from unnest(v_old.boundaries) as b where b < greatest(p_from, p_known)
		 union select greatest(p_from, p_known) order by 1);
	update decision
	   set revision = revision + 1,
	       doc = doc || jsonb_build_object('repealed', jsonb_build_object('at', p_from, 'by', p_by_doc ->> 'id'),
	                                       'endsAt', p_from),
	       known_at = p_known, boundaries = v_boundaries,
	       announced_through = (select max(b) from unnest(v_boundaries) as b where b <= p_now),
	       next_due_at = due_after(v_boundaries, p_now),
	       told_at = p_now, changed_by = p_by, changed_at = p_at, change_reason = p_reason
	 where id = p_id;
	perform cut_spans(p_id, p_from);
end
$$;

-- Ends the claims of a decision; those that had not begun are none.
create function cut_spans(p_decision text, p_from timestamptz) returns void
language sql
as $$
delete from measure_span where decision = p_decision and lower(period) >= p_from;
update measure_span set period = period * tstzrange(null, p_from)
 where decision = p_decision and period @> p_from;
$$;

-- Takes a decision back before it comes into force.
create function cancel_decision(p_id text, p_seen integer, p_by text, p_at timestamptz, p_now timestamptz, p_reason text)
returns void
language plpgsql
as $$
declare
	v_old decision;
begin
	perform from change_turn for update;
	select * into v_old from decision where id = p_id for update;
	if v_old.id is null then
		perform refuse_decision('not_found', p_id);
	elsif v_old.revision <> p_seen then
		perform refuse_decision('stale', v_old.changed_by);
	elsif decision_state(v_old.doc, p_now) <> 'scheduled' then
		perform refuse_decision('not_scheduled', decision_state(v_old.doc, p_now));
	end if;
	update decision
	   set revision = revision + 1, doc = doc || jsonb_build_object('canceledAt', p_now, 'endsAt', p_now),
	       known_at = p_now, boundaries = '{}', next_due_at = null, told_at = p_now,
	       changed_by = p_by, changed_at = p_at, change_reason = p_reason
	 where id = p_id;
	perform cut_spans(p_id, '-infinity');
end
$$;

-- Announces starts and ends that have come, each once whichever nodes ask: a revision, its number and its audit entry per
-- boundary, at most a hundred at a time. Returns how many.
create function announce_due(p_at timestamptz, p_now timestamptz) returns integer
language plpgsql
as $$
declare
	v_announced integer;
begin
	perform from decision where next_due_at <= p_now limit 1;
	if not found then
		return 0;
	end if;
	-- Whoever waits here finds below what the others left.
	perform from change_turn for update;
	with due as (
		select id from decision where next_due_at <= p_now order by next_due_at, id limit 100 for update
	)
	update decision as d
	   set revision = revision + 1, announced_through = next_due_at, next_due_at = due_after(boundaries, next_due_at),
	       told_at = p_now, changed_by = 'system', changed_at = p_at, change_reason = null
	  from due where d.id = due.id;
	get diagnostics v_announced = row_count;
	return v_announced;
end
$$;
