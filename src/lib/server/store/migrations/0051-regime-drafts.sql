-- Decisions come in by drafts that are confirmed (0038): `regime.request` enters one, `regime.cancel` takes one back.

-- Confirming a draft writes to the audit before the rule is written; whoever writes rules takes `change_turn` before that.
create function take_change_turn() returns trigger
language plpgsql
as $$
begin
	perform from change_turn for update;
	return new;
end
$$;
create trigger takes_change_turn before update on draft
	for each row when (new.kind like 'regime.%') execute function take_change_turn();

-- The requester's own regions, at the moment of the change: national acts are for whoever has all of them.
create function require_regions(p_by text, p_regions text[]) returns void
language plpgsql
as $$
begin
	perform from app_user
	  where 'user:' || id = p_by and disabled_at is null and (regions is null or regions @> p_regions);
	if not found then
		perform refuse_draft('not_found');
	end if;
end
$$;

-- Content: `entry`, as domain/regime-entry.ts makes it and server/store/decisions.ts writes it, and `reason`. It lapses at
-- its start, unless it is entered as in force since then.
create function apply_regime_request(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_entry jsonb := p_content -> 'entry';
	v_now timestamptz := operations_instant(p_now);
begin
	perform require_regions(p_by, text_list(v_entry -> 'regions'));
	if (v_entry -> 'doc' ->> 'startsAt')::timestamptz < v_now
		and not (v_entry -> 'doc' ->> 'isEnteredLate')::boolean
	then
		perform refuse_draft('draft_expired');
	end if;
	perform enter_decisions(jsonb_build_array(v_entry || jsonb_build_object('knownAt', v_now)), p_by, p_now, v_now,
		p_content ->> 'reason');
end
$$;

-- Content: `id`, `seenRevision`, `reason`.
create function apply_regime_cancel(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
begin
	perform require_regions(p_by, (select regions from decision where id = p_content ->> 'id'));
	perform cancel_decision(p_content ->> 'id', (p_content ->> 'seenRevision')::integer, p_by, p_now,
		operations_instant(p_now), p_content ->> 'reason');
end
$$;
