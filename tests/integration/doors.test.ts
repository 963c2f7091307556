// Every door with every role, in region and out of it, without a session, with one that ended, with a feed's key: what
// opens and what does not is what the hand-written table says, and what was refused has changed nothing.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOORS, type Door, type OtherAsks } from '$lib/domain/doors.ts';
import { openHouse, TARGETS, type Guest, type House, type Target } from '../support/door-house.ts';
import { knock, type Outcome } from '../support/door-knock.ts';
import { markOf } from '../support/permission-table.ts';

let house: House;
beforeAll(async () => {
	house = await openHouse();
	const push = DOORS.find(({ at }) => at === '/api/v1/readings') as Door;
	const feed = house.guests.find(({ key }) => key === house.key) as Guest;
	for (const target of [TARGETS.home, TARGETS.away]) await knock(house, push, feed, target);
}, 120_000);
afterAll(async () => {
	const { code, output, leaks } = await house.end();
	expect(code, output).toBe(0);
	expect(output.split('\n').filter((line) => /"level":[56]0/.test(line))).toEqual([]);
	expect(leaks).toEqual([]);
});

const isMember = ({ grantee }: Guest) => grantee !== null && grantee !== 'feed';

/** Whether the target is within what a mark of the table gives a guest. */
function isWithin(mark: string, guest: Guest, target: Target): boolean {
	if (mark === '+') return true;
	return (mark === 'r' || mark === 'o') && (guest.isEverywhere || target.name === 'home');
}

/** What a door answers that asks for no permission. */
const WITHOUT_PERMISSION: Record<
	OtherAsks,
	(door: Door, guest: Guest, isHome: boolean) => Outcome
> = {
	nothing: ({ kind }, guest) => {
		// Whoever is signed in, or half-way, has no use for the page of signing in.
		if (kind !== 'page') return 'allowed';
		if (isMember(guest)) return 'elsewhere';
		return guest.step === null ? 'allowed' : 'unauthenticated';
	},
	link: (_door, _guest, isHome) => (isHome ? 'allowed' : 'not_found'),
	scrape_token: (_door, _guest, isHome) => (isHome ? 'allowed' : 'unauthenticated'),
	session: (_door, guest) => (isMember(guest) ? 'allowed' : 'unauthenticated'),
	sign_in: ({ kind, at }, guest) => {
		if (guest.step !== null && at === `/login/${guest.step}`) return 'allowed';
		if (!isMember(guest)) return 'unauthenticated';
		// The recovery codes of a factor just proven.
		return kind === 'page' && at === '/login/factor' ? 'allowed' : 'elsewhere';
	},
	draft: (_door, guest) => {
		if (!isMember(guest)) return 'unauthenticated';
		return guest.grantee === 'admin' ? 'allowed' : 'not_found';
	},
};
const asksOther = (asks: Door['asks']): asks is OtherAsks => asks in WITHOUT_PERMISSION;

/** What a door has to answer. */
function expected(door: Door, guest: Guest, target: Target): Outcome {
	const { asks } = door;
	if (asksOther(asks)) return WITHOUT_PERMISSION[asks](door, guest, target.name === 'home');
	const opens = {
		session: isMember(guest),
		key: guest.grantee === 'feed',
		either: guest.grantee !== null,
	};
	if (!opens[door.by] || guest.grantee === null) return 'unauthenticated';
	if (guest.grantee === 'feed') {
		const right = RIGHTS[door.at] ?? 'read';
		if (!guest.rights.some((one) => one === right)) return 'forbidden';
	}
	const mark = markOf(asks, guest.grantee);
	if (mark === '-') return 'forbidden';
	return door.reach === 'object' && !isWithin(mark, guest, target) ? 'not_found' : 'allowed';
}

const RIGHTS: Record<string, string> = {
	'/api/v1/readings': 'readings',
	'/api/v1/contact-readings': 'contact_readings',
	'/api/v1/availability': 'availability',
};

/** Doors that ask for something by itself are asked for two; the others once. */
function targetsOf({ reach, asks, at }: Door): Target[] {
	const hasTwo =
		reach === 'cut' || reach === 'object' || asks === 'link' || asks === 'scrape_token';
	return hasTwo && at !== '/logout' ? [TARGETS.home, TARGETS.away] : [TARGETS.home];
}

const nameOf = ({ kind, at, does, use }: Door) =>
	[kind, at, does, use].filter((part) => part !== null).join(' ');

