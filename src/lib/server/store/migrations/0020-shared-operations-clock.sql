-- Several nodes on one database share its operations clock. `operations_at` is where it stood at `system_at`, and `speed`
-- how fast it ran; every reserve writes them anew. `runners` says when each node last did: without a recent one it stands.

alter table operations_clock
	add column system_at     timestamptz,
	add column operations_at timestamptz,
	add column speed         double precision,
	add column runners       jsonb not null default '{}';

-- Whether another node than `p_node` (null: any) wrote within the last seconds.
create function runs_elsewhere(p_runners jsonb, p_node text, p_since timestamptz) returns boolean
language sql stable
as $$
select exists (select from jsonb_each_text(p_runners) as runner (node, at)
                where runner.node is distinct from p_node and runner.at::timestamptz > p_since)
$$;
