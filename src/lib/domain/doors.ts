import type { Permission } from './permission.ts';

/**
 * What a door asks instead of a permission. `nothing`: open to all · `session`: any complete sign-in, for one's own things ·
 * `sign_in`: a sign-in that stands at this step · `draft`: the permission of the draft, of whom it concerns ·
 * `link`: a one-time link · `scrape_token`: loopback without a proxy, or the token.
 */
export type OtherAsks = 'nothing' | 'session' | 'sign_in' | 'draft' | 'link' | 'scrape_token';

/**
 * How far a permission reaches behind a door. `role`: all of it, for whoever has it somewhere · `cut`: the answer holds
 * their places only · `object`: the object that is asked for must be theirs, else it does not exist.
 */
type Reach = 'role' | 'cut' | 'object';

/** One way in: whatever a client can open, send or ask. */
export interface Door {
	/** `layout`: data of several pages. */
	kind: 'page' | 'layout' | 'action' | 'endpoint' | 'event';
	/** Route without its groups, with parameters in brackets; an event's name. */
	at: string;
	/** An action's name or an endpoint's method; null for the others. */
	does: string | null;
	/** Which of its uses, where they ask for different things. */
	use: string | null;
	asks: Permission | OtherAsks;
	/** Null where no permission is asked. */
	reach: Reach | null;
	/** What opens it: a person's session, a feed's key, or either. */
	by: 'session' | 'key' | 'either';
}

/**
 * Every door of Kezek. A route, form action or socket event that is not here fails a test; the integration test of the
 * doors goes through each of them with every role. The use-case behind a door asks for the permission itself.
 */
