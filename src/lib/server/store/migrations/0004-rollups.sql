-- Roll-ups, all feeds of a place together. Sums, counts, extremes and histograms only: they add up in any order.
-- A null sum was never measured. Wait buckets are upper limits in seconds of the longest wait.

create table rollup_1m (
	bucket               timestamptz not null,
	center               integer not null,
	n                    integer not null,
	batch                bigint not null,
	occupancy_sum        bigint,
	queue_sum            bigint,
	outside_sum          bigint,
	booked_waiting_sum   bigint,
	walk_in_waiting_sum  bigint,
	windows_open_sum     bigint,
	windows_serving_sum  bigint,
	arrivals_booked      bigint,
	arrivals_walk_in     bigint,
	served               bigint,
	no_shows             bigint,
	left_without_service bigint,
	turned_away          bigint,
	moved_to_next_day    bigint,
	occupancy_n          integer not null,
	occupancy_min        integer,
	occupancy_max        integer,
	queue_n              integer not null,
	queue_min            integer,
	queue_max            integer,
	outside_n            integer not null,
	outside_min          integer,
	outside_max          integer,
	booked_waiting_n     integer not null,
	walk_in_waiting_n    integer not null,
	windows_open_n       integer not null,
	windows_serving_n    integer not null,
	wait_max             integer,
	wait_60              integer not null,
	wait_120             integer not null,
	wait_300             integer not null,
	wait_600             integer not null,
	wait_900             integer not null,
	wait_1200            integer not null,
	wait_1800            integer not null,
	wait_2400            integer not null,
	wait_3600            integer not null,
	wait_5400            integer not null,
	wait_7200            integer not null,
	wait_over            integer not null,
	primary key (center, bucket)
) partition by range (bucket);
create index on rollup_1m using brin (bucket) with (pages_per_range = 32, autosummarize = on);

create table rollup_15m (like rollup_1m, primary key (center, bucket)) with (fillfactor = 70);
create index on rollup_15m using brin (bucket) with (pages_per_range = 32, autosummarize = on);
create table rollup_1h (like rollup_1m, primary key (center, bucket)) with (fillfactor = 70);
create index on rollup_1h using brin (bucket) with (pages_per_range = 32, autosummarize = on);

create table rollup_contact_1m (
	bucket                  timestamptz not null,
	contact_center          integer not null,
	n                       integer not null,
	batch                   bigint not null,
	offered                 bigint,
	answered                bigint,
	answered_in_target      bigint,
	abandoned               bigint,
	handle_seconds          bigint,
	answer_wait_seconds     bigint,
	answer_wait_max_seconds integer,
	calls_waiting_sum       bigint,
	calls_waiting_n         integer not null,
	calls_waiting_min       integer,
	calls_waiting_max       integer,
	operators_on_shift_sum  bigint,
	operators_on_shift_n    integer not null,
	operators_busy_sum      bigint,
	operators_busy_n        integer not null,
	operators_seconded_sum  bigint,
	operators_seconded_n    integer not null,
	longest_wait_max        integer,
	primary key (contact_center, bucket)
) partition by range (bucket);
create index on rollup_contact_1m using brin (bucket) with (pages_per_range = 32, autosummarize = on);

create table rollup_contact_15m (like rollup_contact_1m, primary key (contact_center, bucket));
create index on rollup_contact_15m using brin (bucket) with (pages_per_range = 32, autosummarize = on);
create table rollup_contact_1h (like rollup_contact_1m, primary key (contact_center, bucket));
create index on rollup_contact_1h using brin (bucket) with (pages_per_range = 32, autosummarize = on);

-- A place at a bucket: totals are sums of its centers' means, `*_worst` the highest value of any one center.
create table rollup_place_15m (
	bucket               timestamptz not null,
	place                integer not null,
	reporting            integer not null,
	n                    bigint not null,
	batch                bigint not null,
	occupancy_total      double precision,
	queue_total          double precision,
	outside_total        double precision,
	arrivals_booked      bigint,
	arrivals_walk_in     bigint,
	served               bigint,
	no_shows             bigint,
	left_without_service bigint,
	turned_away          bigint,
	moved_to_next_day    bigint,
	occupancy_centers    integer not null,
	occupancy_worst      integer,
	queue_centers        integer not null,
	queue_worst          integer,
	outside_centers      integer not null,
	outside_worst        integer,
	wait_max             integer,
	wait_60              bigint not null,
	wait_120             bigint not null,
	wait_300             bigint not null,
	wait_600             bigint not null,
	wait_900             bigint not null,
	wait_1200            bigint not null,
	wait_1800            bigint not null,
	wait_2400            bigint not null,
	wait_3600            bigint not null,
	wait_5400            bigint not null,
	wait_7200            bigint not null,
	wait_over            bigint not null,
	primary key (place, bucket)
);
create table rollup_place_1h (like rollup_place_15m, primary key (place, bucket));

-- Which quarter hours ingest touched, and with which batch last: what the coarser tiers must recompute.
create table rollup_touched (
	family text not null check (family in ('center', 'contact')),
	bucket timestamptz not null,
	batch  bigint not null,
	primary key (family, bucket)
);
create index rollup_touched_batch on rollup_touched (family, batch, bucket);

-- How far each coarser tier has come: every touch up to (batch, bucket) is in it.
create table rollup_mark (
	tier   text primary key,
	batch  bigint not null,
	bucket timestamptz not null
);
insert into rollup_mark (tier, batch, bucket)
select tier, 0, 'infinity' from unnest(array['rollup_15m', 'rollup_1h', 'rollup_place_15m', 'rollup_place_1h',
	'rollup_contact_15m', 'rollup_contact_1h']) as tier;
