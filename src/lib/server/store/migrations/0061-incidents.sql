-- Incidents with every revision of them, which open one has which place, and what was asked by whom.

-- `doc`: the incident as domain/incident.ts has it; the other columns are taken from it. `entries`: what this revision added
-- to its timeline. `circle` and `escalates_at` (operations clock): how far it was told, and when it goes on while nobody
-- acknowledges it (domain/escalation.ts).
create table incident (
	id            text primary key collate "C" check (id <> ''),
	revision      integer not null check (revision > 0),
	kind          text not null,
	state         text not null check (state in ('open', 'acknowledged', 'mitigating', 'resolved', 'reviewed')),
	place         text not null,
	severity      smallint not null check (severity between 1 and 4),
	peak          smallint not null check (peak between 1 and 4),
	owner         text,
	regions       text[],             -- for the audit; null: of no region alone
	scopes        text[] not null check (cardinality(scopes) > 0),
	opened_at     timestamptz not null, -- operations clock
	resolved_at   timestamptz,
	changed_n     bigint not null,    -- number of the newest change
	circle        smallint not null default 0,
	escalates_at  timestamptz,
	entries       jsonb not null check (jsonb_typeof(entries) = 'array'),
	doc           jsonb not null check (jsonb_typeof(doc) = 'object'),
	changed_by    text not null,
	changed_at    timestamptz not null,
	change_reason text
);
create index incident_open on incident (opened_at) where state in ('open', 'acknowledged', 'mitigating');
create index incident_resolved on incident (resolved_at) where resolved_at is not null;
create index incident_escalating on incident (escalates_at) where escalates_at is not null;
create index incident_by_n on incident (changed_n);

-- Which open incident has a place, for each kind: one at most (reliability.md I6).
create table incident_member (
	incident text not null collate "C" references incident (id),
	kind     text not null,
	subject  text not null collate "C",
	is_open  boolean not null,
	primary key (incident, subject)
);
create unique index incident_member_once on incident_member (kind, subject) where is_open;

-- The timeline, entry by entry, for good.
create table incident_entry (
	incident text not null collate "C" references incident (id),
	revision integer not null,
	place    smallint not null,
	at       timestamptz not null, -- operations clock
	by       text not null,
	code     text not null,
	about    jsonb not null,
	text     text,
	primary key (incident, revision, place)
);

-- What people asked, and the answer: the same command is done once.
create table incident_command (
	author     text not null collate "C",
	command_id text not null,
	body       bytea not null check (octet_length(body) = 32), -- SHA-256 of what was asked
	answer     jsonb not null,
	at         timestamptz not null, -- system clock
	primary key (author, command_id)
);
create index incident_command_by_age on incident_command (at);

create function refuse_incident_deletion() returns trigger
language plpgsql
as $$
begin
	raise exception 'incidents are closed, never deleted' using errcode = 'restrict_violation';
end
$$;
create trigger never_deleted before delete on incident for each statement execute function refuse_incident_deletion();
create trigger append_only before update or delete on incident_entry
	for each statement execute function refuse_incident_deletion();

-- Numbers and tells a revision, and keeps what it added to the timeline. Before the audit, as in 0050.
create function announce_incident() returns trigger
language plpgsql
as $$
begin
	new.changed_n := number_change('incident', new.id, new.revision, new.scopes,
		new.state in ('open', 'acknowledged', 'mitigating'), new.doc);
	return new;
end
$$;
create trigger announce before insert or update on incident for each row execute function announce_incident();
create trigger audit after insert or update on incident
	for each row execute function audit_row('incident', 'id', 'scopes', 'doc', 'changed_n');

create function refuse_incident(p_reason text, p_detail text) returns void
language plpgsql
as $$
begin
	raise exception '%', p_reason using errcode = 'KZ002', detail = p_detail;
end
$$;

-- Leaves a message for each person whom a step concerns, by each channel that is on and that they want, and for each
-- program. `p_tell`: { step, key, roles, users, regions (null: all), severity }.
create function tell_of_incident(p_incident text, p_tell jsonb, p_content jsonb, p_channels text[], p_webhooks text[],
	p_at timestamptz) returns void
language sql
as $$
insert into message (key, channel, user_id, address, incident, step, content, created_at, due_at)
select p_incident || ':' || (p_tell ->> 'key') || ':' || point.channel || ':' || point.user_id, point.channel,
       point.user_id, point.address, p_incident, p_tell ->> 'step', p_content, p_at, p_at
  from contact_point as point join app_user on app_user.id = point.user_id
 where point.is_on and app_user.disabled_at is null and point.channel = any(p_channels)
   and point.least_severity >= (p_tell ->> 'severity')::smallint
   and (app_user.id::text in (select jsonb_array_elements_text(p_tell -> 'users'))
        or app_user.role in (select jsonb_array_elements_text(p_tell -> 'roles'))
           and (p_tell -> 'regions' = 'null' or app_user.regions is null
                or app_user.regions && text_list(p_tell -> 'regions')))
union all
select p_incident || ':' || (p_tell ->> 'key') || ':webhook:' || url, 'webhook', null, url, p_incident,
       p_tell ->> 'step', p_content, p_at, p_at
  from unnest(p_webhooks) as url where 'webhook' = any(p_channels)
on conflict (key) do nothing
$$;

-- Writes one revision of an incident that follows the one in the store. `p_change`: { doc, scopes, regions, place, severity,
-- entries, circle, escalatesAt, tells: [{ …, content }] }.
create function write_incident(p_change jsonb, p_by text, p_at timestamptz, p_reason text, p_channels text[],
	p_webhooks text[]) returns void
