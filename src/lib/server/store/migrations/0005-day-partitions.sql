-- Day partitions. The app's role needs no DDL: these functions run as their owner.

create table day_partition (
	parent        text not null,
	day           date not null,
	last_write_at timestamptz not null, -- system clock, to the hour
	primary key (parent, day)
);

-- Makes the partition of a UTC day where it is missing and notes that it is being written.
create function ensure_day_partition(p_parent text, p_day date, p_written_at timestamptz) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
	v_name text := p_parent || '_' || to_char(p_day, 'YYYYMMDD');
begin
	if p_parent not in ('reading', 'contact_reading', 'availability_reading', 'rollup_1m', 'rollup_contact_1m') then
		raise exception 'no day partitions of %', p_parent;
	end if;
	perform pg_advisory_xact_lock(hashtext('kezek.day_partition'));
	update day_partition set last_write_at = greatest(last_write_at, p_written_at)
	 where parent = p_parent and day = p_day;
	if found then
		return;
	end if;
	-- Attaching an own table locks the parent less than `create … partition of` does: readers go on.
	execute format('create table %I (like %I including all) with (fillfactor = %s)', v_name, p_parent,
		case when p_parent like 'rollup%' then 50 else 100 end);
	execute format('alter table %I attach partition %I for values from (%L) to (%L)', p_parent, v_name,
		p_day::timestamp at time zone 'UTC', (p_day + 1)::timestamp at time zone 'UTC');
	insert into day_partition (parent, day, last_write_at) values (p_parent, p_day, p_written_at);
end
$$;

-- What an ingest statement needs: the days of its readings, in every table that it writes.
create function ensure_days_of(p_parents text[], p_at timestamptz[], p_written_at timestamptz) returns void
language plpgsql
as $$
declare
	v_parent text;
	v_day date;
begin
	for v_parent, v_day in
		select parent, days.day
		  from unnest(p_parents) as parent,
		       (select distinct (t.at at time zone 'UTC')::date as day from unnest(p_at) as t (at)) as days
		 where not exists (select from day_partition as known
		                    where known.parent = parent.parent and known.day = days.day
		                      and known.last_write_at > p_written_at - interval '1 hour')
		 order by 1, 2
	loop
		perform ensure_day_partition(v_parent, v_day, p_written_at);
	end loop;
end
$$;

-- Drops the partitions of a table whose day and last write both lie before their limits; returns the days dropped.
create function drop_day_partitions(p_parent text, p_before date, p_written_before timestamptz) returns setof date
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
	v_day date;
begin
	perform pg_advisory_xact_lock(hashtext('kezek.day_partition'));
	for v_day in
		delete from day_partition
		 where parent = p_parent and day < p_before and last_write_at < p_written_before
		returning day
	loop
		execute format('drop table %I', p_parent || '_' || to_char(v_day, 'YYYYMMDD'));
		return next v_day;
	end loop;
end
$$;
