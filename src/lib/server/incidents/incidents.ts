/**
 * What people do with incidents. Input: a command of somebody who saw a revision; output: the next revision, written, told and
 * audited by one statement, or a refusal that says who was faster and what they did. Guarantee: a command that is repeated is
 * done once and answered alike; nobody reaches an incident outside of their places.
 */
import { createHash } from 'node:crypto';
import type { Actor } from '../../domain/change.ts';
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { Figures } from '../../domain/finding.ts';
import { INCIDENT_STATES, type Incident } from '../../domain/incident.ts';
import { applyCommand, type IncidentCommand } from '../../domain/incident-command.ts';
import { mergeIncidents, splitIncident } from '../../domain/incident-merge.ts';
import { canWithIncident, viewScopes } from '../../domain/incident-scope.ts';
import { tellingOf, UNTOLD } from '../../domain/incident-telling.ts';
import { wrongField } from '../../domain/instant.ts';
import { requireSomewhere, type Permission, type Principal } from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/connect.ts';
import {
	commandIncidents,
	findCommand,
	findIncident,
	listIncidents,
	type IncidentRevision,
	type StoredIncident,
	type Ways,
} from '../store/incidents.ts';
import { findUser, listNames } from '../store/users.ts';

/** The permission that each command needs. */
const NEEDS = {
	acknowledge: 'incident.acknowledge',
	assign: 'incident.acknowledge',
	hand_over: 'incident.acknowledge',
	note: 'incident.acknowledge',
	use_lever: 'incident.acknowledge',
	set_severity: 'incident.resolve',
	release_severity: 'incident.resolve',
	resolve: 'incident.resolve',
	reopen: 'incident.resolve',
	review: 'incident.resolve',
	confirm_cause: 'incident.cause',
	reject_cause: 'incident.cause',
	name_cause: 'incident.cause',
	cause_unknown: 'incident.cause',
} as const satisfies Record<IncidentCommand['kind'], Permission>;

/** What people type of a command: figures are measured, and accounts are named by their id. */
export type TypedCommand =
	| Exclude<IncidentCommand, { kind: 'assign' | 'hand_over' | 'use_lever' }>
	| { kind: 'assign'; userId: string }
	| { kind: 'hand_over'; userId: string; brief: string }
	| Omit<Extract<IncidentCommand, { kind: 'use_lever' }>, 'before'>;

/** What every command carries. */
export interface Asked {
	/** Made by the client; a repetition carries the same. */
	commandId: string;
	incidentId: string;
	/** The revision that was seen. */
	expectedRevision: number;
}

/** Where an incident stands after a command. */
export interface CommandAnswer {
	incidentId: string;
	revision: number;
	state: Incident['state'];
	/** The incident that was split off. */
	newIncidentId?: string;
}

/** The use-cases of incidents. */
export type Incidents = ReturnType<typeof createIncidents>;

