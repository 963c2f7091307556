-- Urgent decisions, which hold at once and are countersigned afterwards, and the early end of decisions in force.

create function apply_regime_emergency(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
begin
	perform enter_drafted(p_content, p_by, p_now, interval '24 hours');
end
$$;

-- Content of a draft `regime.approve`: `id`, `seenRevision`. Whoever entered an urgent decision does not countersign it.
create function apply_regime_approve(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_id text := p_content ->> 'id';
	v_now timestamptz := date_trunc('milliseconds', operations_instant(p_now));
	v_old decision;
	v_boundaries timestamptz[];
begin
	perform from change_turn for update;
	select * into v_old from decision where id = v_id for update;
	if v_old.id is null then
		perform refuse_decision('not_found', v_id);
	elsif v_old.revision <> (p_content ->> 'seenRevision')::integer then
		perform refuse_stale(v_id, v_now);
	elsif jsonb_typeof(v_old.doc -> 'emergency') is distinct from 'object' then
		perform refuse_draft('no_emergency');
	elsif v_old.doc -> 'emergency' ->> 'countersignedAt' is not null then
		perform refuse_draft('already_countersigned');
	end if;
	perform from audit where object = 'decision' and object_id = v_id and action = 'added' and actor = p_by;
	if found then
		perform refuse_draft('four_eyes');
	end if;
	v_boundaries := array_remove(v_old.boundaries, (v_old.doc -> 'emergency' ->> 'countersignDueAt')::timestamptz);
	update decision
	   set revision = revision + 1, doc = jsonb_set(doc, '{emergency,countersignedAt}', to_jsonb(v_now)),
	       known_at = v_now, boundaries = v_boundaries,
	       announced_through = (select max(b) from unnest(v_boundaries) as b where b <= v_now),
	       next_due_at = due_after(v_boundaries, v_now),
	       told_at = v_now, changed_by = p_by, changed_at = p_now, change_reason = null
	 where id = v_id;
end
$$;

-- Content: as of a request, with the `id` and `seenRevision` of what ends early by it.
create function apply_regime_lift(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_revision integer;
begin
	perform from change_turn for update;
	select revision into v_revision from decision where id = p_content ->> 'id' for update;
	if v_revision is distinct from (p_content ->> 'seenRevision')::integer then
		perform refuse_stale(p_content ->> 'id', operations_instant(p_now));
	end if;
	perform enter_drafted(p_content, p_by, p_now);
end
$$;
