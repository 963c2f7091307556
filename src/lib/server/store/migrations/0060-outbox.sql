-- Who is told, by which channel, and every message on its way: written in the statement of what it tells, sent by any node.

-- Where people want to be reached. `quiet_*`: minutes since midnight of the person's wall clock.
create table contact_point (
	id             bigint generated always as identity primary key,
	user_id        uuid not null references app_user (id),
	channel        text not null check (channel in ('email', 'telegram')),
	address        text not null check (address <> ''),
	is_on          boolean not null,
	locale         text not null check (locale in ('kk', 'ru', 'en')),
	least_severity smallint not null check (least_severity between 1 and 4), -- told of this one and worse
	quiet_from     smallint check (quiet_from between 0 and 1439),
	quiet_until    smallint check (quiet_until between 0 and 1439),
	timezone       text not null,
	changed_by     text not null,
	changed_at     timestamptz not null,
	change_reason  text,
	unique (user_id, channel),
	check ((quiet_from is null) = (quiet_until is null))
);
create trigger audit after insert or update on contact_point
	for each row execute function audit_row('contact_point', 'id');

-- Times in which nobody is told (domain/silence.ts), on the operations clock. `ended_at`: lifted before its end.
create table silence (
	id            bigint generated always as identity primary key,
	scope         text not null,
	regions       text[],           -- for the audit; null: of no region alone
	kinds         text[] check (cardinality(kinds) > 0),
	starts_at     timestamptz not null,
	ends_at       timestamptz not null check (ends_at > starts_at),
	ended_at      timestamptz,
	reason        text not null check (reason <> ''),
	author        uuid not null references app_user (id),
	command_id    text not null,
	changed_by    text not null,
	changed_at    timestamptz not null,
	change_reason text,
	unique (author, command_id)
);
create index silence_by_end on silence (ends_at) where ended_at is null;
create trigger audit after insert or update on silence
	for each row execute function audit_row('silence', 'id', 'regions', 'command_id');

-- `key` says what is told to whom: the same is never told twice. `uid` is what the receiver may know it by. Instants are of
-- the system clock. `claimed_until`: a node is sending it; when that node dies another one takes over then.
create table message (
	id            bigint generated always as identity primary key,
	key           text not null unique collate "C",
	uid           uuid not null unique default gen_random_uuid(),
	channel       text not null check (channel in ('email', 'telegram', 'webhook')),
	user_id       uuid references app_user (id), -- null: a program
	address       text not null,
	incident      text collate "C",              -- null: a test
	step          text not null check (step in ('opened', 'reopened', 'worsened', 'escalated', 'assigned',
		'resolved', 'test')),
	content       jsonb not null check (jsonb_typeof(content) = 'object'),
	state         text not null default 'waiting' check (state in ('waiting', 'sent', 'dropped', 'failed')),
	reason        text,                          -- why it is held, was dropped or failed
	tries         integer not null default 0,
	created_at    timestamptz not null,
	due_at        timestamptz not null,
	claimed_until timestamptz,
	settled_at    timestamptz,
	check ((state = 'waiting') = (settled_at is null))
);
create index message_due on message (channel, due_at) where state = 'waiting';
create index message_settled on message (settled_at) where settled_at is not null;
create index message_of on message (incident) where incident is not null;

-- What became of a channel's last tries, whichever node made them.
create table channel_state (
	channel         text primary key check (channel in ('email', 'telegram', 'webhook')),
	last_success_at timestamptz,
	last_failure_at timestamptz,
	last_failure    text
);
insert into channel_state (channel) values ('email'), ('telegram'), ('webhook');
