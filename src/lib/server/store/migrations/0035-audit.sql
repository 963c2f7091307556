-- Who changed what, when and why: one chain of numbered entries, written by triggers only, never changed. Each entry's
-- hash covers the one before it. Numbers have no gaps and follow the order of commits, so whoever has read up to N has
-- seen everything up to N: nodes learn of ended sessions by it.

create table audit (
	seq           bigint primary key,
	at            timestamptz not null, -- system clock
	operations_at timestamptz not null, -- operations clock
	actor         text not null,        -- user:<id>, operator:<name>, feed:<id>, system
	action        text not null check (action in ('added', 'changed', 'begun', 'ended')),
	object        text not null,
	object_id     text not null,
	regions       text[],               -- null: of no region alone
	reason        text,
	before        jsonb,                -- changed fields only
	after         jsonb,
	prev_hash     bytea not null check (octet_length(prev_hash) = 32),
	hash          bytea not null check (octet_length(hash) = 32)
);
create index audit_by_object on audit (object, object_id, seq);
create index audit_by_actor on audit (actor, seq);

-- Not even the owner by mistake; whoever lifts this on purpose is found by the chain and its anchors.
create function refuse_audit_change() returns trigger
language plpgsql
as $$
begin
	raise exception 'entries of the audit trail are never changed' using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only before update or delete or truncate on audit
	for each statement execute function refuse_audit_change();

-- What the operations clock showed at an instant of the system clock (0020 keeps where it stood, and its speed).
create function operations_instant(p_at timestamptz) returns timestamptz
language sql stable
as $$
select coalesce((select operations_at + (p_at - system_at) * speed from operations_clock
                  where operations_at is not null), p_at)
$$;

-- The fields that a hash covers: each with its length in bytes, so that no two contents give one text.
-- domain/audit-chain.ts builds the same text to verify.
create function audit_canonical(p_fields text[]) returns text
language sql immutable
as $$
select string_agg(case when value is null then '-' else octet_length(value) || ':' || value end, ',' order by n)
  from unnest(p_fields) with ordinality as field (value, n)
$$;

-- Appends one entry. For triggers only: the app's role may not call it, or there could be an entry without a change.
create function append_audit(p_at timestamptz, p_actor text, p_action text, p_object text, p_object_id text,
	p_regions text[], p_reason text, p_before jsonb, p_after jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
	v_seq bigint;
	v_prev bytea;
	v_operations_at timestamptz := operations_instant(p_at);
begin
	-- One writer at a time until its commit, or the chain forks and numbers come late.
	perform pg_advisory_xact_lock(hashtext('kezek.audit'));
	select seq, hash into v_seq, v_prev from audit order by seq desc limit 1;
	v_seq := coalesce(v_seq, 0) + 1;
	v_prev := coalesce(v_prev, sha256(convert_to('kezek.audit', 'UTF8')));
	insert into audit (seq, at, operations_at, actor, action, object, object_id, regions, reason, before, after,
		prev_hash, hash)
	values (v_seq, p_at, v_operations_at, p_actor, p_action, p_object, p_object_id, p_regions, p_reason, p_before,
		p_after, v_prev, sha256(v_prev || convert_to(audit_canonical(array[
			v_seq::text,
			to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
			to_char(v_operations_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
			p_actor, p_action, p_object, p_object_id, array_to_string(p_regions, ','), p_reason,
			p_before::text, p_after::text]), 'UTF8')));
end
$$;
revoke execute on function append_audit(timestamptz, text, text, text, text, text[], text, jsonb, jsonb) from public;

-- The audit trigger of a table. Arguments: what its rows are called, its key column, then columns that are left out.
-- Who, when and why come from the row's own changed_by, changed_at, change_reason; a table without them (the directory)
-- takes who and why from the settings that its writing function makes. Columns called *_hash, *_phc are always left out.
create function audit_row() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
	v_new jsonb := to_jsonb(new);
	v_old jsonb := case tg_op when 'UPDATE' then to_jsonb(old) else '{}'::jsonb end;
	v_left_out text[] := array['changed_by', 'changed_at', 'change_reason', tg_argv[1]] || tg_argv[2:];
	v_before jsonb;
	v_after jsonb;
	v_regions text[];
begin
	select jsonb_object_agg(key, v_old -> key) filter (where v_old ? key), jsonb_object_agg(key, value)
	  into v_before, v_after
	  from jsonb_each(v_new)
	 where key <> all (v_left_out) and key not like '%\_hash' and key not like '%\_phc'
	   and coalesce(v_old -> key, 'null'::jsonb) is distinct from value;
	if v_after is null then
		return null;
	end if;
	v_regions := case
		when jsonb_typeof(v_new -> 'regions') = 'array' then array(select jsonb_array_elements_text(v_new -> 'regions'))
		when tg_table_name in ('center', 'contact_center', 'place') and v_new ->> 'region' is not null
			then array(select id from place where ordinal = (v_new ->> 'region')::integer)
		when tg_table_name = 'place' and v_new ->> 'kind' = 'region' then array[v_new ->> 'id']
	end;
	perform append_audit(
		coalesce((v_new ->> 'changed_at')::timestamptz, (v_new ->> 'created_at')::timestamptz, clock_timestamp()),
		coalesce(v_new ->> 'changed_by', nullif(current_setting('kezek.actor', true), ''), 'system'),
		case tg_op when 'INSERT' then 'added' else 'changed' end,
		tg_argv[0], v_new ->> tg_argv[1], v_regions,
		coalesce(v_new ->> 'change_reason', nullif(current_setting('kezek.reason', true), '')),
		v_before, v_after);
	return null;
end
$$;

-- Rights of the role that the app connects as: everything but the schema, the applied migrations and the audit trail.
-- The owner runs it after each migration (server/store/app-role.ts).
create function grant_app_rights(p_role text) returns void
language plpgsql
as $$
begin
	execute format('grant usage on schema public to %I', p_role);
	execute format('grant select, insert, update, delete on all tables in schema public to %I', p_role);
	execute format('grant usage, select, update on all sequences in schema public to %I', p_role);
	execute format('revoke insert, update, delete on audit, schema_migration from %I', p_role);
end
$$;
revoke execute on function grant_app_rights(text) from public;
