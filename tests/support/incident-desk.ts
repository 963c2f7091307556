// A directory of three regions with their people, and incidents written through the store as the app writes them.
import type { Channel } from '$lib/domain/channel.ts';
import type { Directory } from '$lib/domain/directory.ts';
import type { Incident } from '$lib/domain/incident.ts';
import { tellingOf, UNTOLD } from '$lib/domain/incident-telling.ts';
import type { Principal, Regions, Role } from '$lib/domain/permission.ts';
import type { Sql } from '$lib/server/store/connect.ts';
import { putContactPoint, type ContactPoint } from '$lib/server/store/contact-points.ts';
import { changeIncidents, type Ways } from '$lib/server/store/incidents.ts';
import { aPerson } from './people.ts';

/** The system clock of these tests. */
export const AT = new Date('2026-11-23T04:30:00Z');

/** Nobody outside is told. */
export const NO_WAYS: Ways = { channels: [], webhooks: [] };

const name = (id: string) => ({ kk: id, ru: id, en: id });
const region = (ordinal: number, id: string): Directory['places'][number] => ({
	ordinal,
	id,
	kind: 'region',
	regionId: null,
	name: name(id),
	lat: null,
	lon: null,
	illustrative: false,
});

/** Centers `almaty-1` … `almaty-4` in KZ-75 and `astana-1` in KZ-71. */
export const DESK_DIRECTORY: Directory = {
	version: '1',
	places: [
		{ ...region(0, 'nation'), kind: 'nation' },
		region(1, 'KZ-75'),
		region(2, 'KZ-71'),
		{ ...region(3, 'almaty'), kind: 'city', regionId: 'KZ-75' },
	],
	centers: [
		...[1, 2, 3, 4].map((n) => ({ n, id: `almaty-${n}`, regionId: 'KZ-75', cityId: 'almaty' })),
		{ n: 5, id: 'astana-1', regionId: 'KZ-71', cityId: 'astana' },
	].map(({ n, ...center }) => ({
		...center,
		ordinal: n,
		class: 'city' as const,
		type: 'ordinary' as const,
		name: name(center.id),
		lat: 43,
		lon: 77,
		hallM2: 200,
		seats: 40,
		windows: 8,
		opensAt: '09:00',
		closesAt: '18:00',
		timezone: 'Asia/Almaty',
		illustrative: false,
	})),
	contactCenters: [],
};

/** Somebody with an account. */
export async function aMember(
	sql: Sql,
	role: Role,
	regions: Regions = ['KZ-75'],
): Promise<Principal & { kind: 'user' }> {
	const username = `${role}-${crypto.randomUUID().slice(0, 8)}`;
	const userId = await aPerson(sql, { username, role, regions }, AT);
	return { kind: 'user', userId, role, regions };
}

/** Tells somebody by a channel from now on. */
export async function reach(
	sql: Sql,
	userId: string,
	channel: 'email' | 'telegram',
	some: Partial<ContactPoint> = {},
): Promise<void> {
	const point: ContactPoint = {
		channel,
		address: channel === 'email' ? `${userId}@example.kz` : '1001',
		isOn: true,
		locale: 'ru',
		leastSeverity: 4,
		quiet: null,
		timezone: 'Asia/Almaty',
		...some,
	};
	await putContactPoint(sql, userId, point, { by: `user:${userId}`, at: AT });
}

/** Writes an incident that just opened, and tells of it by these channels. */
export async function openIncident(
	sql: Sql,
	incident: Incident,
	channels: Channel[] = [],
	webhooks: string[] = [],
): Promise<boolean> {
	const telling = tellingOf(null, incident, UNTOLD);
	const ways = { channels, webhooks };
	const ids = await changeIncidents(sql, [{ before: null, after: incident, telling }], {
		at: AT,
		ways,
	});
	return ids.length > 0;
}
