// A thousand live clients lose their node and return to its successor on the same port (reliability.md F12). Prints the
// figures and their targets.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSessionToken } from '$lib/server/auth/token.ts';
import { insertSession } from '$lib/server/store/sessions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
	startKezek,
	freePort,
	makeDataFolder,
	type KezekProcess,
} from '../support/kezek-process.ts';
import { LiveClient } from '../support/live-client.ts';
import { aPerson } from '../support/people.ts';
import { startCrowd, type Crowd } from './crowd-process.ts';
import { startQueryCounter, type QueryCounter } from './query-counter.ts';

const CLIENTS = 1000;
/** Sockets that one person may have open. */
const PER_PERSON = 5;
const SCOPES = ['nation', 'contact'];
const TARGETS = { allCurrentMs: 10_000, queriesPerSecond: 5, lagP99Ms: 200 };
/** How long the node's own queries are watched before the restart, ms. */
const IDLE_MS = 5000;

let db: TestDatabase;
let counter: QueryCounter;
let crowd: Crowd;
let node: KezekProcess;
let port: number;
let dataFolder: string;

const start = () =>
	startKezek({
		port,
		dataFolder,
		env: { DATABASE_URL: countedUrl(), LISTED_ADDRESSES: '127.0.0.1' },
	});

function countedUrl(): string {
	const url = new URL(db.url);
	url.host = `127.0.0.1:${counter.port}`;
	return url.href;
}

/** Sessions of as many people as the clients need: the rows that a sign-in leaves. */
async function signIn(people: number): Promise<string[]> {
	const now = new Date();
	const cookies: string[] = [];
	for (let i = 0; i < people; i++) {
		const userId = await aPerson(db.sql, { username: `watcher-${i}`, role: 'leadership' }, now);
		const { text, id, secretHash } = makeSessionToken();
		const absoluteExpiresAt = new Date(now.getTime() + 12 * 3_600_000);
		const session = { id, userId, secretHash, absoluteExpiresAt, userEpoch: 1, authLevel: 1 };
		await insertSession(
			db.sql,
			{ ...session, ip: null, agent: null },
			{ now, perUser: PER_PERSON },
		);
		cookies.push(`kezek=${text}`);
	}
	return cookies;
}

async function metric(name: string): Promise<number> {
	const text = await (await fetch(`${node.url}/metrics`)).text();
	const line = text.split('\n').find((one) => one.startsWith(`${name} `));
	if (!line) throw new Error(`no metric ${name}`);
	return Number(line.split(' ')[1]);
}

/** Where a client stands in a scope, with the hash of its rows. */
function positionOf(client: LiveClient, scope: string): string {
	const { epoch, seq } = client.picture(scope);
	return `${epoch} ${seq} ${client.hash(scope)}`;
}

/** Resolves after real time: the rate of a node at rest can only be watched. */
const watched = (ms: number) => {
	const until = performance.now() + ms;
	return expect.poll(() => performance.now(), { timeout: ms + 5000 }).toBeGreaterThan(until);
};

beforeAll(async () => {
	db = await freshDatabase();
	const { hostname, port: databasePort } = new URL(db.url);
	counter = await startQueryCounter({ host: hostname, port: Number(databasePort) });
	port = await freePort();
	dataFolder = makeDataFolder();
	crowd = startCrowd();
	node = await start();
});
afterAll(async () => {
	crowd.end();
	await node.end();
	node.clean();
	await counter.close();
	await db.drop();
});

test('a thousand clients return after a restart of their node', async () => {
	const sessions = await signIn(CLIENTS / PER_PERSON + 1);
	const cookies = sessions.slice(1).flatMap((cookie) => Array<string>(PER_PERSON).fill(cookie));
	await crowd.ask({ kind: 'open', url: node.url, cookies, scopes: SCOPES }, 'opened');
	expect(await metric('kezek_live_sockets')).toBe(CLIENTS);
	const idleFrom = counter.count();
	await watched(IDLE_MS);
	const idlePerSecond = ((counter.count() - idleFrom) * 1000) / IDLE_MS;

	const returning = crowd.next('returned');
	expect(await node.end()).toBe(0);
	node = await start();
	const readyAt = Date.now();
	const queriesBefore = counter.count();
	await metric('nodejs_eventloop_lag_p99_seconds');
	const { lastAt, medianAt } = await returning;
	const queries = counter.count() - queriesBefore;
	const seconds = (Date.now() - readyAt) / 1000;
	const lagP99Ms = (await metric('nodejs_eventloop_lag_p99_seconds')) * 1000;
	const built = await metric('kezek_live_snapshots_total');
	const queriesPerSecond = queries / seconds;

	const reference = new LiveClient(node.url, sessions[0] ?? '');
	await reference.connect();
	for (const scope of SCOPES) await reference.join(scope);
	const versions = reference.picture('nation').seq;

	console.log(
		[
			`clients ${CLIENTS}, current: median ${medianAt - readyAt} ms, all ${lastAt - readyAt} ms after ready (target ${TARGETS.allCurrentMs})`,
			`queries: ${queries} in ${seconds.toFixed(1)} s, ${queriesPerSecond.toFixed(1)} a second (target ${TARGETS.queriesPerSecond}; at rest ${idlePerSecond.toFixed(1)})`,
			`snapshots built: ${built} for ${SCOPES.length} scopes and ${versions} versions (target: one each at most)`,
			`event loop lag p99: ${lagP99Ms.toFixed(0)} ms (target ${TARGETS.lagP99Ms})`,
		].join('\n'),
	);
	expect(lastAt - readyAt).toBeLessThanOrEqual(TARGETS.allCurrentMs);
	expect(queriesPerSecond).toBeLessThanOrEqual(TARGETS.queriesPerSecond);
	expect(lagP99Ms).toBeLessThan(TARGETS.lagP99Ms);
	expect(built).toBeLessThanOrEqual(SCOPES.length * versions);
	expect(await metric('kezek_live_sockets')).toBe(CLIENTS + 1);
	await expect
		.poll(async () => {
			const { positions } = await crowd.ask({ kind: 'compare' }, 'compared');
			return SCOPES.map((scope) => positions[scope]);
		})
		.toEqual(SCOPES.map((scope) => [positionOf(reference, scope)]));
	reference.close();
});
