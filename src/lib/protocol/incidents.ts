import { z } from 'zod';
import { LEVERS } from '../domain/lever.ts';
import { INCIDENT_KINDS } from '../domain/finding.ts';
import { CHANNELS } from '../domain/channel.ts';
import type { Refusal } from './refusal.ts';

/** Texts are measured by the domain; here only what no text of ours can be. */
const text = z.string().max(16_000);
const id = z.string().min(1).max(200);
const instant = z.iso.datetime({ offset: true });

/** What every command carries: an id of its own, and the revision that was seen. */
const asked = {
	commandId: z
		.string()
		.min(8)
		.max(64)
		.regex(/^[\w-]+$/),
	incidentId: id,
	expectedRevision: z.number().int().min(1),
};
const severity = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

/** Commands on one incident: the event is `incident:` and the name; payload beside what every command carries. */
export const INCIDENT_COMMANDS = {
	acknowledge: z.strictObject(asked),
	assign: z.strictObject({ ...asked, userId: id }),
	hand_over: z.strictObject({ ...asked, userId: id, brief: text }),
	note: z.strictObject({ ...asked, text }),
	use_lever: z.strictObject({
		...asked,
		lever: z.enum(LEVERS),
		centerIds: z.array(id).min(1).max(200),
		otherCenterId: id.nullable(),
		text: text.nullable(),
	}),
	set_severity: z.strictObject({ ...asked, severity, reason: text }),
	release_severity: z.strictObject(asked),
	resolve: z.strictObject({ ...asked, reason: text.nullable() }),
	reopen: z.strictObject({ ...asked, reason: text }),
	review: z.strictObject({ ...asked, text }),
	confirm_cause: z.strictObject({ ...asked, key: id, reason: text.nullable() }),
	reject_cause: z.strictObject({ ...asked, key: id, reason: text.nullable() }),
	name_cause: z.strictObject({ ...asked, text }),
	cause_unknown: z.strictObject(asked),
} as const;

/** `incident:merge`: `from` is taken into `incidentId`. */
export const mergeSchema = z.strictObject({
	...asked,
	from: z.strictObject({ incidentId: id, expectedRevision: z.number().int().min(1) }),
});
/** `incident:split`: members as `center:almaty-almaly`. */
export const splitSchema = z.strictObject({ ...asked, members: z.array(id).min(1).max(200) });
/** `incident:people`. */
export const peopleSchema = z.strictObject({ incidentId: id });

/** `alert:mute`: nobody is told of incidents of a scope, or of some kinds, from `startsAt` (null: now) until `endsAt`. */
export const muteSchema = z.strictObject({
	commandId: asked.commandId,
	scope: id,
	kinds: z.array(z.enum(INCIDENT_KINDS)).min(1).nullable(),
	startsAt: instant.nullable(),
	endsAt: instant,
	reason: text,
});
/** `alert:unmute`. */
export const unmuteSchema = z.strictObject({
	silenceId: z
		.number()
		.int()
		.min(1)
		.max(2 ** 53 - 1),
});
/** `notify:test`: a message to oneself, or to the programs behind webhooks. */
export const testSchema = z.strictObject({
	commandId: asked.commandId,
	channel: z.enum(CHANNELS),
});

type Commands = typeof INCIDENT_COMMANDS;
type Acked<Payload, Answer extends object> = (
	payload: Payload,
	ack: (reply: ({ ok: true } & Answer) | Refusal) => void,
) => void;
/** Where an incident stands after a command. */
interface Commanded {
	incidentId: string;
	revision: number;
	state: string;
	newIncidentId?: string;
}

/** Events that a client sends about incidents. */
export type IncidentEvents = {
	[Name in keyof Commands as `incident:${Name}`]: Acked<z.infer<Commands[Name]>, Commanded>;
} & {
	'incident:merge': Acked<z.infer<typeof mergeSchema>, Commanded>;
	'incident:split': Acked<z.infer<typeof splitSchema>, Commanded>;
	'incident:people': Acked<z.infer<typeof peopleSchema>, { names: Record<string, string> }>;
	'alert:mute': Acked<z.infer<typeof muteSchema>, { silenceId: number }>;
	'alert:unmute': Acked<z.infer<typeof unmuteSchema>, object>;
	'notify:test': Acked<z.infer<typeof testSchema>, { sent: number }>;
};
