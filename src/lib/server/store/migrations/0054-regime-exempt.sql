-- A single center is spared by a decision from now on, until an instant.

-- Content: `id` of the decision, `seenRevision`, `centerId`, `measures` (their places) that cover it, `until`, `reason`.
create function apply_regime_exempt(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_id text := p_content ->> 'id';
	v_until timestamptz := (p_content ->> 'until')::timestamptz;
	v_now timestamptz := date_trunc('milliseconds', operations_instant(p_now));
	v_old decision;
	v_exempt jsonb := jsonb_build_object('id', p_content -> 'centerId', 'reason', p_content -> 'reason',
		'from', v_now, 'until', v_until);
	v_boundaries timestamptz[];
begin
	perform from change_turn for update;
	select * into v_old from decision where id = v_id for update;
	if v_old.id is null then
		perform refuse_decision('not_found', v_id);
	end if;
	perform require_regions(p_by, v_old.regions);
	perform require_regions(p_by, (select array[region.id] from center join place as region on region.ordinal = center.region
	                                where center.id = p_content ->> 'centerId'));
	if v_old.revision <> (p_content ->> 'seenRevision')::integer then
		perform refuse_stale(v_id, v_now);
	elsif v_until <= v_now then
		perform refuse_draft('draft_expired');
	end if;
	v_boundaries := array(select unnest(v_old.boundaries) union select v_until order by 1);
	update decision
	   set revision = revision + 1,
	       doc = jsonb_set(doc, '{measures}', (
			select jsonb_agg(case when p_content -> 'measures' @> to_jsonb(n - 1)
			                      then jsonb_set(m, '{exemptions,centers}', (m #> '{exemptions,centers}') || v_exempt)
			                      else m end order by n)
			  from jsonb_array_elements(doc -> 'measures') with ordinality as measure (m, n))),
	       known_at = v_now, boundaries = v_boundaries,
	       announced_through = (select max(b) from unnest(v_boundaries) as b where b <= v_now),
	       next_due_at = due_after(v_boundaries, v_now),
	       told_at = v_now, changed_by = p_by, changed_at = p_now, change_reason = p_content ->> 'reason'
	 where id = v_id;
end
$$;
