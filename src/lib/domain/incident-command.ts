import type { CauseCandidate, CauseVerdict } from './cause.ts';
import type { Actor } from './change.ts';
import { AppError } from './errors.ts';
import type { Figures, Instant } from './finding.ts';
import {
	isOpen,
	REOPEN_WITHIN_MINUTES,
	revised,
	severityOf,
	type Incident,
	type IncidentState,
	type TimelineEntry,
} from './incident.ts';
import { textOf } from './incident-text.ts';
import type { Lever } from './lever.ts';
import type { Severity } from './severity.ts';

/** What a person does with one incident; whoever does it and when stands beside it. */
export type IncidentCommand =
	| { kind: 'acknowledge' }
	/** Gives it to somebody, who then owns it. */
	| { kind: 'assign'; to: Actor }
	/** At the end of a shift; `brief` is what the next person reads first. */
	| { kind: 'hand_over'; to: Actor; brief: string }
	| { kind: 'note'; text: string }
	| {
			kind: 'use_lever';
			lever: Lever;
			/** Members where it is used. */
			centerIds: readonly string[];
			otherCenterId: string | null;
			text: string | null;
			/** People and waits of these centers now. */
			before: Figures;
	  }
	| { kind: 'set_severity'; severity: Severity; reason: string }
	/** Back to what is measured. */
	| { kind: 'release_severity' }
	| { kind: 'confirm_cause'; key: string; reason: string | null }
	| { kind: 'reject_cause'; key: string; reason: string | null }
	/** A cause that Kezek did not find. */
	| { kind: 'name_cause'; text: string }
	| { kind: 'cause_unknown' }
	/** Signs that still last are set aside; then a reason must be given. */
	| { kind: 'resolve'; reason: string | null }
	| { kind: 'reopen'; reason: string }
	/** Asks for a verdict on the cause. */
	| { kind: 'review'; text: string };

/** Who gives a command, and when. */
export interface CommandBy {
	by: Actor;
	at: Instant;
	/** The revision that they saw. */
	expectedRevision: number;
}

type Entry = Omit<TimelineEntry, 'at' | 'by'>;
type CommandOf<K extends IncidentCommand['kind']> = Extract<IncidentCommand, { kind: K }>;

const OPEN: readonly IncidentState[] = ['open', 'acknowledged', 'mitigating'];
const NOT_REVIEWED: readonly IncidentState[] = [...OPEN, 'resolved'];

/** In which states a command may be given. */
const ALLOWED_IN: Record<IncidentCommand['kind'], readonly IncidentState[]> = {
	acknowledge: ['open'],
	assign: OPEN,
	hand_over: ['acknowledged', 'mitigating'],
	note: [...NOT_REVIEWED, 'reviewed'],
	use_lever: OPEN,
	set_severity: OPEN,
	release_severity: OPEN,
	confirm_cause: NOT_REVIEWED,
	reject_cause: NOT_REVIEWED,
	name_cause: NOT_REVIEWED,
	cause_unknown: NOT_REVIEWED,
	resolve: OPEN,
	reopen: ['resolved'],
	review: ['resolved'],
};

/** Whether a command may be given to an incident as it is: which buttons there are. */
export function mayCommand(incident: Incident, kind: IncidentCommand['kind']): boolean {
	return incident.mergedInto === null && ALLOWED_IN[kind].includes(incident.state);
}

/**
 * The incident after a person's command, with the next revision. Throws `stale` where it was changed since they saw it,
 * `conflict` with the state as reason where it is no time for that, and `invalid` with field and reason for what they wrote.
 */
export function applyCommand(
	incident: Incident,
	command: IncidentCommand,
	{ by, at, expectedRevision }: CommandBy,
): Incident {
	requireRevision(incident, expectedRevision);
	requireState(incident, command.kind);
	return change(incident, command, by, at);
}

/** Throws `stale` unless the incident is at the revision that somebody saw. */
export function requireRevision(incident: Incident, expectedRevision: number): void {
	const { id, revision, changedBy, changedAt } = incident;
	if (revision === expectedRevision) return;
	throw new AppError(
		'stale',
		`Incident ${id} is at revision ${revision}, changed by ${changedBy} at ${changedAt}`,
		{ reason: 'revision' },
	);
}

