import type { Channel } from '../../domain/channel.ts';
import type { Locale } from '../../domain/directory.ts';
import type { DropReason, Step } from '../../domain/dispatch.ts';
import type { Severity } from '../../domain/severity.ts';
import { isOpen, severityOf, type Incident } from '../../domain/incident.ts';
import { isUnacknowledged } from '../../domain/incident-command.ts';
import { scopesOf } from '../../domain/incident-scope.ts';
import type { Sql } from './connect.ts';

/** What a message says; its words are made when it is sent. */
type MessageContent = Record<string, unknown>;

/** A message that this node has to decide over and send. */
export interface ClaimedMessage {
	id: number;
	/** What the receiver may know it by, whoever sends it how often. */
	uid: string;
	channel: Channel;
	step: Step;
	/** The incident as it is now; null: a test. */
	incident: {
		id: string;
		kind: string;
		scopes: string[];
		severity: Severity;
		isAcknowledged: boolean;
		isSettled: boolean;
	} | null;
	content: MessageContent;
	address: string;
	/** Failed tries so far. */
	tries: number;
	createdAt: Date;
	/** The person as they are now; null: a program. */
	person: {
		isReachable: boolean;
		locale: Locale;
		quietFrom: number | null;
		quietUntil: number | null;
		timezone: string;
	} | null;
}

/** What became of a claimed message. */
export type Outcome = { id: number } & (
	| { act: 'sent' }
	| { act: 'drop'; because: DropReason }
	/** Waits without having been tried. */
	| { act: 'hold'; dueAt: Date; because: string }
	| { act: 'retry'; dueAt: Date; because: string }
	| { act: 'fail'; because: string }
);

/** One channel as everybody may see it. */
export interface ChannelState {
	channel: Channel;
	lastSuccessAt: Date | null;
	lastFailureAt: Date | null;
	/** In a word or two, such as `timeout`; never an address or a secret. */
	lastFailure: string | null;
	/** Messages that wait, and of them those that were tried in vain. */
	waiting: number;
	overdue: number;
	/** Given up within the last day. */
	failed: number;
}

interface ClaimedRow extends Omit<ClaimedMessage, 'person' | 'incident'> {
	incident: Incident | null;
	userId: string | null;
	isReachable: boolean | null;
	locale: Locale | null;
	quietFrom: number | null;
	quietUntil: number | null;
	timezone: string | null;
}

/**
 * Takes messages of one channel whose turn has come, the oldest first, so that no other node sends them until `leaseUntil`.
 * What another node has or is just taking is left alone.
 */
export async function claimMessages(
	sql: Sql,
	channel: Channel,
	{ now, leaseUntil, most }: { now: Date; leaseUntil: Date; most: number },
): Promise<ClaimedMessage[]> {
	const rows = await sql<ClaimedRow>`
		with due as (
			select id from message
			 where channel = ${channel} and state = 'waiting' and due_at <= ${now}
			   and (claimed_until is null or claimed_until <= ${now})
			 order by due_at, id limit ${most} for update skip locked
		), claimed as (
			update message set claimed_until = ${leaseUntil} from due where message.id = due.id
			returning message.*
		)
		select claimed.id, claimed.uid, claimed.channel, claimed.step, incident.doc as incident, claimed.content, claimed.tries,
		       claimed.created_at, claimed.user_id, coalesce(point.address, claimed.address) as address,
		       point.is_on and app_user.disabled_at is null as is_reachable, point.locale, point.quiet_from,
		       point.quiet_until, point.timezone
		  from claimed
		  left join incident on incident.id = claimed.incident
		  left join app_user on app_user.id = claimed.user_id
		  left join contact_point as point on point.user_id = claimed.user_id and point.channel = claimed.channel
		 order by claimed.due_at, claimed.id`;
	return rows.map(({ userId, isReachable, locale, quietFrom, quietUntil, timezone, ...row }) => ({
		...row,
		incident: row.incident && present(row.incident),
		person:
			userId === null
				? null
				: {
						isReachable: isReachable ?? false,
						locale: locale ?? 'kk',
						quietFrom,
						quietUntil,
						timezone: timezone ?? 'UTC',
					},
	}));
}

