-- Changes of incidents and regimes in one order, for everybody who watches (realtime.md §2.6).

-- One counter numbers them all. Whoever holds its row writes: number order is commit order, and no number is missing.
create table change_turn (
	only_row boolean primary key default true check (only_row),
	n        bigint not null
);
insert into change_turn (n) values (0);

-- `scopes`: names as on the wire, such as nation, region:KZ-75, center:almaty-almaly; `left_scopes`: those that the object
-- belonged to until this change and that must hear that it is gone. `is_open`: somebody still has to
-- act on the object; `is_latest`: no later change of the object is known.
create table numbered_change (
	n           bigint primary key,
	revision    integer not null check (revision > 0),
	is_open     boolean not null,
	is_latest   boolean not null default true,
	kind        text not null check (kind in ('incident', 'regime')),
	object_id   text collate "C" not null check (object_id <> ''),
	scopes      text[] not null check (cardinality(scopes) > 0),
	left_scopes text[] not null,
	state       jsonb not null check (jsonb_typeof(state) = 'object'),
	unique (kind, object_id, revision)
);
create unique index on numbered_change (kind, object_id) where is_latest;
create index on numbered_change (n) where is_latest and is_open;

-- Numbers one change in the statement that writes it, and keeps the whole new state. It ends by raising when the
-- revision is not higher than the latest one. Whoever changes several objects in one statement locks `change_turn` before
-- the first of them, or two such statements may wait for each other.
create function number_change(
	p_kind      text,
	p_object_id text,
	p_revision  integer,
	p_scopes    text[],
	p_is_open   boolean,
	p_state     jsonb
) returns bigint
language plpgsql
as $$
declare
	v_n      bigint;
	v_latest record;
begin
	update change_turn set n = n + 1 returning n into v_n;
	update numbered_change set is_latest = false
	 where kind = p_kind and object_id = p_object_id and is_latest
	returning revision, case when is_open then scopes else '{}' end as scopes into v_latest;
	if v_latest.revision >= p_revision then
		raise exception 'revision % of % % is not newer than %', p_revision, p_kind, p_object_id, v_latest.revision
			using errcode = 'unique_violation';
	end if;
	insert into numbered_change (n, kind, object_id, revision, is_open, scopes, state, left_scopes)
	values (v_n, p_kind, p_object_id, p_revision, p_is_open, p_scopes, p_state,
		array(select unnest(v_latest.scopes) except select unnest(p_scopes)));
	return v_n;
end
$$;
