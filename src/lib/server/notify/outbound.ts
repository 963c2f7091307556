/**
 * The one way by which Kezek calls an address that is not its own provider's. Input: an address and a body; output: the status
 * of the answer, nothing else of it. Guarantee: HTTPS, to a host that the configuration names; the name is resolved once and
 * that address is connected to; private networks only for hosts that may stand there, the machine's metadata never; no
 * redirect is followed; 3 s and 64 KB at most (reliability.md §8).
 */
import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { isListed } from '../address-list.ts';
import { ChannelError, within } from './channel.ts';

/** Limits of one call. */
const LIMITS = { deadlineMs: 3000, answerBytes: 64 * 1024 } as const;

/** Networks that are nobody's on the internet: this host, private, shared, link-local, reserved. */
const NOT_PUBLIC_V4 = [
	...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
	...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
	...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
/** The same, and all that stands for an IPv4 address. Apart: a list takes an IPv4 address for its mapped spelling. */
const NOT_PUBLIC_V6 = [
	...['::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23'],
	...['2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];
/** Where clouds give their machines secrets. */
const METADATA = [
	...['169.254.169.254', '169.254.170.2', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
	'fd00:ec2::254',
];

/** Whose addresses may be called. */
export interface OutboundRules {
	/** Host names, as in an address: lower case. */
	hosts: readonly string[];
	/** Those that may stand in a private network. */
	privateHosts: readonly string[];
	/** Certificates of authorities beside the usual ones, PEM. */
	ca?: string;
	/** The name service; tests bring their own. */
	resolve?: (host: string) => Promise<string[]>;
}

/** Why an address may not be called; null: it may, if its name leads somewhere public. */
function blockedUrl(url: URL, { hosts }: OutboundRules): string | null {
	if (url.protocol !== 'https:') return 'not https';
	if (url.username !== '' || url.password !== '') return 'credentials in the address';
	return hosts.includes(hostOf(url)) ? null : 'host not listed';
}

/** Whether an address of the network may be connected to for a host. */
export function isBlockedAddress(address: string, host: string, rules: OutboundRules): boolean {
	const family = isIP(address);
	if (family === 0 || isListed(address, METADATA)) return true;
	const isPrivate = isListed(address, family === 4 ? NOT_PUBLIC_V4 : NOT_PUBLIC_V6);
	return isPrivate && !rules.privateHosts.includes(host);
}

/** Posts a body and returns the status of the answer. Rejects with `ChannelError`: `blocked …` is a refusal. */
export async function post(
	to: string,
	body: string,
	headers: Record<string, string>,
	rules: OutboundRules,
): Promise<number> {
	const url = new URL(to);
	const blocked = blockedUrl(url, rules);
	if (blocked !== null) throw new ChannelError('refused', `blocked: ${blocked}`);
	const ended = new AbortController();
	return within(LIMITS.deadlineMs, send(url, body, headers, rules, ended.signal), () =>
		ended.abort(),
	);
}

async function send(
	url: URL,
	body: string,
	headers: Record<string, string>,
	rules: OutboundRules,
	signal: AbortSignal,
): Promise<number> {
	const host = hostOf(url);
	const { resolve = addressesOf } = rules;
	const addresses = isIP(host) === 0 ? await resolve(host) : [host];
	const address = addresses[0];
	if (address === undefined) throw new ChannelError('outage', 'no address');
	// One that is refused refuses all: a name that leads to both is a trap.
	if (addresses.some((one) => isBlockedAddress(one, host, rules))) {
		throw new ChannelError('refused', 'blocked: private address');
	}
	return new Promise((done, fail) => {
		const call = request({
			host: address,
			...(isIP(host) === 0 && { servername: host }),
			port: url.port === '' ? 443 : Number(url.port),
			path: `${url.pathname}${url.search}`,
			method: 'POST',
			headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
			agent: false,
			signal,
			...(rules.ca !== undefined && { ca: rules.ca }),
		});
		call.on('error', fail);
		call.on('response', (answer) => {
			let bytes = 0;
			const end = () => done(answer.statusCode ?? 0);
			answer.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
				if (bytes > LIMITS.answerBytes) answer.destroy();
			});
			answer.on('error', end);
			answer.on('close', end);
		});
		call.end(body);
	});
}

async function addressesOf(host: string): Promise<string[]> {
	const found = await lookup(host, { all: true, verbatim: true });
	return found.map(({ address }) => address);
}

function hostOf(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