function present(incident: Incident): ClaimedMessage['incident'] {
	const { id, kind } = incident;
	const severity = severityOf(incident);
	const isAcknowledged = !isUnacknowledged(incident);
	return {
		id,
		kind,
		scopes: scopesOf(incident),
		severity,
		isAcknowledged,
		isSettled: !isOpen(incident),
	};
}

/**
 * Writes down what became of messages of one channel, and of the channel itself. Only a message that still waits is touched:
 * a node that was frozen over its lease changes nothing that another one settled.
 */
export async function settleMessages(
	sql: Sql,
	channel: Channel,
	outcomes: readonly Outcome[],
	now: Date,
): Promise<void> {
	const rows = outcomes.map((outcome) => ({
		id: outcome.id,
		act: outcome.act,
		because: 'because' in outcome ? outcome.because : null,
		dueAt: 'dueAt' in outcome ? outcome.dueAt : null,
	}));
	await sql`
		with outcome as (
			select id, act, because, "dueAt" as due_at
			  from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
			       as o (id bigint, act text, because text, "dueAt" timestamptz)
		), settled as (
			update message
			   set state = case act when 'sent' then 'sent' when 'drop' then 'dropped' when 'fail' then 'failed'
			               else 'waiting' end,
			       settled_at = case when act in ('sent', 'drop', 'fail') then ${now}::timestamptz end,
			       reason = because,
			       tries = tries + case when act in ('retry', 'fail') then 1 else 0 end,
			       due_at = coalesce(outcome.due_at, message.due_at),
			       claimed_until = null
			  from outcome where message.id = outcome.id and message.state = 'waiting'
		), summed as (
			select bool_or(act = 'sent') as is_sent,
			       (array_agg(because) filter (where act in ('retry', 'fail')))[1] as failure
			  from outcome
		)
		update channel_state
		   set last_success_at = case when is_sent then ${now}::timestamptz else last_success_at end,
		       last_failure_at = case when failure is not null then ${now}::timestamptz else last_failure_at end,
		       last_failure = coalesce(failure, last_failure)
		  from summed where channel = ${channel} and (is_sent or failure is not null)`;
}

/** Every channel with its last tries and what waits. */
export async function listChannelStates(sql: Sql, now: Date): Promise<ChannelState[]> {
	return sql<ChannelState>`
		select channel_state.channel, last_success_at, last_failure_at, last_failure,
		       count(message.id) filter (where state = 'waiting') as waiting,
		       count(message.id) filter (where state = 'waiting' and tries > 0) as overdue,
		       count(message.id) filter (where state = 'failed') as failed
		  from channel_state left join message
		    on message.channel = channel_state.channel
		   and (state = 'waiting' or (state = 'failed' and settled_at > ${now}::timestamptz - interval '1 day'))
		 group by channel_state.channel order by channel_state.channel`;
}

/** Leaves test messages; returns how many were not left by the same command before. */
export async function insertTestMessages(
	sql: Sql,
	messages: readonly { key: string; channel: Channel; userId: string | null; address: string }[],
	now: Date,
): Promise<number> {
	const rows = await sql`
		insert into message (key, channel, user_id, address, step, content, created_at, due_at)
		select key, channel, "userId", address, 'test', '{}', ${now}, ${now}
		  from jsonb_to_recordset(${JSON.stringify(messages)}::text::jsonb)
		       as m (key text, channel text, "userId" uuid, address text)
		on conflict (key) do nothing returning id`;
	return rows.length;
}

/** Forgets messages that were settled before an instant. */
export async function forgetMessages(sql: Sql, before: Date): Promise<void> {
	await sql`delete from message where settled_at < ${before}`;
}
