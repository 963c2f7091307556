-- Files of legal acts, named by their content: a decision holds the name, so the audit trail covers the file too.
create table act_file (
	id          text primary key collate "C" check (id = encode(sha256(bytes), 'hex')),
	type        text not null check (type in ('application/pdf', 'image/jpeg', 'image/png')),
	bytes       bytea not null check (octet_length(bytes) between 1 and 10485760),
	uploaded_at timestamptz not null -- system clock; the last time
);
create index act_file_uploaded on act_file (uploaded_at);

-- How many changes of rules were confirmed lately is counted at each.
create index draft_of_rules on draft (changed_at) where kind like 'regime.%';
