-- Changing rules by drafts: who changed what meanwhile, changes that begin when they are confirmed, and no wide change
-- on one code.

-- Who changed a decision last, and where it stands. That a rule began or ended by itself is nobody's change.
create function decision_change(p_id text, p_now timestamptz) returns jsonb
language sql stable
as $$
select jsonb_build_object('id', d.id, 'revision', d.revision, 'state', decision_state(d.doc, p_now),
	'by', coalesce(u.username, a.actor, d.changed_by),
	'at', to_char(coalesce(a.at, d.changed_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  from decision as d
  left join lateral (select actor, at from audit
                      where object = 'decision' and object_id = d.id and actor <> 'system'
                      order by seq desc limit 1) as a on true
  left join app_user as u on 'user:' || u.id = a.actor
 where d.id = p_id
$$;

create function refuse_stale(p_id text, p_now timestamptz) returns void
language plpgsql
as $$
begin
	perform refuse_decision('stale', decision_change(p_id, p_now)::text);
end
$$;

-- Names of the centers and sites among scopes.
create function subject_scopes(p_scopes text[]) returns text[]
language sql immutable
as $$
select array(select s from unnest(p_scopes) as s where s like 'center:%' or s = 'contact')
$$;

-- Refuses where somebody changed what holds for any of these centers after the newest change that was seen.
create function require_seen(p_scopes text[], p_seen bigint, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_changed text;
begin
	select v.decision into v_changed
	  from decision_version as v join decision as d on d.id = v.decision
	 where v.n > p_seen and d.scopes && subject_scopes(p_scopes)
	   and v.doc is distinct from (select earlier.doc from decision_version as earlier
	                                where earlier.decision = v.decision and earlier.revision = v.revision - 1)
	 order by v.n desc limit 1;
	if found then
		perform refuse_stale(v_changed, p_now);
	end if;
end
$$;

-- The requester's own role and regions, at the moment of the change: national acts are for whoever has all of them.
create or replace function require_regions(p_by text, p_regions text[]) returns void
language plpgsql
as $$
begin
	perform from app_user
	  where 'user:' || id = p_by and disabled_at is null and role in ('regional_director', 'leadership')
	    and (regions is null or regions @> p_regions);
	if not found then
		perform refuse_draft('not_found');
	end if;
end
$$;

-- An entry that begins when it is confirmed: the instant that stood for that one is put in its place. As text, for it stands
-- in periods of every zone, spans, boundaries and repeals alike; instants are written in one way only.
create function begun_at(p_entry jsonb, p_stands_for text, p_now timestamptz) returns jsonb
language sql immutable
as $$
select case when p_stands_for is null then p_entry else replace(p_entry::text, to_json(p_stands_for)::text,
	'"' || to_char(p_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"')::jsonb end
$$;

-- Enters a drafted decision. It lapses at its start, unless it begins now or is entered as in force since then.
-- `p_countersign`: until when another person must have countersigned it, from now; null: nobody must.
create function enter_drafted(p_content jsonb, p_by text, p_now timestamptz, p_countersign interval default null)
returns void
language plpgsql
as $$
declare
	v_now timestamptz := date_trunc('milliseconds', operations_instant(p_now));
	v_entry jsonb := begun_at(p_content -> 'entry', p_content ->> 'atOnce', v_now);
	v_repealed text[] := array(select r ->> 'id' from jsonb_array_elements(v_entry -> 'repeals') as r);
	v_scopes text[] := text_list(v_entry -> 'scopes');
	v_other decision;
begin
	perform require_regions(p_by, text_list(v_entry -> 'regions'));
	for v_other in select * from decision where id = any (v_repealed) loop
		perform require_regions(p_by, v_other.regions);
		v_scopes := v_scopes || v_other.scopes;
	end loop;
	if (v_entry -> 'doc' ->> 'startsAt')::timestamptz < v_now
		and not (v_entry -> 'doc' ->> 'isEnteredLate')::boolean
		or exists (select from jsonb_array_elements(v_entry -> 'spans') as s
		            where (s ->> 'until')::timestamptz <= (s ->> 'from')::timestamptz)
	then
		perform refuse_draft('draft_expired');
	end if;
	if p_countersign is not null then
		v_entry := jsonb_set(v_entry, '{doc,emergency}', jsonb_build_object(
			'countersignDueAt', v_now + p_countersign, 'countersignedAt', null));
		v_entry := jsonb_set(v_entry, '{boundaries}', (v_entry -> 'boundaries') || to_jsonb(v_now + p_countersign));
	end if;
	perform require_seen(v_scopes, (p_content ->> 'seenChange')::bigint, v_now);
	perform enter_decisions(jsonb_build_array(v_entry || jsonb_build_object('knownAt', v_now)), p_by, p_now, v_now,
		p_content ->> 'reason');
end
$$;

create or replace function apply_regime_request(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
begin
	perform enter_drafted(p_content, p_by, p_now);
end
$$;

create or replace function cancel_decision(p_id text, p_seen integer, p_by text, p_at timestamptz, p_now timestamptz,
	p_reason text) returns void
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
		perform refuse_stale(p_id, p_now);
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

-- As before, but a change of rules that needs a second person is refused where there is nobody, and never done by one code.
create or replace function confirm_draft(p_draft uuid, p_digest bytea, p_user uuid, p_session text, p_step bigint,
	p_roles text[], p_second_roles text[], p_wait interval, p_made jsonb, p_now timestamptz) returns text
language plpgsql
as $$
declare
	v_draft draft;
	v_by text := 'user:' || p_user;
	v_is_second boolean;
	v_has_other boolean;
begin
	select * into v_draft from draft where id = p_draft for update;
	if v_draft.id is null or v_draft.withdrawn_at is not null then
		perform refuse_draft('not_found');
	elsif v_draft.digest <> p_digest then
		perform refuse_draft('step_up_mismatch');
	elsif v_draft.used_at is not null then
		perform refuse_draft('draft_used');
	elsif v_draft.expires_at <= p_now then
		perform refuse_draft('draft_expired');
	end if;
	v_is_second := v_draft.confirmed_at is not null;
	if v_is_second and v_draft.requested_by = p_user then
		perform refuse_draft('four_eyes');
	elsif not v_is_second and (v_draft.requested_by <> p_user or v_draft.session_id <> p_session) then
		perform refuse_draft('not_found');
	end if;
	perform from app_user join session on session.user_id = app_user.id
	  where app_user.id = p_user and disabled_at is null and session.id = p_session and revoked_at is null
	    and user_epoch = auth_epoch and absolute_expires_at > p_now
	    for share of app_user;
	if not found then
		perform refuse_draft('unauthenticated');
	end if;
	perform from app_user where id = p_user and role = any (p_roles);
	if not found then
		perform refuse_draft('forbidden');
	end if;
	update second_factor set last_step = p_step
	 where user_id = p_user and confirmed_at is not null and last_step < p_step;
	if not found then
		perform refuse_draft('code_used');
	end if;

	v_has_other := exists (
		select from app_user where role = any (p_second_roles) and disabled_at is null and id <> p_user);
	if not v_is_second and v_has_other then
		update draft set confirmed_at = p_now, expires_at = p_now + p_wait, changed_by = v_by, changed_at = p_now
		 where id = p_draft;
		return 'waiting';
	elsif not v_is_second and v_draft.kind like 'regime.%' and cardinality(p_second_roles) > 0 then
		perform refuse_draft('no_second_person');
	end if;
	update draft
	   set used_at = p_now, approved_by = case when v_is_second then p_user end, changed_by = v_by, changed_at = p_now
	 where id = p_draft;
	execute format('select %I($1, $2, $3, $4)', 'apply_' || replace(v_draft.kind, '.', '_'))
	  using v_draft.content::jsonb, p_made, 'user:' || v_draft.requested_by, p_now;
	return 'done';
end
$$;
