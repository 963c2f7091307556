// The three ways out of the house against real receivers: what arrives, what is refused, and what a bad receiver costs.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { Parcel } from '$lib/server/notify/channel.ts';
import { openEmail } from '$lib/server/notify/email.ts';
import { isBlockedAddress, post, type OutboundRules } from '$lib/server/notify/outbound.ts';
import { openTelegram } from '$lib/server/notify/telegram.ts';
import { openWebhook } from '$lib/server/notify/webhook.ts';
import {
	HOOKS_CA,
	startHooks,
	startMailServer,
	startTelegram,
	type Receiver,
} from '../support/receivers.ts';

const aParcel = (some: Partial<Parcel> = {}): Parcel => ({
	uid: '0197a1d2-0000-7000-8000-000000000001',
	address: 'duty@example.kz',
	subject: 'ХҚКО: кезек',
	text: 'Алмалы\nлюди на улице <b>&\u{1F6A8}',
	locale: 'kk',
	data: { type: 'incident.opened', severity: 2 },
	...some,
});
const failureOf = (sending: Promise<unknown>) =>
	sending.then(
		() => 'sent',
		(error: { kind: string; message: string }) => `${error.kind}: ${error.message}`,
	);

let mail: Receiver;
let telegram: Receiver;
let hooks: Receiver;
beforeAll(async () => {
	[mail, telegram, hooks] = await Promise.all([startMailServer(), startTelegram(), startHooks()]);
});
afterAll(() => Promise.all([mail.kill(), telegram.kill(), hooks.kill()]));
beforeEach(() => {
	for (const one of [mail, telegram, hooks]) {
		one.mood = 'well';
		one.received.length = 0;
	}
});

describe('e-mail', () => {
	const times = { connectMs: 300, greetingMs: 300, silenceMs: 300, allMs: 600 };
	const open = () =>
		openEmail({ url: `smtp://127.0.0.1:${mail.port}`, from: 'kezek@example.kz' }, times);

	it('arrives with an id that stays the same, marked as written by a program', async () => {
		await open().send(aParcel());
		await open().send(aParcel());
		expect(mail.received).toHaveLength(2);
		const [first, second] = mail.received;
		expect(first?.id).toBe('<0197a1d2-0000-7000-8000-000000000001@example.kz>');
		expect(second?.id).toBe(first?.id);
		expect(first?.to).toBe('duty@example.kz');
		expect(first?.headers).toMatchObject({
			from: 'kezek@example.kz',
			'auto-submitted': 'auto-generated',
			'content-language': 'kk',
		});
	});

	it('tells what concerns one mailbox from what concerns the server', async () => {
		mail.mood = 'refusing';
		expect(await failureOf(open().send(aParcel()))).toBe('refused: smtp 550');
		mail.mood = 'failing';
		expect(await failureOf(open().send(aParcel()))).toBe('later: smtp 452');
	});

	it('ends with its times when the server hangs', async () => {
		mail.mood = 'silent';
		const before = performance.now();
		expect(await failureOf(open().send(aParcel()))).toMatch(/^outage: (etimedout|timeout)$/);
		expect(performance.now() - before).toBeLessThan(2000);
	});

	it('names a server that is not there', async () => {
		await mail.kill();
		expect(await failureOf(open().send(aParcel()))).toMatch(/^outage: (econnrefused|esocket)$/);
		await mail.revive();
	});

	it.each([
		['another header in the subject', { subject: 'x\r\nBcc: spy@example.kz' }],
		['a second recipient', { address: 'duty@example.kz, spy@example.kz' }],
	])('is not led astray by %s', async (_, some) => {
		await failureOf(open().send(aParcel(some)));
		for (const { to, headers } of mail.received) {
			expect(to).not.toContain('spy');
			expect(headers).not.toHaveProperty('bcc');
		}
	});
});

describe('Telegram', () => {
	const TOKEN = '123456:abcdefghijklmnopqrstuvwxyz';
	const open = () =>
		openTelegram({ botToken: TOKEN, apiUrl: `http://127.0.0.1:${telegram.port}` }, 300);

	it('gets subject and text as plain text', async () => {
		await open().send(aParcel({ address: '-100123' }));
		expect(telegram.received).toHaveLength(1);
		expect(telegram.received[0]).toMatchObject({
			to: '-100123',
			text: 'ХҚКО: кезек\n\nАлмалы\nлюди на улице <b>&\u{1F6A8}',
			headers: { path: `/bot${TOKEN}/sendMessage` },
		});
	});

	it.each([
		['refusing', 'refused: http 403'],
		['failing', 'outage: http 502'],
		['silent', 'outage: timeout'],
	] as const)('that is %s fails without telling its secret', async (mood, due) => {
		telegram.mood = mood;
		expect(await failureOf(open().send(aParcel()))).toBe(due);
	});
});

