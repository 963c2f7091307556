-- Drafts: one change, exactly as it is shown to whoever confirms it. A code confirms one draft and is used once; some
-- changes wait for a second person's code. Everything is checked and done by one function, or nothing is.

create table draft (
	id            uuid primary key default gen_random_uuid(),
	kind          text not null check (kind ~ '^[a-z]+\.[a-z_]+$'), -- the permission it needs
	content       text not null,                                    -- canonical JSON
	digest        bytea not null check (digest = sha256(convert_to(content, 'UTF8'))),
	requested_by  uuid not null references app_user (id),
	session_id    text not null,
	created_at    timestamptz not null,
	expires_at    timestamptz not null,
	confirmed_at  timestamptz, -- by the requester, where a second person is needed
	approved_by   uuid references app_user (id),
	used_at       timestamptz,
	withdrawn_at  timestamptz,
	changed_by    text not null,
	changed_at    timestamptz not null,
	change_reason text,
	check (approved_by <> requested_by)
);
create index draft_waiting on draft (created_at) where confirmed_at is not null and used_at is null and withdrawn_at is null;
-- A preview that nobody confirms changes nothing and leaves no entry.
create trigger audit after update on draft
	for each row execute function audit_row('draft', 'id', 'content', 'digest', 'session_id', 'created_at');

-- Refuses with a reason that server/auth/drafts.ts turns into an answer.
create function refuse_draft(p_reason text) returns void
language plpgsql
as $$
begin
	raise exception '%', p_reason using errcode = 'KZ001';
end
$$;

-- Confirms a draft by a code and does it: through the function `apply_<kind>` (dots as underscores), which takes the
-- content, what the server made for it (hashes of new keys), who and when, and raises to refuse. Roles that may do it come
-- from domain/permission.ts; the person's own role, epoch and sessions are read here, at the moment of the change.
-- `p_second_roles`: another enabled account of these roles must confirm too, if there is any. Returns 'done' or 'waiting'.
create function confirm_draft(p_draft uuid, p_digest bytea, p_user uuid, p_session text, p_step bigint,
	p_roles text[], p_second_roles text[], p_wait interval, p_made jsonb, p_now timestamptz) returns text
language plpgsql
as $$
declare
	v_draft draft;
	v_by text := 'user:' || p_user;
	v_is_second boolean;
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

	if not v_is_second and exists (
		select from app_user where role = any (p_second_roles) and disabled_at is null and id <> p_user)
	then
		update draft set confirmed_at = p_now, expires_at = p_now + p_wait, changed_by = v_by, changed_at = p_now
		 where id = p_draft;
		return 'waiting';
	end if;
	update draft
	   set used_at = p_now, approved_by = case when v_is_second then p_user end, changed_by = v_by, changed_at = p_now
	 where id = p_draft;
	execute format('select %I($1, $2, $3, $4)', 'apply_' || replace(v_draft.kind, '.', '_'))
	  using v_draft.content::jsonb, p_made, 'user:' || v_draft.requested_by, p_now;
	return 'done';
end
$$;
