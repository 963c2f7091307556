import { z } from 'zod';
import type { ChangedState } from '../domain/numbered-change.ts';
import type { Rows } from '../domain/row.ts';
import type { IncidentEvents } from './incidents.ts';
import type { Refusal } from './refusal.ts';

/** Names a scope: `nation`, `region:KZ-75`, `city:almaty`, `center:almaty-almaly`, `contact`. */
const scopeSchema = z
	.string()
	.max(200)
	.regex(/^(nation|contact|(region|city|center):[A-Za-z0-9][A-Za-z0-9_.-]{0,99})$/);
/** Name of a scope. */
export type Scope = string;

/** Where a client stands in a scope: the epoch of its node's board, and the last version it has applied. */
const cursorSchema = z.strictObject({
	e: z.string().max(40),
	s: z.number().int().min(0),
});
/** Epoch and version. */
export type Cursor = z.infer<typeof cursorSchema>;

/** `board:join`. A cursor that is none leads nowhere, like one of another epoch: the answer is a snapshot. */
export const joinSchema = z.strictObject({
	scope: scopeSchema,
	cursor: cursorSchema.optional().catch(undefined),
	since: z.number().int().min(0).optional(),
});
/** `board:leave`. */
export const leaveSchema = z.strictObject({ scope: scopeSchema });
/** `board:ack`. */
export const ackSchema = z.strictObject({
	r: scopeSchema,
	e: z.string().max(40),
	s: z.number().int().min(0),
});

/** Rows changed in (p, s], absolute values as of s; `t` is the operations clock in ms. */
export interface Frame {
	e: string;
	r: Scope;
	p: number;
	s: number;
	t: number;
	v: Rows;
}
/** A frame without rows, with the hash of the scope at s. */
export interface Heartbeat {
	e: string;
	r: Scope;
	p: number;
	s: number;
	t: number;
	h: number;
	paused?: true;
}
/** The whole scope as of s. `directory` is the version of the directory that the ordinals belong to. */
export interface Snapshot {
	e: string;
	r: Scope;
	s: number;
	t: number;
	v: Rows;
	columns: Record<string, readonly string[]>;
	directory: string;
}
/** One numbered change: the whole new state. `open` is false once nobody has to act on the object any more. */
export type NumberedEvent = { n: number; open: boolean } & (
	{ incident: ChangedState } | { regime: ChangedState }
);
/** A numbered change as it is told in scope `r`; `p` is the number told there before. */
export type ChangeMessage = NumberedEvent & { r: Scope; p: number; t: number };
/** What a scope has after a number: all changes in order, or all that is open. */
export type Events =
	| { n: number; list: NumberedEvent[] }
	| { n: number; reset: true; incidents: ChangedState[]; regimes: ChangedState[] };

/** Answer to `board:join`. */
export type JoinReply =
	| { ok: true; snapshot: Snapshot; events: Events }
	| { ok: true; patch: Frame; events: Events }
	| Refusal;

/** A part of the server that does not work fully now; what it shows stays, with its ages. */
export type DegradedPart = 'database' | 'bus' | 'live_state';

/** Events that the server sends. */
export interface ServerToClient {
	'board:patch': (frame: Frame) => void;
	heartbeat: (beat: Heartbeat) => void;
	'incident:changed': (message: ChangeMessage) => void;
	'regime:changed': (message: ChangeMessage) => void;
	/** Sent on connecting to a page that was cut off, a short while ago, because it read too slowly. */
	'connection:slow': (payload: { cutOffAgoMs: number }) => void;
	'auth:ended': (payload: { reason: string }) => void;
	/** Sent when it changes, and to whoever connects while a part does not work. */
	'server:state': (payload: { degraded: DegradedPart[] }) => void;
	'server:restarting': (payload: { returnWithinMs: number }) => void;
}
/** Events that a client sends. */
export interface ClientToServer extends IncidentEvents {
	'board:join': (payload: z.infer<typeof joinSchema>, ack: (reply: JoinReply) => void) => void;
	'board:leave': (
		payload: z.infer<typeof leaveSchema>,
		ack: (reply: { ok: true } | Refusal) => void,
	) => void;
	'board:ack': (payload: z.infer<typeof ackSchema>) => void;
}
