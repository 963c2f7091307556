/**
 * Sends what the store says that people must be told. Input: messages, written in the statement of what they tell; output: at
 * least one delivery of each, or the reason why there is none. Guarantee: any node sends, never two at a time; a node that
 * dies gives its messages back when its lease ends; what fails is tried again, ever more rarely, for a day; a repetition
 * carries the same id. Each channel goes its own way: one that hangs delays no other.
 */
import { waitAfter, type BackOff } from '../../domain/back-off.ts';
import { CHANNELS, type Channel, type ChannelSettings } from '../../domain/channel.ts';
import { dispatchOf } from '../../domain/dispatch.ts';
import type { Severity } from '../../domain/severity.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import { silencedUntil, type Silence } from '../../domain/silence.ts';
import type { Clock, OperationsClock } from '../clock.ts';
import { createJob } from '../job.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import {
	claimMessages,
	settleMessages,
	type ClaimedMessage,
	type Outcome,
} from '../store/outbox.ts';
import { listSilences } from '../store/silences.ts';
import { asChannelError, type OpenChannel, type Parcel } from './channel.ts';

/** Real times and numbers of sending. */
const SENDING = {
	/** Messages of one channel on their way at a time. */
	atOnce: 8,
	/** A node that does not settle a message within this is dead or frozen, ms; longer than any channel's deadline. */
	leaseMs: 60_000,
	/** How long an orderly end waits for what is on its way, ms. */
	patienceMs: 4000,
} as const;

/** Puts a message into words; in an exercise its subject says so. */
export type MessageWords = (
	message: ClaimedMessage,
	isExercise: boolean,
) => Omit<Parcel, 'uid' | 'address'>;

/** The outbox of one node. */
export interface Outbox {
	/** Told when the next message is due, as the store knows it; null: none waits. */
	sawDue(at: Date | null): void;
	/** Says that messages may have been committed: they are sent at once. */
	hint(): void;
	/** Sends everything that is due, and resolves when it is settled; for tests. */
	sendDue(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts sending by the channels that are open. */
export function createOutbox(deps: {
	sql: Sql;
	system: Clock;
	operations: OperationsClock;
	channels: Partial<Record<Channel, OpenChannel>>;
	testAddresses: ChannelSettings['test'];
	localTime: LocalTimeOf;
	words: MessageWords;
	log: Log;
	backOff?: BackOff;
	leaseMs?: number;
	/** 0…1. */
	chance?: () => number;
}): Outbox {
	const { sql, system, operations, channels, testAddresses, localTime, words, log } = deps;
	const { backOff, leaseMs = SENDING.leaseMs, chance = Math.random } = deps;
	let isStopping = false;

	/** In an exercise nothing leaves for anybody's own address. */
	const addressOf = ({ channel, address }: ClaimedMessage) =>
		operations.exercise ? testAddresses[channel] : address;

	const decide = (message: ClaimedMessage, address: string | null, silences: Silence[]) => {
		const { step, incident, person } = message;
		const { quietFrom, quietUntil, timezone = 'UTC' } = person ?? {};
		const now = operations.now();
		const silentUntil = incident && silencedUntil(silences, incident, now);
		return dispatchOf({
			step,
			severity: incident?.severity ?? (4 satisfies Severity),
			isReachable: person?.isReachable ?? true,
			address,
			isAcknowledged: incident?.isAcknowledged ?? false,
			isSettled: incident?.isSettled ?? false,
			silentMs: silentUntil ? silentUntil.getTime() - now.getTime() : 0,
			speed: operations.speed,
			quiet:
				typeof quietFrom === 'number' && typeof quietUntil === 'number'
					? { fromMinute: quietFrom, untilMinute: quietUntil }
					: null,
			minuteOfDay: localTime(timezone, system.now().getTime()).minutes,
		});
	};

	const attempt = async (
		channel: OpenChannel,
		message: ClaimedMessage,
		silences: Silence[],
	): Promise<Outcome> => {
		const { id, uid, tries, createdAt } = message;
		const address = addressOf(message);
		const dispatch = decide(message, address, silences);
		if (dispatch.act === 'drop') return { id, ...dispatch };
		const dueIn = (ms: number) => new Date(system.now().getTime() + ms);
		if (dispatch.act === 'hold') {
			return { id, act: 'hold', dueAt: dueIn(dispatch.waitMs), because: dispatch.because };
		}
		try {
			const said = words(message, operations.exercise);
			await channel.send({ uid, address: address ?? '', ...said });
			return { id, act: 'sent' };
		} catch (error) {
			const { kind, message: because } = asChannelError(error);
			const ageMs = system.now().getTime() - createdAt.getTime();
			const waitMs =
				kind === 'refused' ? null : waitAfter(tries + 1, { ageMs, chance: chance() }, backOff);
			log.warn(
				{ channel: message.channel, uid, tries: tries + 1, because },
				'a message did not get out',
			);
			if (waitMs === null) return { id, act: 'fail', because };
			return { id, act: 'retry', dueAt: dueIn(waitMs), because };
		}
	};

	const sendOf = async (name: Channel, channel: OpenChannel) => {
		while (!isStopping) {
			const now = system.now();
			const leaseUntil = new Date(now.getTime() + leaseMs);
			const claimed = await claimMessages(sql, name, { now, leaseUntil, most: SENDING.atOnce });
			if (claimed.length === 0) return;
			const silences = await listSilences(sql, operations.now());
			// One by one, as each is over: what a killed node sent and did not settle is sent again.
			const settled = await Promise.allSettled(
				claimed.map(async (message) => {
					const outcome = await attempt(channel, message, silences);
					await settleMessages(sql, name, [outcome], system.now());
				}),
			);
			for (const one of settled) if (one.status === 'rejected') throw one.reason as Error;
		}
	};

	const jobs = CHANNELS.flatMap((name) => {
		const channel = channels[name];
		if (!channel) return [];
		return [createJob({ name: `messages by ${name}`, log, step: () => sendOf(name, channel) })];
	});
	const sendDue = async () => {
		await Promise.all(jobs.map((job) => job.runNow()));
	};

	return {
		sawDue: (at) => {
			if (at !== null && at <= system.now()) void sendDue();
		},
		hint: () => void sendDue(),
		sendDue,
		async stop() {
			isStopping = true;
			let timer: NodeJS.Timeout | undefined;
			const patience = new Promise<void>((resolve) => {
				timer = setTimeout(resolve, SENDING.patienceMs);
			});
			await Promise.race([Promise.all(jobs.map((job) => job.stop())), patience]);
			clearTimeout(timer);
			for (const name of CHANNELS) channels[name]?.close();
		},
	};
}
