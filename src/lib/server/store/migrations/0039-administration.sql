-- What administrators do to accounts, feeds and the directory, once confirmed. The contents are those of
-- domain/admin-change.ts; each names the state that was seen, so that a change never lands on another one.

create function text_list(p_list jsonb) returns text[]
language sql immutable
as $$
select case jsonb_typeof(p_list) when 'array' then array(select jsonb_array_elements_text(p_list)) end
$$;

create function apply_user_manage(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_user uuid := (p_content ->> 'userId')::uuid;
	v_reason text := p_content ->> 'reason';
begin
	if p_content ->> 'act' = 'create' then
		insert into app_user (username, display_name, role, regions, password_phc, must_change_password, created_at,
			changed_at, changed_by, change_reason)
		values (p_content ->> 'username', p_content ->> 'displayName', p_content ->> 'role',
			text_list(p_content -> 'regions'), null, true, p_now, p_now, p_by, v_reason)
		on conflict (lower(username)) do nothing;
		if not found then
			perform refuse_draft('username_taken');
		end if;
		return;
	end if;
	-- Nobody is left to undo it otherwise.
	if not exists (
		select from app_user where role = 'admin' and disabled_at is null
		   and (id <> v_user or (p_content ->> 'act' <> 'disable' and p_content ->> 'role' = 'admin')))
	then
		perform refuse_draft('last_admin');
	end if;
	update app_user
	   set display_name = coalesce(p_content ->> 'displayName', display_name),
	       role = coalesce(p_content ->> 'role', role),
	       regions = case when p_content ? 'regions' then text_list(p_content -> 'regions') else regions end,
	       disabled_at = case p_content ->> 'act' when 'disable' then p_now when 'enable' then null else disabled_at end,
	       changed_by = p_by, changed_at = p_now, change_reason = v_reason
	 where id = v_user and auth_epoch = (p_content ->> 'seenEpoch')::integer;
	if not found then
		perform refuse_draft('stale');
	end if;
	perform renew_sessions(v_user, p_by, p_now, v_reason, null);
end
$$;

create function apply_user_reset(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_user uuid := (p_content ->> 'userId')::uuid;
begin
	update app_user
	   set password_phc = null, password_changed_at = p_now, changed_by = p_by, changed_at = p_now,
	       change_reason = p_content ->> 'reason'
	 where id = v_user and disabled_at is null;
	if not found then
		perform refuse_draft('stale');
	end if;
	-- An older link would be a second way in.
	update password_link set expires_at = p_now, changed_by = p_by, changed_at = p_now
	 where user_id = v_user and used_at is null and expires_at > p_now;
	insert into password_link (id, secret_hash, user_id, created_at, expires_at, changed_by, changed_at)
	values (p_made ->> 'linkId', decode(p_made ->> 'secretHash', 'hex'), v_user, p_now, p_now + interval '1 day', p_by,
		p_now);
	if (p_content ->> 'removesFactor')::boolean then
		perform remove_factor(v_user, null, p_by, p_now, p_content ->> 'reason', null);
	end if;
	perform renew_sessions(v_user, p_by, p_now, 'reset', null);
end
$$;

create function apply_key_manage(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
declare
	v_feed integer := (p_content ->> 'feedId')::integer;
	v_reason text := p_content ->> 'reason';
begin
	case p_content ->> 'act'
	when 'create' then
		insert into feed (name, cadence_seconds, rights, centers, contact_centers, created_at, changed_at, changed_by,
			change_reason)
		values (p_content ->> 'name', (p_content ->> 'cadenceSeconds')::integer, text_list(p_content -> 'rights'),
			text_list(p_content -> 'centers')::integer[], text_list(p_content -> 'contactCenters')::integer[],
			p_now, p_now, p_by, v_reason)
		returning id into v_feed;
	when 'revoke_feed' then
		update feed set revoked_at = p_now, changed_at = p_now, changed_by = p_by, change_reason = v_reason
		 where id = v_feed and revoked_at is null;
		if not found then
			perform refuse_draft('stale');
		end if;
	when 'revoke_key' then
		update feed_key set revoked_at = p_now, changed_at = p_now, changed_by = p_by, change_reason = v_reason
		 where key_id = p_content ->> 'keyId' and revoked_at is null;
		if not found then
			perform refuse_draft('stale');
		end if;
	when 'add_key' then
		perform from feed where id = v_feed and revoked_at is null for update;
		if not found then
			perform refuse_draft('stale');
		end if;
		-- Two at a time: the old one until the sender has the new one.
		if (select count(*) from feed_key where feed = v_feed and revoked_at is null and expires_at > p_now) >= 2 then
			perform refuse_draft('two_keys');
		end if;
	end case;
	if p_content ->> 'act' in ('create', 'add_key') then
		insert into feed_key (key_id, feed, secret_hash, addresses, created_at, changed_at, expires_at, changed_by,
			change_reason)
		values (p_made ->> 'keyId', v_feed, decode(p_made ->> 'secretHash', 'hex'),
			text_list(p_content -> 'addresses'), p_now, p_now, p_now + make_interval(days => (p_content ->> 'lifeDays')::integer),
			p_by, v_reason);
	end if;
end
$$;

create function apply_place_manage(p_content jsonb, p_made jsonb, p_by text, p_now timestamptz) returns void
language plpgsql
as $$
begin
	if (select origin || '-' || counter from directory_version) <> p_content ->> 'seenVersion' then
		perform refuse_draft('stale');
	end if;
	perform change_directory(p_content -> 'entries', p_now, p_by);
end
$$;
