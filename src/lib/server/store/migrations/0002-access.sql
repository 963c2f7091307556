-- Who may come in: feeds with their keys, people with their sessions. Secrets are kept as hashes only.

create table feed (
	id              integer generated always as identity primary key,
	name            text not null check (name <> ''),
	cadence_seconds integer not null default 30 check (cadence_seconds between 1 and 86400),
	rights          text[] not null
		check (rights <@ array['readings', 'contact_readings', 'availability', 'backfill', 'read']),
	centers         integer[], -- null: all
	contact_centers integer[], -- null: all
	created_at      timestamptz not null,
	revoked_at      timestamptz
);

create table feed_key (
	key_id       text collate "C" primary key,
	feed         integer not null references feed (id),
	secret_hash  bytea not null check (octet_length(secret_hash) = 32),
	addresses    text[], -- null: any
	created_at   timestamptz not null,
	expires_at   timestamptz not null check (expires_at <= created_at + interval '400 days'),
	revoked_at   timestamptz,
	last_used_at timestamptz
);
create index feed_key_by_feed on feed_key (feed);

create table app_user (
	id                   uuid primary key default gen_random_uuid(),
	username             text not null check (username <> ''),
	display_name         text not null,
	role                 text not null check (role in ('viewer', 'leadership', 'regional_director',
		'duty_officer', 'contact_supervisor', 'admin')),
	regions              text[], -- null: all
	password_phc         text not null,
	must_change_password boolean not null default false,
	auth_epoch           integer not null default 1,
	created_at           timestamptz not null,
	changed_at           timestamptz not null,
	disabled_at          timestamptz
);
create unique index app_user_username on app_user (lower(username));

create table session (
	id                  text collate "C" primary key,
	user_id             uuid not null references app_user (id),
	secret_hash         bytea not null check (octet_length(secret_hash) = 32),
	created_at          timestamptz not null,
	last_seen_at        timestamptz not null,
	absolute_expires_at timestamptz not null,
	revoked_at          timestamptz,
	revoke_reason       text,
	auth_level          smallint not null default 1,
	user_epoch          integer not null,
	ip                  inet,
	agent               text
);
create index session_by_user on session (user_id, created_at);
