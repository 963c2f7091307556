import { isAddress, type ChannelSettings } from '../domain/channel.ts';

/** Reads one variable of the environment; null where it is absent or empty. */
type Read = (name: string) => string | null;
type Wrong = (variable: string, problem: string) => void;

/** Where Telegram's bots are spoken to. */
const TELEGRAM_API = 'https://api.telegram.org';
/** A signing secret: `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks). */
const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/** The part of the configuration that says how people are told; every channel is off unless its variables are set. */
export function readChannels(read: Read, wrong: Wrong): ChannelSettings {
	return {
		email: readEmail(read, wrong),
		telegram: readTelegram(read, wrong),
		webhook: readWebhook(read, wrong),
		test: readTestAddresses(read, wrong),
	};
}

function readEmail(read: Read, wrong: Wrong): ChannelSettings['email'] {
	const url = read('SMTP_URL');
	const from = read('SMTP_FROM');
	if (url === null) {
		if (from !== null) wrong('SMTP_URL', 'is required where SMTP_FROM is set');
		return null;
	}
	if (!/^smtps?:\/\/[^\s/]+\/?(\?\S*)?$/.test(url) || !URL.canParse(url)) {
		wrong('SMTP_URL', 'must look like smtp://user:password@host:587, or smtps:// over TLS');
	}
	if (from === null || !isAddress('email', from)) {
		wrong('SMTP_FROM', 'must be the address that messages come from, such as kezek@example.kz');
	}
	return { url, from: from ?? '' };
}

function readTelegram(read: Read, wrong: Wrong): ChannelSettings['telegram'] {
	const botToken = read('TELEGRAM_BOT_TOKEN');
	const apiUrl = read('TELEGRAM_API_URL') ?? TELEGRAM_API;
	if (botToken === null) return null;
	if (!/^\d{1,20}:[\w-]{20,100}$/.test(botToken)) {
		wrong('TELEGRAM_BOT_TOKEN', 'must be a token as BotFather gives it: digits, a colon, letters');
	}
	if (!URL.canParse(apiUrl) || !/^https?:$/.test(new URL(apiUrl).protocol)) {
		wrong('TELEGRAM_API_URL', `must be an address such as ${TELEGRAM_API}`);
	}
	return { botToken, apiUrl };
}

function readWebhook(read: Read, wrong: Wrong): ChannelSettings['webhook'] {
	const urls = listOf(read('WEBHOOK_URLS'));
	const secret = read('WEBHOOK_SECRET');
	const privateHosts = listOf(read('WEBHOOK_PRIVATE_HOSTS')).map((host) => host.toLowerCase());
	const bad = urls.find((url) => !isHttps(url));
	if (bad !== undefined) wrong('WEBHOOK_URLS', 'must hold https addresses, separated by commas');
	if (secret === null) {
		if (urls.length > 0) wrong('WEBHOOK_SECRET', 'is required where WEBHOOK_URLS is set');
		return null;
	}
	const bytes = Buffer.from(SECRET.exec(secret)?.[1] ?? '', 'base64').length;
	if (bytes < 24 || bytes > 64) {
		wrong(
			'WEBHOOK_SECRET',
			'must be whsec_ and 24 to 64 bytes in base64 (`openssl rand -base64 32`)',
		);
	}
	return { urls, secret, privateHosts };
}

function readTestAddresses(read: Read, wrong: Wrong): ChannelSettings['test'] {
	const email = read('NOTIFY_TEST_EMAIL');
	const telegram = read('NOTIFY_TEST_CHAT');
	const webhook = read('NOTIFY_TEST_WEBHOOK');
	if (email !== null && !isAddress('email', email)) {
		wrong('NOTIFY_TEST_EMAIL', 'must be one e-mail address');
	}
	if (telegram !== null && !isAddress('telegram', telegram)) {
		wrong('NOTIFY_TEST_CHAT', 'must be the number of a chat, or @name of a channel');
	}
	if (webhook !== null && !isHttps(webhook)) {
		wrong('NOTIFY_TEST_WEBHOOK', 'must be one https address');
	}
	return { email, telegram, webhook };
}

function listOf(text: string | null): string[] {
	return (text ?? '').split(/[\s,]+/).filter(Boolean);
}

function isHttps(text: string): boolean {
	return URL.canParse(text) && new URL(text).protocol === 'https:';
}