language plpgsql
as $$
declare
	v_doc jsonb := p_change -> 'doc';
	v_id text := v_doc ->> 'id';
	v_revision integer := (v_doc ->> 'revision')::integer;
	v_old incident;
	v_tell jsonb;
begin
	-- Who writes incidents holds `change_turn`: nobody comes between this and the write.
	select * into v_old from incident where id = v_id;
	if v_old.id is null and v_revision > 1 then
		perform refuse_incident('not_found', v_id);
	elsif v_revision <> coalesce(v_old.revision, 0) + 1 then
		perform refuse_incident('stale', jsonb_build_object('id', v_id, 'revision', v_old.revision,
			'by', v_old.changed_by, 'at', v_old.doc ->> 'changedAt')::text);
	end if;
	if v_revision = 1 then
		insert into incident (id, revision, kind, state, place, severity, peak, owner, regions, scopes, opened_at,
			resolved_at, changed_n, circle, escalates_at, entries, doc, changed_by, changed_at, change_reason)
		values (v_id, 1, v_doc ->> 'kind', v_doc ->> 'state', p_change ->> 'place', (p_change ->> 'severity')::smallint,
			(v_doc ->> 'peak')::smallint, v_doc ->> 'owner', text_list(p_change -> 'regions'),
			text_list(p_change -> 'scopes'), (v_doc ->> 'openedAt')::timestamptz, (v_doc ->> 'resolvedAt')::timestamptz, 0,
			(p_change ->> 'circle')::smallint, (p_change ->> 'escalatesAt')::timestamptz, p_change -> 'entries', v_doc,
			p_by, p_at, p_reason);
	else
		update incident
		   set revision = v_revision, state = v_doc ->> 'state', place = p_change ->> 'place',
		       severity = (p_change ->> 'severity')::smallint, peak = (v_doc ->> 'peak')::smallint,
		       owner = v_doc ->> 'owner', regions = text_list(p_change -> 'regions'),
		       scopes = text_list(p_change -> 'scopes'), resolved_at = (v_doc ->> 'resolvedAt')::timestamptz,
		       circle = (p_change ->> 'circle')::smallint, escalates_at = (p_change ->> 'escalatesAt')::timestamptz,
		       entries = p_change -> 'entries', doc = v_doc, changed_by = p_by, changed_at = p_at,
		       change_reason = p_reason
		 where id = v_id;
	end if;
	insert into incident_entry (incident, revision, place, at, by, code, about, text)
	select v_id, v_revision, n, (e ->> 'at')::timestamptz, e ->> 'by', e ->> 'code', e -> 'about', e ->> 'text'
	  from jsonb_array_elements(p_change -> 'entries') with ordinality as entry (e, n);
	for v_tell in select jsonb_array_elements(p_change -> 'tells') loop
		perform tell_of_incident(v_id, v_tell, v_tell -> 'content', p_channels, p_webhooks, p_at);
	end loop;
end
$$;

-- Which open incident has which place after a change; a place that another one has raises `unique_violation`.
create function claim_members(p_change jsonb) returns void
language sql
as $$
insert into incident_member (incident, kind, subject, is_open)
select p_change -> 'doc' ->> 'id', p_change -> 'doc' ->> 'kind', (m ->> 'kind') || ':' || (m ->> 'id'),
       p_change -> 'doc' ->> 'state' in ('open', 'acknowledged', 'mitigating')
  from jsonb_array_elements(p_change -> 'doc' -> 'members') as m
on conflict (incident, subject) do update set is_open = excluded.is_open
$$;

-- A person's command: all of its changes or none, once. Returns the answer, the earlier one for the same command.
create function command_incidents(p_changes jsonb, p_command_id text, p_body bytea, p_answer jsonb, p_by text,
	p_at timestamptz, p_reason text, p_channels text[], p_webhooks text[]) returns jsonb
language plpgsql
as $$
declare
	v_known incident_command;
	v_change jsonb;
begin
	perform from change_turn for update;
	select * into v_known from incident_command where author = p_by and command_id = p_command_id;
	if v_known.author is not null then
		if v_known.body <> p_body then
			perform refuse_incident('id_reused', p_command_id);
		end if;
		return v_known.answer;
	end if;
	for v_change in select jsonb_array_elements(p_changes) loop
		perform write_incident(v_change, p_by, p_at, p_reason, p_channels, p_webhooks);
	end loop;
	delete from incident_member
	 where incident in (select c -> 'doc' ->> 'id' from jsonb_array_elements(p_changes) as c);
	begin
		perform claim_members(c) from jsonb_array_elements(p_changes) as c;
	exception when unique_violation then
		perform refuse_incident('already_open', '');
	end;
	insert into incident_command (author, command_id, body, answer, at)
	values (p_by, p_command_id, p_body, p_answer, p_at);
	return p_answer;
end
$$;

-- What the app itself makes of incidents, each change for itself: one that somebody else was faster with is left out, and
-- comes again at the next tick if it is still so. Returns the ids of those that were written.
create function change_incidents(p_changes jsonb, p_at timestamptz, p_channels text[], p_webhooks text[]) returns text[]
language plpgsql
as $$
declare
	v_change jsonb;
	v_written text[] := '{}';
begin
	perform from change_turn for update;
	for v_change in select jsonb_array_elements(p_changes) loop
		begin
			perform write_incident(v_change, 'system', p_at, null, p_channels, p_webhooks);
			delete from incident_member where incident = v_change -> 'doc' ->> 'id';
			perform claim_members(v_change);
			v_written := v_written || (v_change -> 'doc' ->> 'id');
		exception when unique_violation or sqlstate 'KZ002' then
			null;
		end;
	end loop;
	return v_written;
end
$$;
