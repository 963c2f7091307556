// What is sent to the doors: forms, readings, drafts and links that whoever may is not refused for.
import { randomUUID } from 'node:crypto';
import { makeSessionToken } from '$lib/server/auth/token.ts';
import type { LevelLimits } from '$lib/domain/load.ts';
import { CENTER_DIMENSIONS, CONTACT_DIMENSIONS, limitFields } from '$lib/domain/thresholds.ts';
import type { Guest, House, Target } from './door-house.ts';

/** Fields of a form as they are sent. */
export type Fields = Record<string, string | File>;

const NEW_PASSWORD = { newPassword: 'short', again: 'short' };
const PERSON = { displayName: 'Somebody', role: 'viewer', regions: 'KZ-75' };
const PLACES =
	'kind,id,region,city,class,type,name_kk,name_ru,name_en,lat,lon,hall_m2,seats,windows,open,close,timezone\n' +
	'center,knocked,KZ-75,,rural,ordinary,Ж,Н,N,43.2,76.9,,,4,09:00,18:00,Asia/Almaty\n';

/** Limits of these dimensions, as they are typed. */
const limits = (dimensions: readonly (keyof LevelLimits)[]) =>
	Object.fromEntries(
		dimensions.flatMap((dimension) =>
			limitFields(dimension).map((name, i) => [name, String(10 * (i + 1))]),
		),
	);

const ACT = {
	issuerKk: 'Әкімдік',
	issuerRu: 'Акимат',
	titleKk: 'Шешім',
	titleRu: 'Решение',
	date: '2026-11-01',
	source: 'https://example.kz/1',
};

/** A decision over the target's center, from now on. */
const decisionFor = ({ centerId }: Target): Fields => ({
	...ACT,
	level: 'center',
	reason: 'crowds',
	start: 'now',
	centers: centerId,
	admission: 'booking_only',
	services: 'not_online',
});

/** A command of somebody who saw another revision: nothing is done. */
const oldCommand = (fields: Fields = {}): Fields => ({
	commandId: randomUUID(),
	seenRevision: '999',
	...fields,
});

/** Makes the fields of a form for a guest who asks for a target. */
type Form = (house: House, guest: Guest, target: Target) => Fields | Promise<Fields>;

/** Forms that whoever may is not refused for; none of them ends a guest. */
export const FORMS: Record<string, Form> = {
	'/account?/end': async (house, { userId }) => ({
		sessionId: userId === null ? 'nobody' : (await house.session(userId, 2)).id,
	}),
	'/account?/end_others': () => ({}),
	'/account?/password': () => ({ password: 'x', ...NEW_PASSWORD }),
	'/account?/begin': () => ({}),
	'/account?/prove': () => ({ code: 'abc' }),
	'/account?/remove': () => ({ code: 'abc' }),
	'/admin/people?/end': async ({ session, subject }) => ({
		sessionId: (await session(subject.id, 1)).id,
	}),
	'/decisions?/withdraw': async (house) => ({ draftId: await aWaitingDraft(house) }),
	'/admin/people?/withdraw': async (house) => ({ draftId: await aWaitingDraft(house) }),
	'/admin/people/[id]?/change': () => PERSON,
	'/admin/people/[id]?/disable': () => ({}),
	'/admin/people/[id]?/enable': () => ({}),
	'/admin/people/[id]?/reset': () => ({}),
	'/admin/people/[id]?/end_sessions': () => ({}),
	'/admin/people/new?/default': () => ({ username: 'knocked', ...PERSON }),
	'/admin/feeds?/create': () => ({
		name: 'Knocked',
		cadenceSeconds: '30',
		rights: 'readings',
		centers: 'almaty-almaly',
		contactCenters: '',
		addresses: '',
		lifeDays: '30',
	}),
	'/admin/feeds?/add_key': () => ({ feedId: '1', addresses: '', lifeDays: '30' }),
	'/admin/feeds?/revoke_feed': () => ({ feedId: '1' }),
	'/admin/feeds?/revoke_key': ({ key }) => ({ feedId: '1', keyId: key.split('_')[1] ?? '' }),
	'/admin/directory?/default': () => ({
		file: new File([PLACES], 'places.csv', { type: 'text/csv' }),
	}),
	'/admin/thresholds?/default': (_house, _guest, { regionId }) => ({
		place: regionId,
		class: 'city',
		type: 'ordinary',
		...limits(CENTER_DIMENSIONS),
	}),
	'/regimes/new?/preview': (_house, _guest, target) => decisionFor(target),
	'/regimes/new?/request': (_house, _guest, target) => decisionFor(target),
	'/regimes/new?/emergency': (_house, _guest, target) => ({
		...decisionFor(target),
		reason: 'the boiler of the house burst',
	}),
	'/decisions/[id]?/lift': () => ({
		...ACT,
		seenRevision: '1',
		level: 'region',
		reason: 'no crowds',
		start: 'now',
	}),
	'/decisions/[id]?/exempt': (_house, _guest, { centerId }) => ({
		seenRevision: '1',
		center: centerId,
		until: '2026-11-20T09:00',
		reason: 'repairs',
	}),
	'/decisions/[id]?/countersign': () => ({ seenRevision: '1' }),
	'/decisions/[id]?/cancel': () => ({ seenRevision: '1', reason: 'no crowds' }),
	'/incidents?/acknowledge': (_house, _guest, { incidentId }) => ({ incidentId, ...oldCommand() }),
	'/incidents/[id]?/acknowledge': () => oldCommand(),
	'/incidents/[id]?/note': () => oldCommand({ text: 'x' }),
	'/incidents/[id]?/resolve': () => oldCommand({ reason: 'x' }),
	'/incidents/[id]?/review': () => oldCommand({ text: 'x' }),
	'/incidents/[id]?/reopen': () => oldCommand({ reason: 'x' }),
	'/incidents/[id]?/confirm_cause': () => oldCommand({ key: 'influx' }),
	'/incidents/[id]?/reject_cause': () => oldCommand({ key: 'influx' }),
	'/incidents/[id]?/cause_unknown': () => oldCommand(),
	'/contact/thresholds?/default': () => limits(CONTACT_DIMENSIONS),
	'/admin/audit?/verify': () => ({}),
	'/confirm/[id]?/default': () => ({ digest: '0'.repeat(64), code: 'abc' }),
	'/login?/default': () => ({}),
	'/login/code?/default': () => ({ code: 'abc' }),
	'/login/password?/default': () => ({ password: 'x', ...NEW_PASSWORD }),
	'/login/factor?/begin': () => ({}),
	'/login/factor?/prove': () => ({ code: 'abc' }),
	'/login/link/[token]?/default': () => NEW_PASSWORD,
};

