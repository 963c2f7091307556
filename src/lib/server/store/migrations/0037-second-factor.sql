-- Second factors, one-time links, and what a change of password or factor does to sessions.

create table second_factor (
	user_id         uuid primary key references app_user (id),
	sealed_seed     bytea not null,               -- under a key outside the database
	last_step       bigint not null default 0,    -- a code counts once: its step must grow
	recovery_hashes bytea[] not null default '{}',
	recovery_left   integer not null generated always as (cardinality(recovery_hashes)) stored,
	confirmed_at    timestamptz,                  -- null: shown, not proven yet
	removed_at      timestamptz,
	changed_by      text not null,
	changed_at      timestamptz not null,
	change_reason   text
);
create trigger audit after insert or update on second_factor
	for each row execute function audit_row('second_factor', 'user_id', 'sealed_seed', 'last_step', 'recovery_hashes');

-- A link by which a person sets a password of their own: once, within its time.
create table password_link (
	id            text collate "C" primary key,
	secret_hash   bytea not null check (octet_length(secret_hash) = 32),
	user_id       uuid not null references app_user (id),
	created_at    timestamptz not null,
	expires_at    timestamptz not null check (expires_at <= created_at + interval '3 days'),
	used_at       timestamptz,
	changed_by    text not null,
	changed_at    timestamptz not null,
	change_reason text
);
create trigger audit after insert or update on password_link
	for each row execute function audit_row('password_link', 'id', 'created_at');

-- Null: no password works until one is set by a link.
alter table app_user alter column password_phc drop not null;

-- Ends every session of a person by raising the epoch, and begins the one that goes on; null begins none.
create function renew_sessions(p_user uuid, p_by text, p_now timestamptz, p_reason text, p_new jsonb) returns void
language plpgsql
as $$
declare
	v_epoch integer;
begin
	update app_user
	   set auth_epoch = auth_epoch + 1, changed_by = p_by, changed_at = p_now, change_reason = p_reason
	 where id = p_user returning auth_epoch into v_epoch;
	update session set revoked_at = p_now, revoked_by = p_by, revoke_reason = p_reason
	 where user_id = p_user and revoked_at is null;
	if p_new is not null then
		insert into session (id, user_id, secret_hash, created_at, last_seen_at, absolute_expires_at, auth_level,
			user_epoch, ip, agent)
		values (p_new ->> 'id', p_user, decode(p_new ->> 'secretHash', 'hex'), p_now, p_now,
			(p_new ->> 'absoluteExpiresAt')::timestamptz, (p_new ->> 'authLevel')::smallint, v_epoch,
			(p_new ->> 'ip')::inet, p_new ->> 'agent');
	end if;
end
$$;

-- Sets a password of one's own; false when another change came first.
create function change_password(p_user uuid, p_old_phc text, p_new_phc text, p_now timestamptz, p_new jsonb)
returns boolean
language plpgsql
as $$
begin
	update app_user
	   set password_phc = p_new_phc, must_change_password = false, password_changed_at = p_now,
	       changed_by = 'user:' || p_user, changed_at = p_now, change_reason = 'password'
	 where id = p_user and password_phc = p_old_phc and disabled_at is null;
	if not found then
		return false;
	end if;
	perform renew_sessions(p_user, 'user:' || p_user, p_now, 'password', p_new);
	return true;
end
$$;

-- Sets a password by a link: once, in time, of an account that is enabled.
create function use_password_link(p_id text, p_phc text, p_now timestamptz) returns boolean
language plpgsql
as $$
declare
	v_user uuid;
begin
	update password_link as link
	   set used_at = p_now, changed_at = p_now, changed_by = 'user:' || link.user_id, change_reason = null
	  from app_user
	 where link.id = p_id and link.used_at is null and link.expires_at > p_now
	   and app_user.id = link.user_id and app_user.disabled_at is null
	returning link.user_id into v_user;
	if not found then
		return false;
	end if;
	update app_user
	   set password_phc = p_phc, must_change_password = false, password_changed_at = p_now,
	       changed_by = 'user:' || v_user, changed_at = p_now, change_reason = 'password_link'
	 where id = v_user;
	perform renew_sessions(v_user, 'user:' || v_user, p_now, 'password', null);
	return true;
end
$$;

-- Proves a shown factor by its first code; false when there is none to prove or the code was used.
create function confirm_factor(p_user uuid, p_step bigint, p_recovery bytea[], p_now timestamptz, p_new jsonb)
returns boolean
language plpgsql
as $$
begin
	update second_factor
	   set confirmed_at = p_now, last_step = p_step, recovery_hashes = p_recovery,
	       changed_by = 'user:' || p_user, changed_at = p_now, change_reason = null
	 where user_id = p_user and confirmed_at is null and removed_at is null and last_step < p_step;
	if not found then
		return false;
	end if;
	perform renew_sessions(p_user, 'user:' || p_user, p_now, 'factor', p_new);
	return true;
end
$$;

-- Takes a factor away: by its owner with a code (p_step), by the operator or an administrator's reset without one.
create function remove_factor(p_user uuid, p_step bigint, p_by text, p_now timestamptz, p_reason text, p_new jsonb)
returns boolean
language plpgsql
as $$
begin
	update second_factor
	   set removed_at = p_now, confirmed_at = null, recovery_hashes = '{}', sealed_seed = '',
	       last_step = greatest(last_step, coalesce(p_step, 0)),
	       changed_by = p_by, changed_at = p_now, change_reason = p_reason
	 where user_id = p_user and removed_at is null and (p_step is null or (confirmed_at is not null and last_step < p_step));
	if not found then
		return false;
	end if;
	perform renew_sessions(p_user, p_by, p_now, 'factor', p_new);
	return true;
end
$$;