/** The text by which an answer that is cut shows that it holds the target. */
function trace({ kind, at }: Door, { regionId, centerId, siteId }: Target): string {
	if (kind === 'page' && at === '/') return `"region:${regionId}"`;
	if (at.startsWith('/regimes')) return `"${regionId}"`;
	return at === '/api/v1/contact-centers' ? `"${siteId}"` : centerId;
}

/** What a refused knock may not move; sessions that the knocks themselves begin, and push out, do not count. */
const heads = async () => {
	const [row] = await house.sql`
		select (select count(*) from audit where action <> 'begun' and reason is distinct from 'too_many'
		           and object <> 'feed_key_address'
		           -- What detection makes of an incident is nobody's knock.
		           and not (object = 'incident' and actor = 'system')) as audit, (select count(*) from draft) as drafts,
		       (select count(*) from reading_key) as keys`;
	return row;
};

describe('every door', () => {
	it('opens for whom the table says, and for nobody else', async () => {
		const wrong: string[] = [];
		let checks = 0;
		for (const door of DOORS.filter(({ use }) => use !== 'feeds')) {
			const isBoard = door.at === 'connect' || door.at.startsWith('board:');
			const isWrite =
				door.kind === 'action' || door.does === 'POST' || (door.kind === 'event' && !isBoard);
			for (const target of targetsOf(door)) {
				const ask = async (guest: Guest) => {
					const what = `${nameOf(door)} as ${guest.name}, ${target.name}`;
					const due = expected(door, guest, target);
					const { outcome, text } = await knock(house, door, guest, target);
					checks += 1;
					if (outcome !== due) wrong.push(`${what}: ${outcome}, not ${due}`);
					if (door.reach !== 'cut' || outcome !== 'allowed') return;
					checks += 1;
					const isDue = isWithin(markOf(door.asks, guest.grantee ?? 'feed'), guest, target);
					if (text.includes(trace(door, target)) !== isDue) {
						wrong.push(`${what}: ${isDue ? 'holds no' : 'holds'} ${trace(door, target)}`);
					}
				};
				// What is needed to ask for these two is made for each guest.
				const leavesTraces = door.asks === 'draft' || door.asks === 'link';
				const isRefused = (guest: Guest) => expected(door, guest, target) !== 'allowed';
				const before = await heads();
				await Promise.all(house.guests.filter(isRefused).map(ask));
				if (isWrite && !leavesTraces) {
					checks += 1;
					expect(await heads(), `${nameOf(door)}, refused, changed something`).toEqual(before);
				}
				await Promise.all(house.guests.filter((guest) => !isRefused(guest)).map(ask));
			}
		}
		console.log(
			`${DOORS.length} doors, ${house.guests.length} guests, ${checks} checks, none unlisted`,
		);
		expect(wrong).toEqual([]);
	}, 120_000);

	it('shows where the figures of a center come from to whom the table says', async () => {
		const door = DOORS.find(({ use }) => use === 'feeds') as Door;
		for (const target of [TARGETS.home, TARGETS.away]) {
			for (const guest of house.guests.filter(isMember)) {
				const { outcome, text } = await knock(house, door, guest, target);
				const isDue = isWithin(markOf('feed.health', guest.grantee ?? 'feed'), guest, target);
				const isOpen = outcome === 'allowed' && text.includes('feed of all places');
				expect(isOpen, `${guest.name}, ${target.name}`).toBe(isDue);
			}
		}
	});
});

describe('every answer', () => {
	const HEADERS = {
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'same-origin',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
	};
	const script = () => {
		const [name = ''] = readdirSync('build/client/_app/immutable/entry');
		return `/_app/immutable/entry/${name}`;
	};

	it.each([
		['a static file', script, 200],
		['an icon', () => '/favicon.svg', 200],
		['a page', () => '/login', 200],
		['a redirect', () => '/', 303],
		['a missing page', () => '/no/such', 404],
		['a refusal', () => '/api/v1/board', 401],
		['a word of health', () => '/healthz', 200],
	])('carries the headers: %s', async (_, path, status) => {
		const headers = { 'x-forwarded-for': '10.3.0.1' };
		const answer = await fetch(`${house.app.url}${path()}`, { headers, redirect: 'manual' });
		expect(answer.status).toBe(status);
		expect(Object.fromEntries(answer.headers)).toMatchObject(HEADERS);
	});
});
