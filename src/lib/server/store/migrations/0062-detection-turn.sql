-- Which node looks for incidents now, by the system clock: two at once do no harm, but double the work.
create table detection_turn (
	only_row    boolean primary key default true check (only_row),
	node        text not null,
	lease_until timestamptz not null,
	-- What the node remembers, as JSON: what is under way, and what whole quarters of an hour have left.
	places      text not null default '{}',
	quarters    text not null default '{}'
);
insert into detection_turn (node, lease_until) values ('', '-infinity');
