-- Limits of the levels that somebody set: for one kind of centers, in a region or in the whole network, and for the contact
-- center. Whatever has no row keeps the presets of domain/load.ts.

create function are_limits(p_limits double precision[]) returns boolean
language sql immutable
as $$
select cardinality(p_limits) = 3 and p_limits[1] > 0 and p_limits[1] < p_limits[2] and p_limits[2] < p_limits[3]
   and p_limits[3] < 'infinity'
$$;

create table level_limits (
	id                   text collate "C" primary key, -- 'contact', or region (or 'nation'), class and type
	regions              text[] check (cardinality(regions) = 1), -- null: everywhere
	class                text check (class in ('city', 'district', 'rural')),
	type                 text check (type in ('ordinary', 'specialized', 'duty')),
	wait_share           double precision[] check (are_limits(wait_share)),
	inside_share         double precision[] check (are_limits(inside_share)),
	outside              double precision[] check (are_limits(outside)),
	lost_share           double precision[] check (are_limits(lost_share)),
	waiting_per_operator double precision[] check (are_limits(waiting_per_operator)),
	revision             integer not null check (revision > 0),
	changed_by           text not null,
	changed_at           timestamptz not null,
	change_reason        text,
	check (case when id = 'contact'
		then num_nonnulls(regions, class, type, wait_share, inside_share, outside) = 0
		     and num_nonnulls(lost_share, waiting_per_operator) = 2
		else id = coalesce(regions[1], 'nation') || ' ' || class || ' ' || type
		     and num_nonnulls(class, type, wait_share, inside_share, outside) = 5
		     and num_nonnulls(lost_share, waiting_per_operator) = 0
		end)
);
create trigger audit after insert or update on level_limits
	for each row execute function audit_row('level_limits', 'id', 'regions', 'class', 'type', 'revision');

create function limit_list(p_list jsonb) returns double precision[]
language sql immutable
as $$
select array(select value::double precision
               from jsonb_array_elements_text(p_list) with ordinality as e (value, position) order by position)
$$;

create function apply_center_thresholds(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_region text := p_content ->> 'regionId';
	v_limits jsonb := p_content -> 'limits';
begin
	insert into level_limits as known (id, regions, class, type, wait_share, inside_share, outside, revision,
		changed_by, changed_at, change_reason)
	values (coalesce(v_region, 'nation') || ' ' || (p_content ->> 'class') || ' ' || (p_content ->> 'type'),
		case when v_region is not null then array[v_region] end, p_content ->> 'class', p_content ->> 'type',
		limit_list(v_limits -> 'waitShare'), limit_list(v_limits -> 'insideShare'), limit_list(v_limits -> 'outside'),
		(p_content ->> 'seenRevision')::integer + 1, p_by, p_now, p_content ->> 'reason')
	on conflict (id) do update
	   set wait_share = excluded.wait_share, inside_share = excluded.inside_share, outside = excluded.outside,
	       revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
	       change_reason = excluded.change_reason
	 where known.revision = excluded.revision - 1;
	if not found then
		perform refuse_draft('stale');
	end if;
end
$$;

create function apply_contact_thresholds(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_limits jsonb := p_content -> 'limits';
begin
	insert into level_limits as known (id, lost_share, waiting_per_operator, revision, changed_by, changed_at, change_reason)
	values ('contact', limit_list(v_limits -> 'lostShare'), limit_list(v_limits -> 'waitingPerOperator'),
		(p_content ->> 'seenRevision')::integer + 1, p_by, p_now, p_content ->> 'reason')
	on conflict (id) do update
	   set lost_share = excluded.lost_share, waiting_per_operator = excluded.waiting_per_operator,
	       revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
	       change_reason = excluded.change_reason
	 where known.revision = excluded.revision - 1;
	if not found then
		perform refuse_draft('stale');
	end if;
end
$$;
