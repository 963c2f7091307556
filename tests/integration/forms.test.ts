// Whatever is sent to a form is answered soon and in words of ours, and confirmations hold in every bad order.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOORS } from '$lib/domain/doors.ts';
import { insertDraft, listWaitingDrafts } from '$lib/server/store/drafts.ts';
import { openHouse, type Guest, type House } from '../support/door-house.ts';
import { markOf } from '../support/permission-table.ts';
import { nextCode } from '../support/totp.ts';

const PATIENCE_MS = 5000;
const RUNS_A_FORM = 25;
/** What no answer may hold: our files, the driver, a query. */
const INSIDES =
	/node_modules|\.(ts|js):\d+|PostgresError|\b(select|insert into|update) \S+ (from|set|values)\b/i;

let house: House;
beforeAll(async () => {
	house = await openHouse();
}, 120_000);
afterAll(async () => {
	const { code, output, leaks } = await house.end();
	expect(code, output).toBe(0);
	expect(output.split('\n').filter((line) => /"level":[56]0/.test(line))).toEqual([]);
	expect(leaks).toEqual([]);
});

/** Somebody whom the permission of a door is given to; no other kind of asking is. */
const mayAsk = (asks: string, { grantee }: Guest) =>
	grantee !== null && !['-', '?'].includes(markOf(asks, grantee));
const admin = () => house.guests.find(({ grantee }) => grantee === 'admin') as Guest;

function send(
	path: string,
	guest: Pick<Guest, 'cookie' | 'address'>,
	body: BodyInit,
	type?: string,
): Promise<Response> {
	return fetch(`${house.app.url}${path}`, {
		method: 'POST',
		redirect: 'manual',
		signal: AbortSignal.timeout(PATIENCE_MS),
		body,
		headers: {
			origin: house.app.url,
			'x-forwarded-for': guest.address,
			accept: 'application/json',
			'x-sveltekit-action': 'true',
			...(guest.cookie !== null && { cookie: guest.cookie }),
			...(type !== undefined && { 'content-type': type }),
		},
	});
}

const FIELDS = [
	'username',
	'password',
	'newPassword',
	'again',
	'code',
	'digest',
	'displayName',
	'role',
	'regions',
	'allRegions',
	'reason',
	'sessionId',
	'draftId',
	'feedId',
	'keyId',
	'name',
	'cadenceSeconds',
	'rights',
	'centers',
	'addresses',
	'lifeDays',
	'file',
	'place',
	'class',
	'type',
	'waitShareBusy',
	'lostShareCritical',
	'__proto__',
	'constructor',
	'',
];
const name = fc.oneof(fc.constantFrom(...FIELDS), fc.string({ maxLength: 20 }));
const value = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.constantFrom(
		'',
		'\u0000',
		'\u202e',
		'-1',
		'1e999',
		'null',
		'[]',
		'<script>',
		"' or 1=1 --",
		'x'.repeat(10_000),
	),
	fc.integer().map(String),
	fc.json(),
);
const pairs = fc.array(fc.tuple(name, value), { maxLength: 12 });
const anything = fc.oneof(
	pairs.map((list) => ({
		body: new URLSearchParams(list.map(([k, v]) => [k, v.toWellFormed()])),
		type: undefined,
	})),
	pairs.map((list) => {
		const body = new FormData();
		for (const [key, text] of list) {
			if (text.length % 3 === 0) body.append(key, new File([text], 'any.csv'));
			else body.append(key, text);
		}
		return { body, type: undefined };
	}),
	fc
		.tuple(
			fc.uint8Array({ maxLength: 400 }),
			fc.constantFrom(
				'multipart/form-data; boundary=x',
				'multipart/form-data',
				'application/x-www-form-urlencoded',
				'text/plain',
				'application/json',
				'nonsense',
			),
		)
		.map(([body, type]) => ({ body: new Blob([Uint8Array.from(body)]), type })),
);

