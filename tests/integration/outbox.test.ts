// Messages from the statement that writes an incident to the receivers, with several nodes: none is lost and none comes twice,
// whoever is killed; who is told what, when it is held back and when it is dropped.
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, ChannelSettings } from '$lib/domain/channel.ts';
import type { Incident } from '$lib/domain/incident.ts';
import { createEscalator } from '$lib/server/incidents/escalator.ts';
import { createIncidents } from '$lib/server/incidents/incidents.ts';
import { createLocalTime } from '$lib/server/live/local-time.ts';
import { createAlerts } from '$lib/server/notify/alerts.ts';
import type { OpenChannel } from '$lib/server/notify/channel.ts';
import { openEmail } from '$lib/server/notify/email.ts';
import { createOutbox, type Outbox } from '$lib/server/notify/outbox.ts';
import { openTelegram } from '$lib/server/notify/telegram.ts';
import { openWebhook } from '$lib/server/notify/webhook.ts';
import { createMessageWords } from '$lib/server/notify/words.ts';
import { findIncident } from '$lib/server/store/incidents.ts';
import { listChannelStates } from '$lib/server/store/outbox.ts';
import { disableUser, findUser } from '$lib/server/store/users.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aMember, AT, DESK_DIRECTORY, openIncident, reach } from '../support/incident-desk.ts';
import { aMember as aPart, anIncident, aPlaceOf, T0 } from '../support/incident-builders.ts';
import { aClock, type MovableClock } from '../support/people.ts';
import {
	HOOKS_CA,
	startHooks,
	startMailServer,
	startTelegram,
	type Receiver,
} from '../support/receivers.ts';

const SECRET = `whsec_${Buffer.from('a secret of the test, 32 bytes..').toString('base64')}`;
const TOKEN = '123456:abcdefghijklmnopqrstuvwxyz';
const ALL: Channel[] = ['email', 'telegram', 'webhook'];

let mail: Receiver;
let telegram: Receiver;
let hooks: Receiver;
beforeAll(async () => {
	[mail, telegram, hooks] = await Promise.all([startMailServer(), startTelegram(), startHooks()]);
});
afterAll(() => Promise.all([mail.kill(), telegram.kill(), hooks.kill()]));

let db: TestDatabase;
let system: MovableClock;
let exercise: boolean;
let nodes: Outbox[];
const receivers = () => [mail, telegram, hooks];
beforeEach(async () => {
	db = await freshDatabase();
	system = aClock(AT);
	exercise = false;
	nodes = [];
	for (const one of receivers()) {
		one.mood = 'well';
		one.received.length = 0;
	}
});
afterEach(async () => {
	await Promise.all(nodes.map((node) => node.stop()));
	await db.drop();
});

const operations = () => ({
	...system,
	now: () => new Date(Date.parse(T0) + system.now().getTime() - AT.getTime()),
	speed: 1,
	exercise,
	floorMs: 0,
	describe: () => ({ now: '', speed: 1, exercise }),
});
const webhookUrl = () => `https://hooks.test:${hooks.port}/kezek`;
/** `hurried`: whoever hangs is given up soon. */
const openAll = (hurried = false): Record<Channel, OpenChannel> => ({
	email: openEmail(
		{ url: `smtp://127.0.0.1:${mail.port}`, from: 'kezek@example.kz' },
		hurried ? { connectMs: 1000, greetingMs: 1000, silenceMs: 1000, allMs: 2000 } : undefined,
	),
	telegram: openTelegram({ botToken: TOKEN, apiUrl: `http://127.0.0.1:${telegram.port}` }),
	webhook: openWebhook(
		{ secret: SECRET, system: { now: () => new Date() } },
		{
			hosts: ['hooks.test'],
			privateHosts: ['hooks.test'],
			ca: HOOKS_CA,
			resolve: () => Promise.resolve(['127.0.0.1']),
		},
	),
});

/** One more node that sends. */
function aNode(some: Partial<Parameters<typeof createOutbox>[0]> = {}): Outbox {
	const node = createOutbox({
		sql: db.sql,
		system,
		operations: operations(),
		channels: openAll(),
		testAddresses: { email: null, telegram: null, webhook: null },
		localTime: createLocalTime(),
		words: createMessageWords({ directory: () => DESK_DIRECTORY, origin: 'https://kezek.test' }),
		log: pino({ level: 'silent' }),
		chance: () => 1,
		...some,
	});
	nodes.push(node);
	return node;
}
const at = (n: number, some: Partial<Incident> = {}) =>
	anIncident({ id: `incident-${n}`, members: [aPart(aPlaceOf(`almaty-${n}`))], ...some });
