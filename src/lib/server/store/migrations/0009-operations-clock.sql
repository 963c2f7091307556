-- Where the operations clock of this database stands, so that it never runs back. `reserved_until`: no instant beyond
-- it was ever shown; `exact_at`: where it stopped, known after an orderly end only.

create table operations_clock (
	only_row       boolean primary key default true check (only_row),
	start_spec     text not null,
	reserved_until timestamptz not null,
	exact_at       timestamptz
);
