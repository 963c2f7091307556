-- What arrived of each feed, by door and span of five minutes on the operations clock: counters of the operation, kept for
-- two days, written by each node every few seconds.

create table feed_tally (
	feed      integer not null,
	door      text not null check (door in ('readings', 'contact_readings', 'availability')),
	span_at   timestamptz not null,
	stored    bigint not null,
	timely    bigint not null,
	duplicate bigint not null,
	rejected  jsonb not null,    -- reason: how often
	delays    bigint[] not null, -- by the classes of domain/feed-health.ts
	primary key (feed, door, span_at)
);
create index on feed_tally (span_at);

create function add_delays(p_some bigint[], p_more bigint[]) returns bigint[]
language sql immutable
as $$
select array_agg(coalesce(a, 0) + coalesce(b, 0) order by position)
  from unnest(p_some, p_more) with ordinality as t (a, b, position)
$$;

create function add_reasons(p_some jsonb, p_more jsonb) returns jsonb
language sql immutable
as $$
select coalesce(jsonb_object_agg(reason, n), '{}')
  from (select key as reason, sum(value::bigint) as n
          from (select * from jsonb_each_text(p_some) union all select * from jsonb_each_text(p_more)) as t
         group by key) as sums
$$;