const opened = (incident: Incident, channels = ALL) =>
	openIncident(db.sql, incident, channels, [webhookUrl()]);
const states = () =>
	db.sql<{ channel: string; state: string; reason: string | null }>`
		select channel, state, reason from message order by channel, id`;
const aDesk = () =>
	createIncidents({
		sql: db.sql,
		system,
		operations: operations(),
		directory: () => DESK_DIRECTORY,
		ways: { channels: ALL, webhooks: [webhookUrl()] },
		figuresOf: () => ({}),
		onChanged: () => undefined,
	});

describe('an incident that opens', () => {
	it('is told the officers of its region by each of their channels, and programs, in their language', async () => {
		const officer = await aMember(db.sql, 'duty_officer');
		const faraway = await aMember(db.sql, 'duty_officer', ['KZ-71']);
		const director = await aMember(db.sql, 'regional_director');
		await reach(db.sql, officer.userId, 'email', { locale: 'kk' });
		await reach(db.sql, officer.userId, 'telegram');
		await reach(db.sql, faraway.userId, 'email');
		await reach(db.sql, director.userId, 'email');
		await opened(at(1));
		await aNode().sendDue();
		expect(mail.received.map(({ to }) => to)).toEqual([`${officer.userId}@example.kz`]);
		expect(telegram.received.map(({ text }) => text.split('\n')[0])).toEqual([
			'Новый инцидент, уровень 3: скопление людей — almaty-1',
		]);
		const [hook] = hooks.received;
		expect(JSON.parse(hook?.text ?? '')).toMatchObject({
			type: 'incident.opened',
			exercise: false,
			subject: 'Жаңа оқиға (дәрежесі: 3): адамдардың шоғырлануы — almaty-1',
			data: { incidentId: 'incident-1', severity: 3, signs: ['hall_over_cap'] },
		});
		expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
	});

	it('is told by no channel that is off, to nobody who wants only worse, and to nobody who switched it off', async () => {
		const [a, b, c] = await Promise.all([1, 2, 3].map(() => aMember(db.sql, 'duty_officer')));
		await reach(db.sql, a?.userId ?? '', 'telegram');
		await reach(db.sql, b?.userId ?? '', 'email', { leastSeverity: 2 });
		await reach(db.sql, c?.userId ?? '', 'email', { isOn: false });
		await opened(at(1), ['email']);
		expect(await states()).toEqual([]);
	});

	it('in an exercise says so in its subject, and goes to test addresses only', async () => {
		exercise = true;
		const officer = await aMember(db.sql, 'duty_officer');
		await reach(db.sql, officer.userId, 'email');
		await reach(db.sql, officer.userId, 'telegram');
		await opened(at(1));
		const test = { email: 'test@example.kz', telegram: null, webhook: webhookUrl() };
		await aNode({ testAddresses: test }).sendDue();
		expect(mail.received.map(({ to }) => to)).toEqual(['test@example.kz']);
		const subject = mail.received[0]?.headers.subject ?? '';
		const words = [...subject.matchAll(/=\?UTF-8\?[BQ]\?([^?]*)\?=/gi)].map(
			([, word = '']) => word,
		);
		const readable = subject.includes('?B?')
			? Buffer.from(words.join(''), 'base64').toString()
			: decodeURIComponent(words.join('').replace(/_/g, ' ').replace(/=/g, '%'));
		expect(readable).toContain('[УЧЕНИЕ]');
		expect(telegram.received).toEqual([]);
		expect(JSON.parse(hooks.received[0]?.text ?? '')).toMatchObject({ exercise: true });
		expect(await states()).toContainEqual({
			channel: 'telegram',
			state: 'dropped',
			reason: 'no_test_address',
		});
	});
});