function requireState(incident: Incident, kind: IncidentCommand['kind']): void {
	if (mayCommand(incident, kind)) return;
	const { mergedInto, state } = incident;
	throw mergedInto === null
		? new AppError('conflict', `The incident is ${state}: no ${kind}`, { reason: state })
		: new AppError('conflict', `The incident was merged into ${mergedInto}`, { reason: 'merged' });
}

function change(incident: Incident, command: IncidentCommand, by: Actor, at: Instant): Incident {
	switch (command.kind) {
		case 'acknowledge':
			return owned(incident, by, by, at, entry('acknowledged'));
		case 'assign':
			return owned(incident, command.to, by, at, entry('assigned', { to: command.to }));
		case 'hand_over':
			return owned(
				incident,
				command.to,
				by,
				at,
				entry('handed_over', { to: command.to }, textOf('brief', command.brief)),
			);
		case 'note':
			return revised(incident, {}, by, at, [entry('note', {}, textOf('text', command.text))]);
		case 'use_lever':
			return leverUsed(incident, command, by, at);
		case 'set_severity': {
			const reason = textOf('reason', command.reason);
			const from = severityOf(incident);
			const about = { from, to: command.severity };
			const override = { severity: command.severity, reason, by, at };
			return revised(incident, { override }, by, at, [entry('severity_set', about, reason)]);
		}
		case 'release_severity':
			if (incident.override === null) throw nothingToDo('severity_not_set');
			return revised(incident, { override: null }, by, at, [
				entry('severity_released', { from: severityOf(incident), to: incident.measured }),
			]);
		case 'confirm_cause':
		case 'reject_cause':
			return causeJudged(incident, command, by, at);
		case 'name_cause':
			return causeNamed(incident, command, by, at);
		case 'cause_unknown':
			return revised(incident, { isCauseUnknown: true }, by, at, [entry('cause_unknown')]);
		case 'resolve':
			return resolvedBy(incident, command, by, at);
		case 'reopen':
			return reopenedBy(incident, command, by, at);
		case 'review':
			return reviewedBy(incident, command, by, at);
	}
}

/** Whoever acts on an incident that nobody has taken takes it. */
function owned(incident: Incident, owner: Actor, by: Actor, at: Instant, last: Entry): Incident {
	const isFirst = incident.acknowledgedAt === null;
	const entries = isFirst && last.code !== 'acknowledged' ? [entry('acknowledged'), last] : [last];
	const taken = {
		owner,
		state: incident.state === 'open' ? ('acknowledged' as const) : incident.state,
		acknowledgedAt: incident.acknowledgedAt ?? at,
	};
	return revised(incident, taken, by, at, entries);
}

function leverUsed(
	incident: Incident,
	{ lever, centerIds, otherCenterId, text, before }: CommandOf<'use_lever'>,
	by: Actor,
	at: Instant,
): Incident {
	const members = new Set(incident.members.map(({ id }) => id));
	const stranger = centerIds.find((id) => !members.has(id));
	if (stranger !== undefined || centerIds.length === 0) throw invalid('centerIds', 'no_member');
	const words = text === null ? null : textOf('text', text);
	const use = { lever, by, at, centerIds, otherCenterId, text: words, before, after: [] };
	const about = { lever, centers: centerIds.length, otherCenterId, ...before };
	const taken = owned(incident, incident.owner ?? by, by, at, entry('lever_used', about, words));
	return { ...taken, state: 'mitigating', levers: [...incident.levers, use] };
}

function causeJudged(
	incident: Incident,
	{ kind, key, reason }: CommandOf<'confirm_cause' | 'reject_cause'>,
	by: Actor,
	at: Instant,
): Incident {
	if (!incident.causes.some((cause) => cause.key === key)) throw invalid('key', 'unknown_cause');
	const words = reason === null ? null : textOf('reason', reason);
	const is = kind === 'confirm_cause' ? 'confirmed' : 'rejected';
	const verdict: CauseVerdict = { is, by, at, reason: words };
	const causes = incident.causes.map((cause) =>
		cause.key === key ? { ...cause, verdict } : cause,
	);
	const code = is === 'confirmed' ? 'cause_confirmed' : 'cause_rejected';
	const isCauseUnknown = incident.isCauseUnknown && is !== 'confirmed';
	return revised(incident, { causes, isCauseUnknown }, by, at, [entry(code, { key }, words)]);
}

