// How every door is knocked at, and how its answer is read.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import type { Door } from '$lib/domain/doors.ts';
import { aLink, aWaitingDraft, EVENTS, FORMS, ITEMS } from './door-forms.ts';
import { fileOf, SCRAPE_TOKEN, type Guest, type House, type Target } from './door-house.ts';

/** What a door answered; `elsewhere`: it led to another page. */
export type Outcome = 'allowed' | 'unauthenticated' | 'forbidden' | 'not_found' | 'elsewhere';

/** The outcome, and all of the answer's text. */
export interface Answer {
	outcome: Outcome;
	text: string;
}

const ROUTES = join(import.meta.dirname, '../../src/routes/(ops)');
const ROUTE_PARAMETER = /\[\w+\]/;

/** What stands in for a route's parameter. */
const PARAMETERS: Record<string, (house: House, target: Target) => string | Promise<string>> = {
	'/centers/[id]': (_, { centerId }) => centerId,
	'/api/v1/centers/[id]/history': (_, { centerId }) => centerId,
	'/api/v1/centers/[id]/regime': (_, { centerId }) => centerId,
	'/api/v1/contact-centers/[id]/history': (_, { siteId }) => siteId,
	'/incidents/[id]': (_, { incidentId }) => incidentId,
	'/decisions/[id]': (_, { regionId }) => `rule-of-${regionId.toLowerCase()}`,
	'/regimes/files/[id]': (_, { regionId }) => fileOf(regionId).id,
	'/decisions/[id]/notices': (_, { regionId }) => `rule-of-${regionId.toLowerCase()}`,
	'/admin/people/[id]': ({ subject }) => subject.id,
	'/confirm/[id]': aWaitingDraft,
	'/login/link/[token]': (house, { name }) => (name === 'home' ? aLink(house) : 'a.b'),
};

/** Queries that make an answer hold the target where the guest may see it. */
const QUERIES: Record<string, (target: Target) => string> = {
	'/': ({ regionId }) => `scope=region:${regionId}`,
	'/admin/thresholds': ({ regionId }) => `place=${regionId}`,
	'/admin/audit': () => 'object=center',
	'/admin/audit/export': () => 'object=center',
	'/api/v1/centers': () => 'limit=1000',
};

let knocks = 0;

/** Knocks at a door as a guest, asking for a target. */
export async function knock(
	house: House,
	door: Door,
	guest: Guest,
	target: Target,
): Promise<Answer> {
	if (door.kind === 'event') return knockBySocket(house, door, guest, target);
	const { url } = house.app;
	const parameter = await PARAMETERS[door.at]?.(house, target);
	if (parameter === undefined && ROUTE_PARAMETER.test(door.at)) {
		throw new Error(`no parameter for ${door.at}`);
	}
	const path = door.at.replace(ROUTE_PARAMETER, parameter ?? '');
	const query = QUERIES[door.at]?.(target) ?? '';
	const headers = await headersOf(house, door, guest, target);
	switch (door.kind) {
		case 'page':
		case 'layout': {
			const at = `${url}${path === '/' ? '' : path}/__data.json?x-sveltekit-invalidated=${maskOf(door)}&${query}`;
			return readPage(await fetch(at, { headers, redirect: 'manual' }));
		}
		case 'action': {
			const fields = await FORMS[`${door.at}?/${door.does}`]?.(house, guest, target);
			if (!fields) throw new Error(`no form for ${door.at}?/${door.does}`);
			const body = new FormData();
			for (const [name, value] of Object.entries(fields)) body.append(name, value);
			const at = `${url}${path}${door.does === 'default' ? '' : `?/${door.does}`}`;
			const asked = { ...headers, accept: 'application/json', 'x-sveltekit-action': 'true' };
			return readAction(
				await fetch(at, { method: 'POST', headers: asked, body, redirect: 'manual' }),
			);
		}
		case 'endpoint': {
			const method = door.does ?? 'GET';
			const item = ITEMS[door.at]?.(target);
			const at = new Date().toISOString();
			const body = item && JSON.stringify({ readings: [{ id: `knock-${++knocks}`, at, ...item }] });
			const type: Record<string, string> = item ? { 'content-type': 'application/json' } : {};
			const asked = { method, headers: { ...headers, ...type }, redirect: 'manual' as const };
			return readEndpoint(
				await fetch(`${url}${path}?${query}`, { ...asked, ...(body && { body }) }),
			);
		}
	}
}

async function headersOf(
	house: House,
	door: Door,
	{ cookie, key, address }: Guest,
	target: Target,
): Promise<Record<string, string>> {
	const isScrape = door.asks === 'scrape_token' && target.name === 'home';
	const bearer = isScrape ? SCRAPE_TOKEN : key;
	// Signing out would end the guest: another session of nobody's does.
	const shown =
		door.at === '/logout' && cookie !== null
			? (await house.session(house.subject.id, 1)).cookie
			: cookie;
	return {
		origin: house.app.url,
		'x-forwarded-for': address,
		...(shown !== null && { cookie: shown }),
		...(bearer !== null && { authorization: `Bearer ${bearer}` }),
	};
}