/** Makes what is sent with an event. */
type Payload = (house: House, target: Target, use: string | null) => object;

/** A command on the target's incident, of somebody who saw another revision: nothing is done. */
const command =
	(fields: object = {}): Payload =>
	(_, { incidentId }) => ({
		commandId: randomUUID(),
		incidentId,
		expectedRevision: 999,
		...fields,
	});

/** Payloads of the events about incidents. */
export const EVENTS: Record<string, Payload> = {
	'incident:acknowledge': command(),
	'incident:assign': command({ userId: 'nobody' }),
	'incident:hand_over': command({ userId: 'nobody', brief: 'x' }),
	'incident:note': command({ text: 'x' }),
	'incident:use_lever': (house, target, use) => ({
		...command({ lever: 'redirect', otherCenterId: null, text: null })(house, target, use),
		centerIds: [target.centerId],
	}),
	'incident:set_severity': command({ severity: 2, reason: 'x' }),
	'incident:release_severity': command(),
	'incident:resolve': command({ reason: 'x' }),
	'incident:reopen': command({ reason: 'x' }),
	'incident:review': command({ text: 'x' }),
	'incident:confirm_cause': command({ key: 'influx', reason: null }),
	'incident:reject_cause': command({ key: 'influx', reason: null }),
	'incident:name_cause': command({ text: 'x' }),
	'incident:cause_unknown': command(),
	'incident:merge': (house, target, use) => ({
		...command()(house, target, use),
		from: { incidentId: target.incidentId, expectedRevision: 999 },
	}),
	'incident:split': command({ members: ['center:none'] }),
	'incident:people': (_, { incidentId }) => ({ incidentId }),
	'alert:mute': (_, { centerId }) => ({
		commandId: randomUUID(),
		scope: `center:${centerId}`,
		kinds: null,
		startsAt: null,
		endsAt: new Date(Date.now() + 600_000).toISOString(),
		reason: 'knocked',
	}),
	'alert:unmute': ({ silences }, { name }) => ({ silenceId: silences[name] }),
	'notify:test': (_house, _target, use) => ({
		commandId: randomUUID(),
		channel: use ?? 'email',
	}),
};

/** Items that the pushing doors take. */
export const ITEMS: Record<string, (target: Target) => object> = {
	'/api/v1/readings': ({ centerId }) => ({ centerId, occupancy: 12 }),
	'/api/v1/contact-readings': ({ siteId }) => ({ contactCenterId: siteId, callsWaiting: 2 }),
	'/api/v1/availability': ({ centerId }) => ({ centerId, slotsFree: 3, slotsTotal: 9 }),
};

/** A new account that waits for a second person, drafted by nobody who stands at the door. */
export async function aWaitingDraft({ sql, subject }: House): Promise<string> {
	const content = JSON.stringify({
		act: 'create',
		username: 'drafted',
		...PERSON,
		regions: null,
		reason: null,
	});
	const [draft] = await sql<{ id: string }>`
		insert into draft (kind, content, digest, requested_by, session_id, created_at, expires_at, confirmed_at,
			changed_by, changed_at)
		values ('user.manage', ${content}, sha256(convert_to(${content}, 'UTF8')), ${subject.id}, 'none', now(),
			now() + interval '1 hour', now(), 'system', now())
		returning id`;
	return draft?.id ?? '';
}

/** A one-time link of the subject. */
export async function aLink({ sql, subject }: House): Promise<string> {
	const { id, secretHash, text } = makeSessionToken();
	await sql`
		insert into password_link (id, secret_hash, user_id, created_at, expires_at, changed_by, changed_at)
		values (${id}, ${secretHash}, ${subject.id}, now(), now() + interval '1 hour', 'system', now())`;
	return text;
}