describe('whatever is sent', () => {
	it('to any form is answered within five seconds, and no answer shows our insides', async () => {
		const forms = DOORS.filter(({ kind, at }) => kind === 'action' && at !== '/login');
		let sent = 0;
		for (const { at, does, asks } of forms) {
			const path = at.replace('[id]', house.subject.id).replace('[token]', 'a.b');
			const step = /^\/login\/(code|password|factor)/.exec(at)?.[1];
			const guest = step
				? (house.guests.find((one) => one.step === step) as Guest)
				: (house.guests.find((one) => one.isEverywhere && mayAsk(asks, one)) ?? admin());
			await fc.assert(
				fc.asyncProperty(anything, async ({ body, type }) => {
					const answer = await send(
						`${path}${does === 'default' ? '' : `?/${does}`}`,
						guest,
						body,
						type,
					);
					const text = await answer.text();
					sent += 1;
					expect(answer.status, text).toBeLessThan(500);
					expect(text).not.toMatch(INSIDES);
				}),
				{ numRuns: RUNS_A_FORM },
			);
		}
		console.log(`${forms.length} forms, ${sent} arbitrary bodies`);
		expect((await fetch(`${house.app.url}/healthz`)).status).toBe(200);
		expect(house.app.process.exitCode).toBeNull();
	}, 120_000);

	it.each([
		'/..%2fadmin',
		'/centers/%2e%2e%2fadmin',
		'/centers/1%20OR%201=1',
		'/centers/%00',
		'/centers/%E0%A4%A',
		`/?scope=${'x'.repeat(5000)}`,
		'/?scope=nation&scope=region:KZ-71&scope[]=1',
		'/admin/people/0',
		'/admin/people/%27%3B--',
		'/confirm/%00',
		`/admin/audit?actor=${'x'.repeat(101)}`,
		'/admin/audit?from=2026-02-30',
		'/admin/audit?before=1e9',
		'/api/v1/centers?limit=-1',
		'/api/v1/centers?cursor=%00',
		'/login/link/%00',
	])('as the address %.40s, is answered by a page, 400 or 404', async (path) => {
		const { cookie, address } = admin();
		const headers = { cookie: cookie ?? '', 'x-forwarded-for': address };
		const answer = await fetch(`${house.app.url}${path}`, { headers, redirect: 'manual' });
		expect(await answer.text()).not.toMatch(INSIDES);
		expect([200, 303, 400, 404]).toContain(answer.status);
	});

	it('beside the fields of a form is refused by its name', async () => {
		const fields = new URLSearchParams({ reason: '', isAdmin: '1' });
		const answer = await send(`/admin/people/${house.subject.id}?/disable`, admin(), fields);
		expect(await answer.text()).toMatch(/isAdmin.*unknown_field/);
	});

	it('as a reason beyond its length, or with control characters, is refused at the field', async () => {
		for (const [reason, why] of [
			['x'.repeat(2001), 'too_long'],
			['a\u0000b', 'text'],
		] as const) {
			const fields = new URLSearchParams({ reason });
			const answer = await send(`/admin/people/${house.subject.id}?/disable`, admin(), fields);
			expect(await answer.text()).toContain(why);
		}
	});

	it('as a formula or markup in a reason is text in the export and on the page', async () => {
		await house.sql`
			update app_user set changed_by = 'system', changed_at = now(), display_name = 'x',
			       change_reason = '=cmd()<script>alert(1)</script>' where id = ${house.subject.id}`;
		const headers = { cookie: admin().cookie ?? '', 'x-forwarded-for': admin().address };
		const get = async (path: string) =>
			(await fetch(`${house.app.url}${path}?object=user`, { headers })).text();
		expect(await get('/admin/audit/export')).toContain("'=cmd()");
		expect(await get('/admin/audit')).not.toContain('<script>alert(1)');
	});

	it.each(['unknown', 'wrong', 'disabled'])('to sign in, %s, reads the same', async (kind) => {
		const username = { unknown: 'nobody', wrong: house.subject.username, disabled: house.disabled }[
			kind
		];
		const fields = new URLSearchParams({ username: username ?? '', password: 'a wrong password' });
		const answer = await send('/login', { cookie: null, address: `10.1.0.${kind.length}` }, fields);
		const { status, data } = (await answer.json()) as { status: number; data: string };
		expect(status).toBe(400);
		expect(data.replace(JSON.stringify(username), '""')).toBe(
			'[{"username":1,"errors":2,"problem":3,"waitMin":4},"",{},"credentials",0]',
		);
	});
});

