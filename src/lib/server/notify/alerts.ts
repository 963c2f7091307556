/**
 * What people decide about being told: where, when not, and whether it works. Input: a person and what they want; output: rows
 * that the outbox obeys. Guarantee: a silence has an author, a reason and an end, and reaches no further than its author may.
 */
import { channelsOn, isAddress, type Channel, type ChannelSettings } from '../../domain/channel.ts';
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { IncidentKind } from '../../domain/finding.ts';
import { wrongField } from '../../domain/instant.ts';
import {
	canAtSite,
	canInCenter,
	canInPlace,
	canSomewhere,
	requireSomewhere,
	type Principal,
} from '../../domain/permission.ts';
import { checkSilence } from '../../domain/silence.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/connect.ts';
import { listContactPoints, putContactPoint, type ContactPoint } from '../store/contact-points.ts';
import { insertTestMessages, listChannelStates, type ChannelState } from '../store/outbox.ts';
import {
	endSilence,
	findSilence,
	insertSilence,
	listSilences,
	type StoredSilence,
} from '../store/silences.ts';

/** A silence as it is asked for. */
export interface TypedSilence {
	commandId: string;
	scope: string;
	kinds: readonly IncidentKind[] | null;
	/** Null: now. */
	startsAt: Date | null;
	endsAt: Date;
	reason: string;
}

/** A channel as its state is shown. */
export interface ShownChannel extends ChannelState {
	isOn: boolean;
}

/** The use-cases of being told. */
export type Alerts = ReturnType<typeof createAlerts>;

/** Makes the use-cases. `onMessage` hears that a message was left. */
export function createAlerts(deps: {
	sql: Sql;
	system: Clock;
	operations: Clock;
	directory: () => Directory;
	settings: ChannelSettings;
	/** Whether a zone exists. */
	isZone: (timezone: string) => boolean;
	onMessage: () => void;
}) {
	const { sql, system, operations, directory, settings, isZone, onMessage } = deps;
	const on = channelsOn(settings);

	/** The regions that a scope lies in (null: of no region alone), where the principal may silence it; else nothing. */
	const reachOf = (principal: Principal, scope: string): { regions: string[] | null } | null => {
		const { places, centers } = directory();
		if (scope === 'contact') {
			return canAtSite(principal, 'alert.mute', 0) ? { regions: null } : null;
		}
		const center = centers.find(({ id }) => scope === `center:${id}`);
		if (center) {
			return canInCenter(principal, 'alert.mute', center) ? { regions: [center.regionId] } : null;
		}
		const place = places.find(
			({ kind, id }) => scope === (kind === 'nation' ? kind : `${kind}:${id}`),
		);
		if (!place || !canInPlace(principal, 'alert.mute', place)) return null;
		return { regions: place.kind === 'nation' ? null : [place.regionId ?? place.id] };
	};

	return {
		/** Silences that hold or are planned, of places that the reader may silence. Throws `forbidden`. */
		async silences(principal: Principal): Promise<StoredSilence[]> {
			requireSomewhere(principal, 'alert.mute');
			const all = await listSilences(sql, operations.now());
			return all.filter(({ scope }) => reachOf(principal, scope) !== null);
		},

		/**
		 * Enters a silence, once for each command, and returns its number. Throws `forbidden`, `not_found` for a place that
		 * is not the author's, `invalid` at the field: a duty officer's lasts four hours at most.
		 */
		async mute(principal: Principal, typed: TypedSilence): Promise<number> {
			requireSomewhere(principal, 'alert.mute');
			if (principal.kind !== 'user') throw new AppError('forbidden', 'Only people silence');
			const reach = reachOf(principal, typed.scope);
			if (!reach) throw new AppError('not_found', 'No such place');
			const now = operations.now();
			const silence = { ...typed, startsAt: typed.startsAt ?? now };
			checkSilence(silence, { role: principal.role, now });
			return insertSilence(
				sql,
				{ ...silence, ...reach, reason: silence.reason.trim(), author: principal.userId },
				{ by: `user:${principal.userId}`, at: system.now() },
			);
		},

		/** Lifts a silence before its end. Throws `forbidden`, `not_found`, `conflict`/`over`. */
		async unmute(principal: Principal, id: number): Promise<void> {
			requireSomewhere(principal, 'alert.mute');
			if (principal.kind !== 'user') throw new AppError('forbidden', 'Only people silence');
			const silence = await findSilence(sql, id);
			if (!silence || !reachOf(principal, silence.scope)) {
				throw new AppError('not_found', 'No such silence');
			}
			const change = { by: `user:${principal.userId}` as const, at: system.now() };
			if (await endSilence(sql, id, operations.now(), change)) return;
			throw new AppError('conflict', 'The silence is over', { reason: 'over' });
		},

		/** Where the signed-in person is told, and by which channels anybody can be. */
		async contactPoints(userId: string): Promise<{ on: Channel[]; points: ContactPoint[] }> {
			return { on, points: await listContactPoints(sql, userId) };
		},

		/** Sets where the signed-in person is told by one channel. Throws `invalid` at the field. */
		async setContactPoint(userId: string, point: ContactPoint): Promise<void> {
			const { channel, address, timezone, quiet } = point;
			if (!isAddress(channel, address)) {
				throw wrongField('address', 'address', 'This is no address of the channel');
			}
			if (!isZone(timezone)) throw wrongField('timezone', 'zone', 'No such time zone');
			const minutes = quiet === null ? [] : [quiet.fromMinute, quiet.untilMinute];
			if (minutes.some((minute) => !Number.isInteger(minute) || minute < 0 || minute >= 1440)) {
				throw wrongField('quiet', 'range', 'Quiet hours are minutes of a day');
			}
			const change = { by: `user:${userId}` as const, at: system.now() };
			await putContactPoint(sql, userId, point, change);
		},

		/**
		 * Sends a test: to oneself, or by webhook to all programs. Returns how many messages were left; a repetition leaves
		 * none. Throws `forbidden` for programs, `conflict`/`channel_off`, `conflict`/`no_address`.
		 */
		async sendTest(principal: Principal, channel: Channel, commandId: string): Promise<number> {
			if (channel === 'webhook') requireSomewhere(principal, 'webhook.manage');
			if (principal.kind !== 'user') throw new AppError('forbidden', 'Only people test');
			if (!on.includes(channel)) {
				throw new AppError('conflict', 'The channel is off', { reason: 'channel_off' });
			}
			const { userId } = principal;
			const to =
				channel === 'webhook'
					? (settings.webhook?.urls ?? []).map((address) => ({ userId: null, address }))
					: (await listContactPoints(sql, userId))
							.filter((point) => point.channel === channel && point.isOn)
							.map(({ address }) => ({ userId, address }));
			if (to.length === 0) {
				throw new AppError('conflict', 'Nobody is reached by it', { reason: 'no_address' });
			}
			const messages = to.map(({ userId: whose, address }) => ({
				key: `test:${userId}:${commandId}:${address}`,
				channel,
				userId: whose,
				address,
			}));
			const left = await insertTestMessages(sql, messages, system.now());
			onMessage();
			return left;
		},

		/** Every channel: on or off, its last success and failure, what waits. For whoever is told or runs the house. */
		async channels(principal: Principal): Promise<ShownChannel[]> {
			if (!canSomewhere(principal, 'alert.mute')) requireSomewhere(principal, 'webhook.manage');
			const states = await listChannelStates(sql, system.now());
			return states.map((state) => ({ ...state, isOn: on.includes(state.channel) }));
		},
	};
}
