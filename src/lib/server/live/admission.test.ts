import type { IncomingMessage } from 'node:http';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createAdmission } from './admission.ts';

const ORIGIN = 'http://kezek.test';

function anAdmission(some: { listedAddresses?: string[]; addressHeader?: string } = {}) {
	return createAdmission({
		origin: ORIGIN,
		limits: {
			sockets: 100,
			handshakesPerMinutePerAddress: 2,
			handshakesPerMinutePerSession: 60,
			authenticateMs: 2000,
		},
		authenticate: () => Promise.resolve(null),
		openSockets: () => 0,
		log: pino({ level: 'silent' }),
		...some,
	});
}

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
	({ headers: { origin: ORIGIN, ...headers }, socket: { remoteAddress } }) as IncomingMessage;

async function allowedOf(times: number, ask: () => Promise<boolean>): Promise<number> {
	let allowed = 0;
	for (let i = 0; i < times; i++) if (await ask()) allowed += 1;
	return allowed;
}

test('an address opens so many sockets a minute', async () => {
	const admission = anAdmission();
	expect(await allowedOf(5, () => admission.isAllowed(from('10.0.0.1')))).toBe(2);
	expect(await admission.isAllowed(from('10.0.0.2'))).toBe(true);
});

test('a listed address opens ten times as many', async () => {
	const admission = anAdmission({ listedAddresses: ['10.1.0.0/16'] });
	expect(await allowedOf(30, () => admission.isAllowed(from('10.1.2.3')))).toBe(20);
	expect(await allowedOf(5, () => admission.isAllowed(from('10.2.0.1')))).toBe(2);
});

test('behind a proxy people are told apart by its header, of which only the last entry is its own', async () => {
	const admission = anAdmission({ addressHeader: 'x-forwarded-for' });
	const person = (address: string, invented = '') =>
		admission.isAllowed(from('127.0.0.1', { 'x-forwarded-for': `${invented}${address}` }));
	expect(await allowedOf(5, () => person('10.0.0.1'))).toBe(2);
	expect(await person('10.0.0.1', '1.2.3.4, ')).toBe(false);
	expect(await person('10.0.0.2')).toBe(true);
});
