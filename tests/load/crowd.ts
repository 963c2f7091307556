// A process full of live clients that return by the rules of realtime.md §2.5 when their node goes away: after a random
// part of the time that an announced restart gives them, else after a random delay that doubles from one to ten seconds.
import { LiveClient } from '../support/live-client.ts';

/** What the test tells the crowd. */
export type CrowdOrder =
	/** Opens one client per cookie and joins the scopes. */
	| { kind: 'open'; url: string; cookies: string[]; scopes: string[] }
	/** Asks where everybody stands in each scope. */
	| { kind: 'compare' };

/** What the crowd tells the test. */
export type CrowdNews =
	| { kind: 'opened' }
	/** Everybody who was cut off is connected, joined and in step again; instants of the system clock. */
	| { kind: 'returned'; lastAt: number; medianAt: number }
	/** Per scope the different positions and hashes, and how many clients are connected. */
	| { kind: 'compared'; connected: number; positions: Record<string, string[]> };

const OPENING = 50;
const FIRST_DELAY_MS = 1000;
const LAST_DELAY_MS = 10_000;

interface Member {
	client: LiveClient;
	scopes: readonly string[];
	/** Set by the announcement of a restart. */
	returnWithinMs: number | null;
	attempt: number;
	/** Epochs before it was cut off, by scope; null while nobody cut it off. */
	before: (string | null)[] | null;
	/** When it was current again. */
	currentAt: number | null;
}

const members: Member[] = [];

function tell(news: CrowdNews): void {
	process.send?.(news);
}

function isCurrent({ client, scopes, before }: Member): boolean {
	return (
		client.socket.connected &&
		scopes.every((scope, i) => {
			const { epoch, isJoining } = client.picture(scope);
			return !isJoining && epoch !== null && epoch !== before?.[i];
		})
	);
}

function returned(): void {
	const times = members.map(({ currentAt }) => currentAt);
	if (!times.every((at) => at !== null)) return;
	times.sort((a, b) => a - b);
	const medianAt = times[times.length >> 1] ?? 0;
	tell({ kind: 'returned', lastAt: times.at(-1) ?? 0, medianAt });
}

function comeBack(member: Member): void {
	const backOffMs = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** member.attempt);
	const delayMs =
		member.returnWithinMs === null
			? backOffMs * (0.5 + Math.random() / 2)
			: Math.random() * member.returnWithinMs;
	member.returnWithinMs = null;
	member.attempt += 1;
	setTimeout(() => {
		member.client.connect().then(
			() => (member.attempt = 0),
			() => comeBack(member),
		);
	}, delayMs);
}

function cutOff(member: Member): void {
	const { client, scopes } = member;
	member.before = scopes.map((scope) => client.picture(scope).epoch);
	member.currentAt = null;
	comeBack(member);
	void client
		.until(() => isCurrent(member), 120_000)
		.then(() => {
			member.currentAt = Date.now();
			returned();
		});
}

async function enter(url: string, cookie: string, scopes: readonly string[]): Promise<void> {
	const client = new LiveClient(url, cookie);
	const member: Member = {
		client,
		scopes,
		returnWithinMs: null,
		attempt: 0,
		before: null,
		currentAt: null,
	};
	await client.connect();
	for (const scope of scopes) await client.join(scope);
	client.socket.on('server:restarting', (news: { returnWithinMs: number }) => {
		member.returnWithinMs = news.returnWithinMs;
	});
	client.socket.on('disconnect', () => cutOff(member));
	members.push(member);
}

async function open({ url, cookies, scopes }: CrowdOrder & { kind: 'open' }): Promise<void> {
	const waiting = [...cookies];
	const lane = async () => {
		for (let next = waiting.pop(); next; next = waiting.pop()) await enter(url, next, scopes);
	};
	await Promise.all(Array.from({ length: OPENING }, lane));
	tell({ kind: 'opened' });
}

function compare(): void {
	const positions: Record<string, Set<string>> = {};
	for (const { client, scopes } of members) {
		for (const scope of scopes) {
			const { epoch, seq } = client.picture(scope);
			(positions[scope] ??= new Set()).add(`${epoch} ${seq} ${client.hash(scope)}`);
		}
	}
	tell({
		kind: 'compared',
		connected: members.filter(({ client }) => client.socket.connected).length,
		positions: Object.fromEntries(Object.entries(positions).map(([r, set]) => [r, [...set]])),
	});
}

process.on('message', (order: CrowdOrder) => {
	if (order.kind === 'open') void open(order);
	else compare();
});
process.on('disconnect', () => process.exit(0));
