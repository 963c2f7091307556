-- What feeds observed: wide rows in partitions of a UTC day, made and dropped by functions of the owner.

-- One counter numbers all ingest statements. Whoever holds its row writes: number order is commit order.
create table ingest_turn (
	only_row boolean primary key default true check (only_row),
	batch    bigint not null
);
insert into ingest_turn (batch) values (0);

-- Which readings are known. `position` is the item's place in its statement; `backfill_day` is set for readings
-- that are kept with their day instead of three days from receipt. No further index: every reading pays for it, and
-- forgetting walks the table in pieces.
create table reading_key (
	feed         integer not null,
	position     integer not null,
	received_at  timestamptz not null,
	backfill_day date,
	id           text collate "C" not null,
	body_hash    bytea not null,
	primary key (feed, id)
);

create table reading (
	at                   timestamptz not null,
	center               integer not null,
	feed                 integer not null,
	batch                bigint not null,
	occupancy            integer,
	queue_length         integer,
	booked_waiting       integer,
	walk_in_waiting      integer,
	longest_wait_seconds integer,
	windows_open         integer,
	windows_serving      integer,
	queue_outside        integer,
	arrivals_booked      integer,
	arrivals_walk_in     integer,
	served               integer,
	no_shows             integer,
	left_without_service integer,
	turned_away          integer,
	moved_to_next_day    integer,
	suspect              boolean not null,
	id                   text collate "C" not null
) partition by range (at);
create index on reading (center, at);
create index on reading using brin (at) with (autosummarize = on);

create table contact_reading (
	at                      timestamptz not null,
	contact_center          integer not null,
	feed                    integer not null,
	batch                   bigint not null,
	calls_waiting           integer,
	longest_wait_seconds    integer,
	operators_on_shift      integer,
	operators_busy          integer,
	operators_seconded      integer,
	offered                 integer,
	answered                integer,
	answered_in_target      integer,
	abandoned               integer,
	handle_seconds          integer,
	answer_wait_seconds     integer,
	answer_wait_max_seconds integer,
	id                      text collate "C" not null,
	topics                  jsonb
) partition by range (at);
create index on contact_reading (contact_center, at);
create index on contact_reading using brin (at) with (autosummarize = on);

create table availability_reading (
	at                timestamptz not null,
	center            integer not null,
	feed              integer not null,
	batch             bigint not null,
	next_free_slot_at timestamptz,
	slots_free        integer,
	slots_total       integer,
	bookings_refused  integer,
	id                text collate "C" not null
) partition by range (at);
create index on availability_reading (center, at);
create index on availability_reading using brin (at) with (autosummarize = on);

-- The present picture, one row per place and feed. The three parts of a center age apart, each with its own (at, id).
-- `*_other_at`: the newest reading that said something else than the part says now; `*_first_at`: the first reading.
create table feed_present (
	center               integer not null,
	feed                 integer not null,
	batch                bigint not null,
	occupancy_at         timestamptz,
	occupancy_first_at   timestamptz,
	occupancy_other_at   timestamptz,
	queue_at             timestamptz,
	queue_first_at       timestamptz,
	queue_other_at       timestamptz,
	outside_at           timestamptz,
	outside_first_at     timestamptz,
	outside_other_at     timestamptz,
	occupancy            integer,
	queue_length         integer,
	booked_waiting       integer,
	walk_in_waiting      integer,
	longest_wait_seconds integer,
	windows_open         integer,
	windows_serving      integer,
	queue_outside        integer,
	occupancy_suspect    boolean,
	queue_suspect        boolean,
	outside_suspect      boolean,
	occupancy_id         text collate "C",
	queue_id             text collate "C",
	outside_id           text collate "C",
	primary key (center, feed)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);

create table contact_present (
	contact_center       integer not null,
	feed                 integer not null,
	batch                bigint not null,
	at                   timestamptz not null,
	calls_waiting        integer,
	longest_wait_seconds integer,
	operators_on_shift   integer,
	operators_busy       integer,
	operators_seconded   integer,
	id                   text collate "C" not null,
	primary key (contact_center, feed)
) with (fillfactor = 50);

create table availability_present (
	center            integer not null,
	feed              integer not null,
	batch             bigint not null,
	at                timestamptz not null,
	next_free_slot_at timestamptz,
	slots_free        integer,
	slots_total       integer,
	bookings_refused  integer,
	id                text collate "C" not null,
	primary key (center, feed)
) with (fillfactor = 50);

-- Whether observation (a_at, a_id) replaces observation (b_at, b_id), which may be absent.
create function is_newer(a_at timestamptz, a_id text, b_at timestamptz, b_id text) returns boolean
language sql immutable
as $$ select a_at is not null and (b_at is null or (a_at, a_id collate "C") > (b_at, b_id collate "C")) $$;

-- Unix milliseconds: what JSON carries between the store's SQL and its TypeScript.
create function epoch_ms(p_at timestamptz) returns bigint
language sql stable
as $$ select (date_part('epoch', p_at) * 1000)::bigint $$;
