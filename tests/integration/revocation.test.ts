// A session that ends is silent on open sockets without Redis within four seconds, and where nobody tells of its end, by
// the regular check alone, within thirty-two.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import { revokeSession } from '$lib/server/store/sessions.ts';
import { openHouse, TARGETS, type House } from '../support/door-house.ts';
import { LiveClient } from '../support/live-client.ts';
import { startRedisServer, type RedisServer } from '../support/redis-server.ts';

const LIMITS = { withoutRedisMs: 4000, byCheckMs: 32_000 } as const;
/** It is fed on for so long after a page was told its end, so that a late frame would be seen. */
const QUIET_MS = 2000;

let redis: RedisServer;
let house: House;
beforeAll(async () => {
	redis = await startRedisServer();
	house = await openHouse({ REDIS_URL: redis.url });
}, 120_000);
afterAll(async () => {
	await house.end();
	await redis.stop();
});

/** A page that watches the nation: when frames reached it, and its end. */
async function aPage(role: string) {
	const cookie = house.guests.find((one) => one.name === role)?.cookie ?? '';
	const client = new LiveClient(house.app.url, cookie);
	const heard = { frames: [] as number[], endedAt: 0 };
	client.socket.on('board:patch', () => void heard.frames.push(Date.now()));
	client.socket.on('auth:ended', () => (heard.endedAt = Date.now()));
	await client.connect();
	await client.join('nation');
	return { client, heard, sessionId: /kezek=([^.]+)/.exec(cookie)?.[1] ?? '' };
}

type Page = Awaited<ReturnType<typeof aPage>>;

let count = 0;
const push = async () => {
	const { centerId } = TARGETS.home;
	const reading = { id: `r-${++count}`, centerId, at: new Date().toISOString() };
	const answer = await fetch(`${house.app.url}/api/v1/readings`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			authorization: `Bearer ${house.key}`,
			'x-forwarded-for': '127.0.0.1',
		},
		body: JSON.stringify({ readings: [{ ...reading, queueLength: count % 90 }] }),
	});
	expect(answer.status).toBe(200);
};

/** Feeds until a page was told its end and so many ms have gone by; returns when its last frame came after an instant, ms. */
async function lastFrameAfter(page: Page, endedAt: number, withinMs: number): Promise<number> {
	await expect
		.poll(
			async () => {
				await push();
				return page.heard.endedAt > 0 && Date.now() - page.heard.endedAt > QUIET_MS;
			},
			{ interval: 250, timeout: withinMs + QUIET_MS + 10_000 },
		)
		.toBe(true);
	expect(page.client.socket.connected).toBe(false);
	return Math.max(0, ...page.heard.frames.map((at) => at - endedAt));
}

it('without Redis nothing comes four seconds after the end; told by nobody, nothing after thirty-two', async () => {
	const { sql } = house;
	const [told, untold] = [await aPage('duty_officer'), await aPage('viewer')];
	await push();
	await told.client.until(() => told.heard.frames.length > 0);
	await redis.kill();
	await revokeSession(sql, told.sessionId, bySystem(new Date()));
	const withoutRedis = await lastFrameAfter(told, Date.now(), LIMITS.withoutRedisMs);
	expect(withoutRedis).toBeLessThan(LIMITS.withoutRedisMs);
	expect(untold.client.socket.connected).toBe(true);

	// The trail does not know either: nothing but the regular check is left.
	await sql`alter table session disable trigger audit_end`;
	await revokeSession(sql, untold.sessionId, bySystem(new Date()));
	const byCheck = await lastFrameAfter(untold, Date.now(), LIMITS.byCheckMs);
	expect(byCheck).toBeLessThan(LIMITS.byCheckMs);
	const entries = await sql`
		select seq from audit where object_id = ${untold.sessionId} and action = 'ended'`;
	expect(entries).toEqual([]);
	console.log(`last frames: ${withoutRedis} ms without Redis, ${byCheck} ms by the check alone`);
}, 90_000);