/** Makes the use-cases. */
export function createIncidents(deps: {
	sql: Sql;
	system: Clock;
	operations: Clock;
	directory: () => Directory;
	/** By which people are told. */
	ways: Ways;
	/** People and waits of centers as this node sees them now. */
	figuresOf: (centerIds: readonly string[]) => Figures;
	/** Hears that something was committed. */
	onChanged: () => void;
}) {
	const { sql, system, operations, directory, ways, figuresOf, onChanged } = deps;

	/** One answer for what does not exist and for what is not the caller's. */
	const findOwn = async (
		principal: Principal,
		permission: Permission,
		id: string,
	): Promise<StoredIncident> => {
		const stored = await findIncident(sql, id);
		if (!stored || !canWithIncident(principal, permission, stored.incident, directory())) {
			throw new AppError('not_found', 'No such incident');
		}
		return stored;
	};

	/** Whoever gets an incident must be able to act on it. */
	const accountFor = async (userId: string, incident: Incident): Promise<Actor> => {
		const user = /^[0-9a-f-]{36}$/.test(userId) ? await findUser(sql, userId) : null;
		const principal: Principal | null = user && {
			kind: 'user',
			userId: user.id,
			role: user.role,
			regions: user.regions,
		};
		const isFit =
			user?.disabledAt === null &&
			principal !== null &&
			canWithIncident(principal, 'incident.acknowledge', incident, directory());
		if (!isFit) throw wrongField('userId', 'not_found', 'No such person for this incident');
		return `user:${userId}`;
	};

	const ofTyped = async (typed: TypedCommand, incident: Incident): Promise<IncidentCommand> => {
		switch (typed.kind) {
			case 'assign':
				return { kind: 'assign', to: await accountFor(typed.userId, incident) };
			case 'hand_over': {
				const to = await accountFor(typed.userId, incident);
				return { kind: 'hand_over', to, brief: typed.brief };
			}
			case 'use_lever':
				return { ...typed, before: figuresOf(typed.centerIds) };
			default:
				return typed;
		}
	};

	/** Refuses an old revision in words: who changed it, when, and what they did. */
	const requireFresh = async ({ incident }: StoredIncident, seen: number): Promise<void> => {
		const { revision, changedBy, changedAt, timeline } = incident;
		if (revision === seen) return;
		const name = await nameOf(changedBy);
		const did = timeline.filter(({ at, by }) => at === changedAt && by === changedBy);
		const codes = did.map(({ code }) => code);
		throw new AppError(
			'stale',
			`Revision ${revision} by ${name} at ${changedAt}: ${codes.join(', ')}`,
			{ reason: 'revision', current: { revision, by: changedBy, name, at: changedAt, did: codes } },
		);
	};

	const nameOf = async (actor: Actor): Promise<string> => {
		if (!actor.startsWith('user:')) return actor;
		const id = actor.slice('user:'.length);
		return (await listNames(sql, [id])).get(id) ?? actor;
	};

	/**
	 * Does a command once. `change` makes the revisions of the incidents that it names, as they are now; they are the caller's.
	 */
	const once = async (
		principal: Principal,
		permission: Permission,
		asked: Asked & { others?: { incidentId: string; expectedRevision: number }[] },
		question: object,
		change: (
			incidents: readonly Incident[],
			by: Actor,
		) => Promise<{ made: { before: Incident | null; after: Incident }[]; answer: CommandAnswer }>,
	): Promise<CommandAnswer> => {
		const { commandId, incidentId, expectedRevision, others = [] } = asked;
		const by = actorOf(principal);
		const named = [{ incidentId, expectedRevision }, ...others];
		const body = createHash('sha256')
			.update(JSON.stringify([named, question]))
			.digest();
		const stored = await Promise.all(
			named.map((one) => findOwn(principal, permission, one.incidentId)),
		);
		const known = await findCommand(sql, by, commandId);
		if (known) {
			if (known.body.equals(body)) return known.answer as CommandAnswer;
			throw new AppError('conflict', 'Another command had this id', { reason: 'id_reused' });
		}
		for (const [i, one] of stored.entries()) {
			await requireFresh(one, named[i]?.expectedRevision ?? 0);
		}
		const tellings = new Map(stored.map(({ incident, telling }) => [incident.id, telling]));
		const { made, answer } = await change(
			stored.map(({ incident }) => incident),
			by,
		);
		const revisions = made.map<IncidentRevision>(({ before, after }) => ({
			before,
			after,
			telling: tellingOf(before, after, tellings.get(after.id) ?? UNTOLD),
		}));
		try {
			const done = await commandIncidents(
				sql,
				revisions,
				{ commandId, body, answer },
				{ by, at: system.now(), reason: null, ways },
			);
			onChanged();
			return done as CommandAnswer;
		} catch (error) {
			if (!(error instanceof AppError) || error.code !== 'stale') throw error;
			for (const { incidentId: id, expectedRevision: seen } of named) {
				await requireFresh(await findOwn(principal, permission, id), seen);
			}
			throw error;
		}
	};

	return {
		/**
		 * Does one command. Throws `forbidden`, `not_found`, `stale`/`revision` with who changed it since and what they did,
		 * `conflict` with the state as reason, `invalid` at the field, `too_large`, `conflict`/`id_reused`.
		 */
		async command(principal: Principal, asked: Asked, typed: TypedCommand): Promise<CommandAnswer> {
			const permission = NEEDS[typed.kind];
			requireSomewhere(principal, permission);
			return once(principal, permission, asked, typed, async ([incident], by) => {
				if (!incident) throw new Error('No incident');
				const command = await ofTyped(typed, incident);
				const at = operations.now().toISOString();
				const { expectedRevision } = asked;
				const after = applyCommand(incident, command, { by, at, expectedRevision });
				return { made: [{ before: incident, after }], answer: answerOf(after) };
			});
		},

		/** Takes another open incident of the kind into this one. Throws as `command` does. */
		async merge(
			principal: Principal,
			asked: Asked,
			from: { incidentId: string; expectedRevision: number },
		): Promise<CommandAnswer> {
			requireSomewhere(principal, 'incident.resolve');
			const whole = { ...asked, others: [from] };
			return once(principal, 'incident.resolve', whole, { kind: 'merge' }, ([into, gone], by) => {
				if (!into || !gone) throw new Error('No incidents');
				const at = operations.now().toISOString();
				const seen = { into: asked.expectedRevision, from: from.expectedRevision };
				const merged = mergeIncidents(into, gone, { by, at }, seen);
				const made = [
					{ before: into, after: merged.into },
					{ before: gone, after: merged.from },
				];
				return Promise.resolve({ made, answer: answerOf(merged.into) });
			});
		},

		/** Makes an incident of its own of some members (`center:almaty-almaly`). Throws as `command` does. */
		async split(
			principal: Principal,
			asked: Asked,
			members: readonly string[],
		): Promise<CommandAnswer> {
			requireSomewhere(principal, 'incident.resolve');
			const question = { kind: 'split', members };
			return once(principal, 'incident.resolve', asked, question, ([incident], by) => {
				if (!incident) throw new Error('No incident');
				const at = operations.now().toISOString();
				const parts = splitIncident(incident, members, { by, at }, asked.expectedRevision);
				const made = [
					{ before: incident, after: parts.stays },
					{ before: null, after: parts.leaves },
				];
				const answer = { ...answerOf(parts.stays), newIncidentId: parts.leaves.id };
				return Promise.resolve({ made, answer });
			});
		},

		/** One incident. Throws `forbidden`, `not_found`. */
		async find(principal: Principal, id: string): Promise<Incident> {
			requireSomewhere(principal, 'incident.view');
			return (await findOwn(principal, 'incident.view', id)).incident;
		},

		/**
		 * Incidents that touch the reader's places, in the order of their newest change, each with its number `n`; of one
		 * `state`, and changed after `since`, where that is asked. Throws `forbidden`, `invalid`.
		 */
		async list(
			principal: Principal,
			parameters: URLSearchParams,
			{ after, limit }: { after: number; limit: number },
		): Promise<(Incident & { n: number })[]> {
			requireSomewhere(principal, 'incident.view');
			const text = parameters.get('state');
			const state = INCIDENT_STATES.find((one) => one === text);
			if (text !== null && state === undefined) {
				throw wrongField('state', 'range', `state must be one of ${INCIDENT_STATES.join(', ')}`);
			}
			const since = Number(parameters.get('since') ?? 0);
			if (!Number.isSafeInteger(since) || since < 0) {
				throw wrongField('since', 'range', 'since must be the number of a change');
			}
			const states = state === undefined ? null : [state];
			const scopes = viewScopes(principal, directory());
			const found = await listIncidents(sql, { states, since, scopes, after, limit });
			return found.map(({ n, incident }) => ({ n, ...incident }));
		},

		/** Names of the people who had a part in an incident, by account. Throws `forbidden`, `not_found`. */
		async people(principal: Principal, id: string): Promise<Record<string, string>> {
			requireSomewhere(principal, 'incident.people');
			const { incident } = await findOwn(principal, 'incident.people', id);
			const actors = [incident.owner, ...incident.timeline.map(({ by }) => by)];
			const given = incident.timeline.map(({ about }) => about.to);
			const ids = [...actors, ...given].flatMap((actor) =>
				typeof actor === 'string' && actor.startsWith('user:') ? [actor.slice(5)] : [],
			);
			return Object.fromEntries(await listNames(sql, [...new Set(ids)]));
		},
	};
}

function answerOf({ id, revision, state }: Incident): CommandAnswer {
	return { incidentId: id, revision, state };
}

function actorOf(principal: Principal): Actor {
	return principal.kind === 'user' ? `user:${principal.userId}` : `feed:${principal.feedId}`;
}
