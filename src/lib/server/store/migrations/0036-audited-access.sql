-- Accounts, sessions, feeds, keys and the directory come under the audit.

alter table app_user
	add column changed_by          text not null default 'system',
	add column change_reason       text,
	add column password_changed_at timestamptz;
create trigger audit after insert or update on app_user
	for each row execute function audit_row('user', 'id', 'created_at');

alter table feed
	add column changed_by    text not null default 'system',
	add column changed_at    timestamptz,
	add column change_reason text;
create trigger audit after insert or update on feed
	for each row execute function audit_row('feed', 'id', 'created_at');

alter table feed_key
	add column changed_by    text not null default 'system',
	add column changed_at    timestamptz,
	add column change_reason text;
create trigger audit after insert or update on feed_key
	for each row execute function audit_row('feed_key', 'key_id', 'created_at', 'last_used_at');

create trigger audit after insert or update on place for each row execute function audit_row('place', 'id', 'ordinal');
create trigger audit after insert or update on center for each row execute function audit_row('center', 'id', 'ordinal');
create trigger audit after insert or update on contact_center
	for each row execute function audit_row('contact_center', 'id', 'ordinal');

-- Sessions are events: begun and ended, by whom.
alter table session add column revoked_by text;

create function audit_session() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
	v_actor text := coalesce(new.revoked_by, 'user:' || new.user_id);
	v_regions text[] := (select regions from app_user where id = new.user_id);
begin
	if tg_op = 'INSERT' then
		perform append_audit(new.created_at, v_actor, 'begun', 'session', new.id, v_regions, null, null,
			jsonb_build_object('user', new.user_id, 'ip', host(new.ip), 'auth_level', new.auth_level));
	else
		perform append_audit(new.revoked_at, v_actor, 'ended', 'session', new.id, v_regions, new.revoke_reason, null,
			jsonb_build_object('user', new.user_id));
	end if;
	return null;
end
$$;
create trigger audit_begin after insert on session for each row execute function audit_session();
create trigger audit_end after update on session
	for each row when (old.revoked_at is null and new.revoked_at is not null) execute function audit_session();

-- Writes entries of a directory file under somebody's name.
create function change_directory(p_entries jsonb, p_now timestamptz, p_by text,
	out added integer, out changed integer, out version text)
language plpgsql
as $$
begin
	perform set_config('kezek.actor', p_by, true);
	select u.added, u.changed, u.version into added, changed, version from upsert_directory(p_entries, p_now) as u;
end
$$;
