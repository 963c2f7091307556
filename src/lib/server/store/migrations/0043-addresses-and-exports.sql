-- From where each feed key was used, and what was taken out of the house: each first time is an entry of the audit trail.

create table feed_key_address (
	key_id        text collate "C" not null references feed_key (key_id),
	address       inet not null,
	changed_by    text not null,
	changed_at    timestamptz not null,
	change_reason text,
	primary key (key_id, address)
);
create trigger audit after insert or update on feed_key_address
	for each row execute function audit_row('feed_key_address', 'key_id');

create table data_export (
	id            bigint generated always as identity primary key,
	kind          text not null,  -- what was taken, such as 'audit'
	filter        jsonb not null, -- what it was cut to
	changed_by    text not null,
	changed_at    timestamptz not null,
	change_reason text
);
create trigger audit after insert or update on data_export
	for each row execute function audit_row('export', 'id');