export const DOORS: readonly Door[] = [
	{ ...page('/', 'board.view', 'cut'), kind: 'layout' },
	{ ...page('/admin', 'session'), kind: 'layout' },
	page('/', 'board.view', 'cut'),
	page('/contact', 'contact.view', 'role'),
	page('/contact/thresholds', 'contact.thresholds', 'role'),
	...actions('/contact/thresholds', 'contact.thresholds', ['default'], 'role'),
	page('/centers/[id]', 'board.view', 'object'),
	{ ...page('/centers/[id]', 'feed.health', 'object'), use: 'feeds' },
	{ ...page('/centers/[id]', 'regime.view', 'object'), use: 'rule' },
	page('/regimes', 'regime.view', 'cut'),
	page('/regimes/new', 'regime.preview', 'cut'),
	page('/decisions', 'regime.view', 'cut'),
	...actions('/decisions', 'draft', ['withdraw']),
	page('/decisions/[id]', 'regime.view', 'object'),
	page('/decisions/[id]/notices', 'regime.view', 'object'),
	...actions('/decisions/[id]', 'regime.cancel', ['cancel'], 'object'),
	...actions('/decisions/[id]', 'regime.lift', ['lift'], 'object'),
	...actions('/decisions/[id]', 'regime.exempt', ['exempt'], 'object'),
	...actions('/decisions/[id]', 'regime.approve', ['countersign'], 'object'),
	endpoint('GET', '/regimes/files/[id]', 'regime.view', 'object'),
	...actions('/regimes/new', 'regime.preview', ['preview'], 'role'),
	...actions('/regimes/new', 'regime.request', ['request'], 'object'),
	...actions('/regimes/new', 'regime.emergency', ['emergency'], 'object'),
	page('/incidents', 'incident.view', 'cut'),
	...actions('/incidents', 'incident.acknowledge', ['acknowledge'], 'object'),
	page('/incidents/[id]', 'incident.view', 'object'),
	...actions('/incidents/[id]', 'incident.acknowledge', ['acknowledge', 'note'], 'object'),
	...actions('/incidents/[id]', 'incident.resolve', ['resolve', 'review', 'reopen'], 'object'),
	...actions(
		'/incidents/[id]',
		'incident.cause',
		['confirm_cause', 'reject_cause', 'cause_unknown'],
		'object',
	),
	page('/account', 'session'),
	...actions('/account', 'session', ['end', 'end_others', 'password', 'begin', 'prove', 'remove']),

	page('/admin', 'audit.read', 'role'),
	page('/admin/people', 'user.manage', 'role'),
	...actions('/admin/people', 'session.revoke', ['end'], 'role'),
	...actions('/admin/people', 'draft', ['withdraw']),
	page('/admin/people/[id]', 'user.manage', 'role'),
	...actions('/admin/people/[id]', 'user.manage', ['change', 'disable', 'enable'], 'role'),
	...actions('/admin/people/[id]', 'user.reset', ['reset'], 'role'),
	...actions('/admin/people/[id]', 'session.revoke', ['end_sessions'], 'role'),
	page('/admin/people/new', 'user.manage', 'role'),
	...actions('/admin/people/new', 'user.manage', ['default'], 'role'),
	page('/admin/feeds', 'key.manage', 'role'),
	...actions(
		'/admin/feeds',
		'key.manage',
		['create', 'add_key', 'revoke_feed', 'revoke_key'],
		'role',
	),
	page('/admin/directory', 'place.manage', 'role'),
	...actions('/admin/directory', 'place.manage', ['default'], 'role'),
	page('/admin/thresholds', 'center.thresholds', 'object'),
	...actions('/admin/thresholds', 'center.thresholds', ['default'], 'object'),
	page('/admin/audit', 'audit.read', 'cut'),
	...actions('/admin/audit', 'audit.verify', ['verify'], 'role'),
	endpoint('GET', '/admin/audit/export', 'audit.read', 'cut'),
	page('/confirm/[id]', 'draft'),
	...actions('/confirm/[id]', 'draft', ['default']),

	page('/login', 'nothing'),
	...actions('/login', 'nothing', ['default']),
	page('/login/code', 'sign_in'),
	...actions('/login/code', 'sign_in', ['default']),
	page('/login/password', 'sign_in'),
	...actions('/login/password', 'sign_in', ['default']),
	page('/login/factor', 'sign_in'),
	...actions('/login/factor', 'sign_in', ['begin', 'prove']),
	page('/login/link/[token]', 'link'),
	...actions('/login/link/[token]', 'link', ['default']),
	endpoint('POST', '/logout', 'nothing'),
	endpoint('POST', '/preferences', 'nothing'),

	reading('/api/v1/board', 'board.view', 'cut'),
	reading('/api/v1/centers', 'board.view', 'cut'),
	reading('/api/v1/centers/[id]/history', 'center.history', 'object'),
	reading('/api/v1/contact-centers', 'contact.view', 'cut'),
	reading('/api/v1/contact-centers/[id]/history', 'contact.view', 'object'),
	reading('/api/v1/centers/[id]/regime', 'regime.view', 'object'),
	reading('/api/v1/decisions', 'regime.view', 'cut'),
	reading('/api/v1/incidents', 'incident.view', 'cut'),
	reading('/api/v1/places', 'board.view', 'role'),
	reading('/api/v1/boundaries', 'board.view', 'role'),
	pushing('/api/v1/readings'),
	pushing('/api/v1/contact-readings'),
	pushing('/api/v1/availability'),
	endpoint('GET', '/api/v1/clock', 'nothing'),
	endpoint('GET', '/api/v1/openapi.json', 'nothing'),
	endpoint('GET', '/healthz', 'nothing'),
	endpoint('GET', '/readyz', 'nothing'),
	endpoint('GET', '/metrics', 'scrape_token'),

	event('connect', 'session'),
	event('board:join', 'board.view', 'object'),
	{ ...event('board:join', 'contact.view', 'role'), use: 'contact' },
	event('board:leave', 'session'),
	event('board:ack', 'session'),
	...['acknowledge', 'assign', 'hand_over', 'note', 'use_lever'].map((name) =>
		event(`incident:${name}`, 'incident.acknowledge', 'object'),
	),
	...['set_severity', 'release_severity', 'resolve', 'reopen', 'review', 'merge', 'split'].map(
		(name) => event(`incident:${name}`, 'incident.resolve', 'object'),
	),
	...['confirm_cause', 'reject_cause', 'name_cause', 'cause_unknown'].map((name) =>
		event(`incident:${name}`, 'incident.cause', 'object'),
	),
	event('incident:people', 'incident.people', 'object'),
	event('alert:mute', 'alert.mute', 'object'),
	event('alert:unmute', 'alert.mute', 'object'),
	event('notify:test', 'session'),
	{ ...event('notify:test', 'webhook.manage', 'role'), use: 'webhook' },
];

type Asks = Door['asks'];

function page(at: string, asks: Asks, reach: Reach | null = null): Door {
	return { kind: 'page', at, does: null, use: null, asks, reach, by: 'session' };
}

function actions(at: string, asks: Asks, names: string[], reach: Reach | null = null): Door[] {
	return names.map((does) => ({ ...page(at, asks, reach), kind: 'action', does }));
}

function endpoint(method: string, at: string, asks: Asks, reach: Reach | null = null): Door {
	return { ...page(at, asks, reach), kind: 'endpoint', does: method };
}

function reading(at: string, asks: Asks, reach: Reach): Door {
	return { ...endpoint('GET', at, asks, reach), by: 'either' };
}

function pushing(at: string): Door {
	return { ...endpoint('POST', at, 'reading.post', 'object'), by: 'key' };
}

function event(at: string, asks: Asks, reach: Reach | null = null): Door {
	return { ...page(at, asks, reach), kind: 'event' };
}