describe('a webhook', () => {
	const SECRET = `whsec_${Buffer.from('a secret of the test, 32 bytes..').toString('base64')}`;
	const system = { now: () => new Date() };
	const rules = (some: Partial<OutboundRules> = {}): OutboundRules => ({
		hosts: ['hooks.test'],
		privateHosts: ['hooks.test'],
		ca: HOOKS_CA,
		resolve: () => Promise.resolve(['127.0.0.1']),
		...some,
	});
	/** `PORT` stands for that of the receiver. */
	const at = (host: string, path = '/kezek') => `https://${host}:PORT${path}`;
	const send = (address: string, some: Partial<OutboundRules> = {}) =>
		failureOf(
			openWebhook({ secret: SECRET, system }, rules(some)).send(
				aParcel({ address: address.replace('PORT', String(hooks.port)) }),
			),
		);

	it('is signed, and carries an id that stays the same', async () => {
		expect(await send(at('hooks.test'))).toBe('sent');
		const [got] = hooks.received;
		expect(got).toMatchObject({ id: aParcel().uid, to: '/kezek' });
		expect(new Webhook(SECRET).verify(got?.text ?? '', got?.headers ?? {})).toEqual(aParcel().data);
	});

	it('is signed at each try', async () => {
		let now = Date.now() - 3_600_000;
		const channel = openWebhook({ secret: SECRET, system: { now: () => new Date(now) } }, rules());
		const parcel = aParcel({ address: `https://hooks.test:${hooks.port}/kezek` });
		await channel.send(parcel);
		now = Date.now();
		await channel.send(parcel);
		const [old, fresh] = hooks.received;
		const verify = (one = old) => new Webhook(SECRET).verify(one?.text ?? '', one?.headers ?? {});
		expect(() => verify()).toThrow('old');
		expect(verify(fresh)).toEqual(aParcel().data);
	});

	it.each([
		['to a host that is not listed', at('other.test'), {}, 'refused: blocked: host not listed'],
		['without TLS', 'http://hooks.test/', {}, 'refused: blocked: not https'],
		[
			'with a password',
			'https://a:b@hooks.test/',
			{},
			'refused: blocked: credentials in the address',
		],
		[
			'to a name in a private network',
			at('hooks.test'),
			{ privateHosts: [] },
			'refused: blocked: private address',
		],
		[
			'to a name with a public and a private address',
			at('hooks.test'),
			{ privateHosts: [], resolve: () => Promise.resolve(['93.184.216.34', '10.0.0.1']) },
			'refused: blocked: private address',
		],
		[
			'to the metadata of the machine, whoever names it',
			at('hooks.test'),
			{ resolve: () => Promise.resolve(['169.254.169.254']) },
			'refused: blocked: private address',
		],
		[
			'to an address that hides in another notation',
			'https://2130706433/',
			{ hosts: ['127.0.0.1'], privateHosts: [] },
			'refused: blocked: private address',
		],
	])('%s is blocked before anything is sent', async (_, address, some, due) => {
		const before = hooks.connections();
		expect(await send(address, some)).toBe(due);
		expect(hooks.connections()).toBe(before);
	});

	it.each([
		...[
			'127.0.0.1',
			'10.1.2.3',
			'172.31.0.1',
			'192.168.1.1',
			'169.254.1.1',
			'100.64.0.1',
			'0.0.0.0',
		],
		...[
			'::1',
			'::',
			'::ffff:127.0.0.1',
			'::ffff:8.8.8.8',
			'64:ff9b::a00:1',
			'fc00::1',
			'fe80::1',
			'ff02::1',
		],
		...['224.0.0.1', '255.255.255.255', '168.63.129.16', 'fd00:ec2::254', 'localhost'],
	])('never reaches %s by itself', (address) => {
		expect(isBlockedAddress(address, 'hooks.test', rules({ privateHosts: [] }))).toBe(true);
	});

	it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946'])(
		'may reach %s',
		(address) => {
			expect(isBlockedAddress(address, 'hooks.test', rules({ privateHosts: [] }))).toBe(false);
		},
	);

	it('resolves a name once', async () => {
		let asked = 0;
		const resolve = () => Promise.resolve(asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
		expect(await send(at('hooks.test'), { resolve })).toBe('sent');
		expect(asked).toBe(1);
	});

	it.each([
		['refusing', 'refused: http 410'],
		['failing', 'outage: http 500'],
	] as const)('whose receiver is %s fails', async (mood, due) => {
		hooks.mood = mood;
		expect(await send(at('hooks.test'))).toBe(due);
	});

	it('whose receiver is silent ends after three seconds', async () => {
		hooks.mood = 'silent';
		const before = performance.now();
		expect(await send(at('hooks.test'))).toBe('outage: timeout');
		expect(performance.now() - before).toBeLessThan(4000);
	});

	it('follows no redirect, and reads no endless answer', async () => {
		let calls = 0;
		const odd = await startHooks((request, response) => {
			calls += 1;
			if (request.url === '/elsewhere') {
				response.writeHead(302, { location: `https://hooks.test:${odd.port}/here` }).end();
				return;
			}
			response.writeHead(200);
			const pour = () => {
				while (!response.destroyed && response.write('x'.repeat(16_384)));
				if (!response.destroyed) response.once('drain', pour);
			};
			pour();
		});
		const call = (path: string) => post(`https://hooks.test:${odd.port}${path}`, '{}', {}, rules());
		expect(await call('/elsewhere')).toBe(302);
		expect(await call('/endless')).toBe(200);
		expect(calls).toBe(2);
		await odd.kill();
	});

	it('to a receiver of another name fails', async () => {
		const address = at('wrong.test');
		const some = { hosts: ['wrong.test'], privateHosts: ['wrong.test'] };
		expect(await send(address, some)).toBe('outage: err_tls_cert_altname_invalid');
		expect(hooks.received).toEqual([]);
	});
});