describe('a confirmation', () => {
	/** A new feed, drafted by an administrator in their session. */
	const draft = async (guest: Guest, expiresInMs = 60_000, kind = 'key.manage') => {
		const content = JSON.stringify({
			act: 'create',
			name: 'Drafted',
			cadenceSeconds: 30,
			rights: ['read'],
			centers: null,
			contactCenters: null,
			addresses: null,
			lifeDays: 30,
			reason: null,
		});
		const digest = createHash('sha256').update(content).digest('hex');
		const sessionId = /kezek=([^.]+)/.exec(guest.cookie ?? '')?.[1] ?? '';
		const expiresAt = new Date(Date.now() + expiresInMs);
		const draftOf = { kind, content, requestedBy: guest.userId ?? '', sessionId, expiresAt };
		return { id: await insertDraft(house.sql, draftOf, new Date()), digest };
	};
	const confirm = async (guest: Guest, id: string, digest: string, code: string) =>
		(await send(`/confirm/${id}`, guest, new URLSearchParams({ digest, code }))).text();
	const code = (guest: Guest) => nextCode(guest.totpSecret ?? '');
	/** Each test has its own: a code counts once in half a minute. */
	const someAdmin = () => house.member('admin');
	const feeds = async () => {
		const [row] = await house.sql<{
			n: number;
		}>`select count(*) as n from feed where name = 'Drafted'`;
		return row?.n ?? 0;
	};

	it('that comes too late, for another content or with a wrong code does nothing', async () => {
		const guest = await someAdmin();
		const [late, other] = [await draft(guest, -1000), await draft(guest)];
		const good = await code(guest);
		expect(await confirm(guest, late.id, late.digest, good)).toContain('draft_expired');
		expect(await confirm(guest, other.id, 'a'.repeat(64), good)).toContain('step_up_mismatch');
		expect(await confirm(guest, other.id, other.digest, '000000')).toContain('code_wrong');
		expect(await confirm(await someAdmin(), other.id, other.digest, good)).toContain('not_found');
		expect(await feeds()).toBe(0);
	});

	it('sent twice at once is done once, and its code is used up for the next', async () => {
		const guest = await someAdmin();
		const [twice, next] = [await draft(guest), await draft(guest)];
		const used = await code(guest);
		const answers = await Promise.all(
			[0, 1].map(() => confirm(guest, twice.id, twice.digest, used)),
		);
		expect(answers.filter((text) => /\bdone\b/.test(text))).toHaveLength(1);
		expect(answers.filter((text) => /draft_used|code_used/.test(text))).toHaveLength(1);
		expect(await feeds()).toBe(1);
		expect(await confirm(guest, next.id, next.digest, used)).toContain('code_used');
		expect(await feeds()).toBe(1);
	});

	it('of one’s own change of an account waits for another person', async () => {
		const [guest, before] = [await someAdmin(), await someAdmin()];
		const fresh = await draft(guest, 60_000, 'user.manage');
		expect(await confirm(guest, fresh.id, fresh.digest, await code(guest))).toContain('waiting');
		const waiting = await draft(before, 60_000, 'user.manage');
		await house.sql`update draft set confirmed_at = now() where id = ${waiting.id}`;
		const own = await confirm(before, waiting.id, waiting.digest, await code(before));
		expect(own).toContain('four_eyes');
		const left = await listWaitingDrafts(house.sql, new Date());
		expect(left.map(({ id }) => id)).toEqual(expect.arrayContaining([fresh.id, waiting.id]));
	});
});