function causeNamed(
	incident: Incident,
	command: CommandOf<'name_cause'>,
	by: Actor,
	at: Instant,
): Incident {
	const text = textOf('text', command.text);
	const key = `other:${incident.revision}`;
	const cause: CauseCandidate = {
		key,
		kind: 'other',
		decisionId: null,
		at: null,
		score: 1,
		strength: 'strong',
		reasons: [],
		text,
		verdict: { is: 'confirmed', by, at, reason: null },
	};
	const causes = [cause, ...incident.causes];
	return revised(incident, { causes, isCauseUnknown: false }, by, at, [
		entry('cause_named', { key }, text),
	]);
}

function resolvedBy(
	incident: Incident,
	command: CommandOf<'resolve'>,
	by: Actor,
	at: Instant,
): Incident {
	const lasting = incident.members.filter(({ clearedAt }) => clearedAt === null);
	if (lasting.length > 0 && command.reason === null) throw invalid('reason', 'signs_last');
	const reason = command.reason === null ? null : textOf('reason', command.reason);
	const members = incident.members.map((member) => ({
		...member,
		isSetAside: member.clearedAt === null,
	}));
	const owner = incident.owner ?? by;
	const acknowledgedAt = incident.acknowledgedAt ?? at;
	const change = { state: 'resolved' as const, resolvedAt: at, members, owner, acknowledgedAt };
	return revised(incident, change, by, at, [
		entry('resolved', { lasting: lasting.length }, reason),
	]);
}

function reopenedBy(
	incident: Incident,
	{ reason }: CommandOf<'reopen'>,
	by: Actor,
	at: Instant,
): Incident {
	const words = textOf('reason', reason);
	if (!isWithinReopening(incident, at)) {
		throw new AppError('conflict', `It was resolved over ${REOPEN_WITHIN_MINUTES} min ago`, {
			reason: 'reopen_window',
		});
	}
	return reopened(incident, by, at, entry('reopened', {}, words));
}

/** Whether an incident that was resolved may still be reopened. */
export function isWithinReopening({ state, resolvedAt }: Incident, at: Instant): boolean {
	if (state !== 'resolved' || resolvedAt === null) return false;
	return Date.parse(at) - Date.parse(resolvedAt) <= REOPEN_WITHIN_MINUTES * 60_000;
}

/** A resolved incident that goes on: its owner still has it. */
export function reopened(incident: Incident, by: Actor, at: Instant, last: Entry): Incident {
	const members = incident.members.map((member) => ({ ...member, isSetAside: false }));
	const state = incident.owner === null ? ('open' as const) : ('acknowledged' as const);
	return revised(incident, { state, resolvedAt: null, members }, by, at, [last]);
}

function reviewedBy(
	incident: Incident,
	{ text }: CommandOf<'review'>,
	by: Actor,
	at: Instant,
): Incident {
	const words = textOf('text', text);
	const confirmed = incident.causes.filter(({ verdict }) => verdict?.is === 'confirmed');
	if (confirmed.length === 0 && !incident.isCauseUnknown) throw invalid('cause', 'no_verdict');
	const about = { cause: confirmed[0]?.key ?? 'unknown', peak: incident.peak };
	return revised(incident, { state: 'reviewed', reviewedAt: at }, by, at, [
		entry('reviewed', about, words),
	]);
}

/** Still open, and nobody has taken it in its time: for reminders and escalation. */
export function isUnacknowledged(incident: Incident): boolean {
	return isOpen(incident) && incident.acknowledgedAt === null;
}

function entry(
	code: TimelineEntry['code'],
	about: TimelineEntry['about'] = {},
	text: string | null = null,
): Entry {
	return { code, about, text };
}

function invalid(field: string, reason: string): AppError {
	return new AppError('invalid', `${field}: ${reason}`, { field, reason });
}

function nothingToDo(reason: string): AppError {
	return new AppError('conflict', 'There is nothing to change', { reason });
}