/** Which parts of the data are asked for: one layout's or the page's alone, as on moving about inside the app. */
function maskOf({ kind, at }: Door): string {
	const isInside = !at.startsWith('/login');
	const layouts = ['root'];
	if (isInside) layouts.push('/');
	if (isInside && at.startsWith('/admin') && existsSync(join(ROUTES, 'admin/+layout.server.ts'))) {
		layouts.push('/admin');
	}
	// A layout without data of its own has a place in the answer too.
	if (at.startsWith('/regimes')) layouts.push('/regimes');
	const wanted = kind === 'page' ? layouts.length : layouts.lastIndexOf(at);
	return [...layouts, 'page'].map((_, i) => (i === wanted ? '1' : '0')).join('');
}

const CODES: Record<number, Outcome> = {
	401: 'unauthenticated',
	403: 'forbidden',
	404: 'not_found',
};

function byStatus(status: number, text: string): Answer {
	if (status >= 500 || status === 429) throw new Error(`answered ${status}: ${text.slice(0, 300)}`);
	return { outcome: CODES[status] ?? 'allowed', text };
}

function byLocation(location: string, text: string): Answer {
	const { pathname } = new URL(location, 'http://here');
	if (pathname.startsWith('/login')) return { outcome: 'unauthenticated', text };
	return { outcome: pathname === '/' ? 'elsewhere' : 'allowed', text };
}

async function readPage(response: Response): Promise<Answer> {
	const text = await response.text();
	if (!response.ok) return byStatus(response.status, text);
	const lines = text.trim().split('\n');
	const { type, location, nodes } = JSON.parse(lines[0] ?? '') as {
		type: string;
		location?: string;
		nodes?: ({ type: string; status?: number } | null)[];
	};
	if (type === 'redirect') return byLocation(location ?? '', text);
	const failed = nodes?.find((node) => node?.type === 'error');
	if (failed) return byStatus(failed.status ?? 500, text);
	if (!nodes?.some((node) => node?.type === 'data'))
		throw new Error(`no data in ${text.slice(0, 300)}`);
	return { outcome: 'allowed', text };
}

async function readAction(response: Response): Promise<Answer> {
	const text = await response.text();
	const { type, status, location, data } = JSON.parse(text) as {
		type: string;
		status?: number;
		location?: string;
		data?: string;
	};
	if (type === 'redirect') return byLocation(location ?? '', text);
	if (type === 'error')
		return byStatus(response.status === 200 ? (status ?? 500) : response.status, text);
	if (type === 'success' || !data) return { outcome: 'allowed', text };
	const [root, ...rest] = JSON.parse(data) as [Record<string, number>, ...unknown[]];
	const at = (index: number | undefined) => (index ? rest[index - 1] : undefined);
	const problem = at(root.problem);
	if (typeof problem !== 'object' || problem === null) return { outcome: 'allowed', text };
	const { code, reason } = problem as { code: number; reason: number };
	const [isCode, isReason] = [at(code), at(reason)];
	// A wrong code is refused behind the door, by words of its own.
	const isPermission = typeof isReason === 'string' && isReason.includes('.');
	if (isCode === 'forbidden') return { outcome: isPermission ? 'forbidden' : 'allowed', text };
	if (isCode === 'not_found' || isCode === 'unauthenticated') return { outcome: isCode, text };
	if (isCode === 'internal' || isCode === 'rate_limited') throw new Error(text);
	return { outcome: 'allowed', text };
}

async function readEndpoint(response: Response): Promise<Answer> {
	const text = await response.text();
	if (response.status === 422 && text.includes('"not_found"'))
		return { outcome: 'not_found', text };
	if (response.status === 303) return { outcome: 'allowed', text };
	return byStatus(response.status, text);
}

const REFUSALS = ['unauthenticated', 'forbidden', 'not_found'] as const;

/** What is sent by an event: for scopes one payload for each of the target's. */
function payloadsOf(house: House, door: Door, target: Target): object[] {
	const made = EVENTS[door.at]?.(house, target, door.use);
	if (made) return [made];
	const scopes =
		door.use === 'contact'
			? ['contact']
			: [`center:${target.centerId}`, `region:${target.regionId}`];
	return scopes.map((scope) => (door.at === 'board:ack' ? { r: scope, e: 'x', s: 1 } : { scope }));
}

async function knockBySocket(
	house: House,
	door: Door,
	{ cookie, key }: Guest,
	target: Target,
): Promise<Answer> {
	const socket = io(house.app.url, {
		path: '/live',
		transports: ['websocket'],
		reconnection: false,
		forceNew: true,
		extraHeaders: {
			origin: house.app.url,
			...(cookie !== null && { cookie }),
			...(key !== null && { authorization: `Bearer ${key}` }),
		},
	});
	try {
		const refused = await new Promise<string | null>((resolve) => {
			socket.once('connect', () => resolve(null));
			socket.once('connect_error', ({ message }) => resolve(message));
		});
		if (refused !== null) return { outcome: refused as Outcome, text: refused };
		if (door.at === 'connect') return { outcome: 'allowed', text: '' };
		const outcomes = new Set<Outcome>();
		let text = '';
		for (const payload of payloadsOf(house, door, target)) {
			const ack = (await socket.timeout(5000).emitWithAck(door.at, payload)) as {
				ok: boolean;
				code?: string;
			};
			text += JSON.stringify(ack);
			if (ack.code === 'internal' || ack.code === 'rate_limited') throw new Error(text);
			// What is refused for its content is refused behind the door.
			outcomes.add(REFUSALS.find((code) => code === ack.code) ?? 'allowed');
		}
		const [outcome = 'allowed', ...others] = outcomes;
		if (others.length > 0) throw new Error(`${door.at} differs: ${text}`);
		return { outcome, text };
	} finally {
		socket.close();
	}
}