describe('a message', () => {
	const officer = async () => {
		const person = await aMember(db.sql, 'duty_officer');
		await reach(db.sql, person.userId, 'email');
		return person;
	};

	it('waits for the end of quiet hours, unless it is of the worst severity', async () => {
		const person = await aMember(db.sql, 'duty_officer');
		// 04:30 UTC is 09:30 at Almaty in November 2026.
		const quiet = { fromMinute: 9 * 60, untilMinute: 9 * 60 + 33 };
		await reach(db.sql, person.userId, 'email', { quiet });
		await opened(at(1), ['email']);
		await opened(at(2, { measured: 1, peak: 1 }), ['email']);
		const node = aNode();
		await node.sendDue();
		expect(mail.received).toHaveLength(1);
		for (let minute = 0; minute < 2; minute++) {
			system.pass(1);
			await node.sendDue();
		}
		expect(mail.received).toHaveLength(1);
		system.pass(1);
		await node.sendDue();
		expect(mail.received).toHaveLength(2);
	});

	it('waits while there is a silence, and comes when that is lifted', async () => {
		const person = await officer();
		const alerts = anAlerts();
		const silence = { commandId: 'silence-1', scope: 'city:almaty', kinds: null, startsAt: null };
		const endsAt = new Date(operations().now().getTime() + 3_600_000);
		const id = await alerts.mute(person, { ...silence, endsAt, reason: 'ремонт' });
		expect(await alerts.mute(person, { ...silence, endsAt, reason: 'ремонт' })).toBe(id);
		await opened(at(1), ['email']);
		const node = aNode();
		await node.sendDue();
		expect(mail.received).toEqual([]);
		expect((await states())[0]).toMatchObject({ state: 'waiting', reason: 'silence' });
		await alerts.unmute(person, id);
		await expect(alerts.unmute(person, id)).rejects.toMatchObject({ code: 'conflict' });
		system.pass(1);
		await node.sendDue();
		expect(mail.received).toHaveLength(1);
	});

	it('is dropped when somebody acknowledged meanwhile, when all is over, and when its person left', async () => {
		const [person, leaver] = [await officer(), await officer()];
		mail.mood = 'failing';
		for (const n of [1, 2, 3]) await opened(at(n), ['email']);
		const node = aNode();
		await node.sendDue();
		const desk = aDesk();
		const asked = (incidentId: string) => ({
			commandId: crypto.randomUUID(),
			incidentId,
			expectedRevision: 1,
		});
		await desk.command(person, asked('incident-1'), { kind: 'acknowledge' });
		const { username = '' } = (await findUser(db.sql, leaver.userId)) ?? {};
		await disableUser(db.sql, username, { by: 'system', at: AT });
		mail.mood = 'well';
		system.pass(1);
		await node.sendDue();
		const rows = await db.sql<{ reason: string; n: number }>`
			select coalesce(reason, state) as reason, count(*)::integer as n from message group by 1 order by 1`;
		expect(rows).toEqual([
			{ reason: 'acknowledged', n: 1 },
			{ reason: 'nobody', n: 3 },
			{ reason: 'sent', n: 2 },
		]);
	});

	it('that no mailbox takes fails at once, and the others go on', async () => {
		const person = await aMember(db.sql, 'duty_officer');
		await reach(db.sql, person.userId, 'email', { address: 'nobody@example.kz' });
		await officer();
		await opened(at(1), ['email']);
		await aNode().sendDue();
		expect((await states()).map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual([
			'failed smtp 550',
			'sent null',
		]);
	});

	it('that nobody takes for a day is given up', async () => {
		await officer();
		await opened(at(1), ['email']);
		mail.mood = 'failing';
		const node = aNode();
		let tries = 0;
		for (let hour = 0; hour < 26; hour++) {
			await node.sendDue();
			tries += 1;
			system.pass(60);
		}
		expect((await states())[0]).toEqual({ channel: 'email', state: 'failed', reason: 'smtp 452' });
		const [{ tries: kept } = { tries: 0 }] = await db.sql<{
			tries: number;
		}>`select tries from message`;
		expect(kept).toBeGreaterThanOrEqual(24);
		expect(kept).toBeLessThan(tries);
		const [email] = (await listChannelStates(db.sql, system.now())).filter(
			({ channel }) => channel === 'email',
		);
		expect(email).toMatchObject({
			lastSuccessAt: null,
			lastFailure: 'smtp 452',
			waiting: 0,
			failed: 1,
		});
	});
});

const anAlerts = (settings: Partial<ChannelSettings> = {}) =>
	createAlerts({
		sql: db.sql,
		system,
		operations: operations(),
		directory: () => DESK_DIRECTORY,
		settings: {
			email: { url: '', from: '' },
			telegram: null,
			webhook: { urls: [webhookUrl()], secret: SECRET, privateHosts: [] },
			test: { email: null, telegram: null, webhook: null },
			...settings,
		},
		isZone: (zone) => zone === 'Asia/Almaty',
		onMessage: () => undefined,
	});

describe('a test of a channel', () => {
	it('reaches oneself once, and shows in the state of the channel', async () => {
		const person = await aMember(db.sql, 'duty_officer');
		const alerts = anAlerts();
		await expect(alerts.sendTest(person, 'email', 'test-0001')).rejects.toMatchObject({
			details: { reason: 'no_address' },
		});
		await reach(db.sql, person.userId, 'email');
		expect(await alerts.sendTest(person, 'email', 'test-0001')).toBe(1);
		expect(await alerts.sendTest(person, 'email', 'test-0001')).toBe(0);
		await aNode().sendDue();
		expect(mail.received).toHaveLength(1);
		const shown = await alerts.channels(person);
		expect(shown).toMatchObject([
			{ channel: 'email', isOn: true, lastSuccessAt: AT, waiting: 0 },
			{ channel: 'telegram', isOn: false, lastSuccessAt: null },
			{ channel: 'webhook', isOn: true, lastSuccessAt: null },
		]);
		await expect(alerts.sendTest(person, 'telegram', 'test-0002')).rejects.toMatchObject({
			details: { reason: 'channel_off' },
		});
		await expect(alerts.sendTest(person, 'webhook', 'test-0003')).rejects.toMatchObject({
			code: 'forbidden',
		});
		const admin = await aMember(db.sql, 'admin', 'all');
		expect(await alerts.sendTest(admin, 'webhook', 'test-0004')).toBe(1);
	});
});

describe('setting where one is told', () => {
	it.each([
		['two addresses', { address: 'a@b.kz, c@d.kz' }, 'address'],
		['a header in the address', { address: 'a@b.kz\r\nBcc: c@d.kz' }, 'address'],
		['no address', { address: '' }, 'address'],
		['an unknown zone', { timezone: 'Mars/Base' }, 'zone'],
		['an hour of no day', { quiet: { fromMinute: 1440, untilMinute: 0 } }, 'range'],
	])('refuses %s', async (_, some, due) => {
		const point = {
			channel: 'email',
			address: 'a@b.kz',
			isOn: true,
			locale: 'kk',
			leastSeverity: 2,
			quiet: null,
			timezone: 'Asia/Almaty',
		} as const;
		const setting = anAlerts().setContactPoint(crypto.randomUUID(), { ...point, ...some });
		await expect(setting).rejects.toMatchObject({ code: 'invalid', details: { reason: due } });
	});

	it('a silence reaches no further than its author', async () => {
		const officer = await aMember(db.sql, 'duty_officer');
		const alerts = anAlerts();
		const endsAt = new Date(operations().now().getTime() + 3_600_000);
		const typed = { commandId: 'silence-2', kinds: null, startsAt: null, endsAt, reason: 'works' };
		for (const scope of [
			'nation',
			'region:KZ-71',
			'center:astana-1',
			'contact',
			'center:none',
			'',
		]) {
			await expect(alerts.mute(officer, { ...typed, scope })).rejects.toMatchObject({
				code: 'not_found',
			});
		}
		const viewer = await aMember(db.sql, 'viewer');
		await expect(alerts.mute(viewer, { ...typed, scope: 'city:almaty' })).rejects.toMatchObject({
			code: 'forbidden',
		});
		const long = {
			...typed,
			scope: 'city:almaty',
			endsAt: new Date(endsAt.getTime() + 4 * 3_600_000),
		};
		await expect(alerts.mute(officer, long)).rejects.toMatchObject({
			details: { reason: 'too_long' },
		});
	});
});

describe('an incident that nobody acknowledges', () => {
	it('goes to the director and then to leadership, each once, whichever of three nodes looks', async () => {
		const people = { duty_officer: 1, regional_director: 2, leadership: 3 } as const;
		for (const role of Object.keys(people) as (keyof typeof people)[]) {
			const { userId } = await aMember(db.sql, role, role === 'leadership' ? 'all' : ['KZ-75']);
			await reach(db.sql, userId, 'email', { address: `${role}@example.kz` });
		}
		await opened(at(1, { measured: 1, peak: 1 }), ['email']);
		const ways = { channels: ALL, webhooks: [] };
		const jobs = Array.from({ length: 3 }, () =>
			createEscalator({
				sql: db.sql,
				system,
				operations: operations(),
				ways,
				onChanged: () => undefined,
				log: pino({ level: 'silent' }),
			}),
		);
		const node = aNode();
		const look = async () => {
			await Promise.all(jobs.map((job) => job.runNow()));
			await node.sendDue();
			return mail.received.map(({ to }) => to.split('@')[0]);
		};
		expect(await look()).toEqual(['duty_officer']);
		system.pass(4);
		expect(await look()).toEqual(['duty_officer']);
		system.pass(1);
		expect(await look()).toEqual(['duty_officer', 'regional_director']);
		system.pass(5);
		expect(await look()).toEqual(['duty_officer', 'regional_director', 'leadership']);
		system.pass(60);
		expect(await look()).toHaveLength(3);
		const stored = await findIncident(db.sql, 'incident-1');
		expect(stored?.telling.escalatesAt).toBeNull();
		expect(stored?.incident.timeline.map(({ code }) => code)).toEqual(['escalated', 'escalated']);
		await Promise.all(jobs.map((job) => job.stop()));
	});
});

describe('receivers that are killed for ten minutes', () => {
	it('get every message once, from three nodes', async () => {
		const people = await Promise.all(
			Array.from({ length: 4 }, () => aMember(db.sql, 'duty_officer')),
		);
		for (const { userId } of people) {
			await reach(db.sql, userId, 'email');
			await reach(db.sql, userId, 'telegram', {
				address: String(1000 + people.findIndex((one) => one.userId === userId)),
			});
		}
		const three = [aNode(), aNode(), aNode()];
		const send = () => Promise.all(three.map((node) => node.sendDue()));
		let n = 0;
		const open = async (count: number) => {
			for (let i = 0; i < count; i++) await opened(at(++n));
		};
		await open(5);
		await send();
		await Promise.all(receivers().map((one) => one.kill()));
		for (let minute = 0; minute < 10; minute++) {
			await open(2);
			await send();
			system.pass(1);
		}
		expect(mail.received).toHaveLength(5 * 4);
		await Promise.all(receivers().map((one) => one.revive()));
		system.pass(2);
		await send();
		const due = 25;
		expect(mail.received).toHaveLength(due * 4);
		expect(telegram.received).toHaveLength(due * 4);
		expect(hooks.received).toHaveLength(due);
		expect(new Set(mail.received.map(({ id }) => id)).size).toBe(due * 4);
		expect(new Set(telegram.received.map(({ to, text }) => `${to} ${text}`)).size).toBe(due * 4);
		expect(new Set(hooks.received.map(({ id }) => id)).size).toBe(due);
		expect((await states()).filter(({ state }) => state !== 'sent')).toEqual([]);
		const shown = await listChannelStates(db.sql, system.now());
		for (const one of shown) {
			expect(one).toMatchObject({ waiting: 0, failed: 0 });
			expect(one.lastFailure).toMatch(/econnrefused|esocket/);
			expect(one.lastSuccessAt?.getTime()).toBeGreaterThan(one.lastFailureAt?.getTime() ?? 0);
		}
	}, 60_000);

	it('that hang delay no other channel', async () => {
		const person = await aMember(db.sql, 'duty_officer');
		await reach(db.sql, person.userId, 'email');
		await reach(db.sql, person.userId, 'telegram');
		mail.mood = 'silent';
		await opened(at(1));
		const sending = aNode({ channels: openAll(true) }).sendDue();
		await expect.poll(() => telegram.received.length + hooks.received.length).toBe(2);
		expect(mail.received).toEqual([]);
		await sending;
		mail.mood = 'well';
		system.pass(1);
		await nodes[0]?.sendDue();
		expect(mail.received).toHaveLength(1);
	});
});

describe('a node that dies', () => {
	it('gives its messages back when its lease ends, with the same id', async () => {
		const person = await aMember(db.sql, 'duty_officer');
		await reach(db.sql, person.userId, 'email');
		await opened(at(1), ['email']);
		const uids: string[] = [];
		/** It sends, and is killed before it can say so. */
		const dying: OpenChannel = {
			send: ({ uid }) => {
				uids.push(uid);
				return new Promise(() => undefined);
			},
			close: () => undefined,
		};
		const dead = aNode({ channels: { email: dying } });
		nodes = [];
		void dead.sendDue();
		await expect.poll(() => uids.length).toBe(1);
		const node = aNode();
		await node.sendDue();
		expect(mail.received).toEqual([]);
		system.pass(1);
		await node.sendDue();
		expect(mail.received.map(({ id }) => id)).toEqual([`<${uids[0]}@example.kz>`]);
	});
});
