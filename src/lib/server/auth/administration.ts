/**
 * What administrators do to accounts and feeds: every use-case checks what was typed against what is there and leaves a
 * draft, which its author (and for accounts another administrator) confirms by a code (drafts.ts).
 */
import type { KeyChange, UserChange } from '../../domain/admin-change.ts';
import { AppError } from '../../domain/errors.ts';
import { requireSomewhere, type FeedRight, type Role } from '../../domain/permission.ts';
import type { Sql } from '../store/connect.ts';
import { listFeeds, type FeedEntry } from '../store/feeds.ts';
import { findUser, findUserByName, listUsers, type User } from '../store/users.ts';
import { isNetwork } from '../address-list.ts';
import type { Drafts } from './drafts.ts';
import { principalOf, type SessionUser } from './sessions.ts';

/** Letters of any language, digits and a few signs: what can be typed, told by phone and put into a list. */
const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]{1,63}$/u;

/** An account as it is typed. Regions null: all. */
export interface TypedUser {
	displayName: string;
	role: Role;
	regions: string[] | null;
	reason: string | null;
}

/** A feed as it is typed; places by id, null: all, an empty list: none. */
export interface TypedFeed {
	name: string;
	cadenceSeconds: number;
	rights: FeedRight[];
	centerIds: string[] | null;
	contactCenterIds: string[] | null;
	addresses: string[] | null;
	lifeDays: number;
	reason: string | null;
}

/** What the use-cases need of the directory. */
export interface KnownPlaces {
	regionIds: readonly string[];
	centers: readonly { id: string; ordinal: number }[];
	contactCenters: readonly { id: string; ordinal: number }[];
}

/** Makes the use-cases of administration. */
export function createAdministration(deps: {
	sql: Sql;
	drafts: Drafts;
	places: () => KnownPlaces;
}) {
	const { sql, drafts, places } = deps;

	const userById = async (id: string): Promise<User> => {
		const user = /^[0-9a-f-]{36}$/.test(id) ? await findUser(sql, id) : null;
		if (!user) throw new AppError('not_found', 'No such account');
		return user;
	};

	const checkRegions = ({ regions, role }: TypedUser) => {
		if (regions === null) return;
		const { regionIds } = places();
		const unknown = regions.filter((id) => !regionIds.includes(id));
		if (regions.length === 0) throw fieldError('regions', 'missing');
		if (unknown.length > 0) throw fieldError('regions', 'unknown_place');
		if (role === 'admin' || role === 'leadership') throw fieldError('regions', 'role_is_national');
	};

	return {
		/** All accounts. Throws `forbidden`. */
		listPeople(user: SessionUser): Promise<User[]> {
			requireSomewhere(principalOf(user), 'user.manage');
			return listUsers(sql);
		},

		/** One account. Throws `forbidden`, `not_found`. */
		findPerson(user: SessionUser, id: string): Promise<User> {
			requireSomewhere(principalOf(user), 'user.manage');
			return userById(id);
		},

		/** Drafts a new account; it gets its first password by a link. Throws `forbidden`, `invalid` at the field. */
		async draftNewPerson(
			user: SessionUser,
			typed: TypedUser & { username: string },
		): Promise<string> {
			requireSomewhere(principalOf(user), 'user.manage');
			const username = typed.username.normalize('NFC');
			if (!USERNAME.test(username)) throw fieldError('username', 'username_shape');
			checkRegions(typed);
			if (await findUserByName(sql, username)) throw fieldError('username', 'username_taken');
			return drafts.preview(user, 'user.manage', { act: 'create', ...typed, username });
		},

		/** Drafts another name, role or regions. Throws `forbidden`, `not_found`, `invalid` at the field. */
		async draftPersonChange(user: SessionUser, id: string, typed: TypedUser): Promise<string> {
			requireSomewhere(principalOf(user), 'user.manage');
			const person = await userById(id);
			checkRegions(typed);
			const { username, authEpoch: seenEpoch } = person;
			const content: UserChange = {
				act: 'change',
				userId: person.id,
				username,
				seenEpoch,
				...typed,
			};
			return drafts.preview(user, 'user.manage', content);
		},

		/** Drafts the disabling or enabling of an account; never one's own. Throws `forbidden`, `not_found`, `conflict`. */
		async draftAccess(
			user: SessionUser,
			id: string,
			change: { act: 'disable' | 'enable'; reason: string | null },
		): Promise<string> {
			requireSomewhere(principalOf(user), 'user.manage');
			const person = await userById(id);
			if (person.id === user.userId) {
				throw new AppError('conflict', 'Nobody disables themselves', { reason: 'own_account' });
			}
			const { username, authEpoch: seenEpoch } = person;
			const content: UserChange = { ...change, userId: person.id, username, seenEpoch };
			return drafts.preview(user, 'user.manage', content);
		},

		/** Drafts a one-time link. Throws `forbidden`, `not_found`, `conflict`/`disabled`. */
		async draftReset(
			user: SessionUser,
			id: string,
			wish: { removesFactor: boolean; reason: string | null },
		): Promise<string> {
			requireSomewhere(principalOf(user), 'user.reset');
			const { id: userId, username, disabledAt } = await userById(id);
			if (disabledAt)
				throw new AppError('conflict', 'The account is disabled', { reason: 'disabled' });
			return drafts.preview(user, 'user.reset', { userId, username, ...wish });
		},

		/** All feeds with their keys. Throws `forbidden`. */
		listFeeds(user: SessionUser): Promise<FeedEntry[]> {
			requireSomewhere(principalOf(user), 'key.manage');
			return listFeeds(sql);
		},

		/** Drafts a new feed with its first key. Throws `forbidden`, `invalid` at the field. */
		async draftNewFeed(user: SessionUser, typed: TypedFeed): Promise<string> {
			requireSomewhere(principalOf(user), 'key.manage');
			const { centerIds, contactCenterIds, ...rest } = typed;
			const known = places();
			checkAddresses(typed.addresses);
			if (centerIds?.length === 0 && contactCenterIds?.length === 0) {
				throw fieldError('centers', 'no_places');
			}
			return drafts.preview(user, 'key.manage', {
				act: 'create',
				...rest,
				centers: ordinals('centers', centerIds, known.centers),
				contactCenters: ordinals('contactCenters', contactCenterIds, known.contactCenters),
			});
		},

		/** Drafts another key, or the end of a key or feed. Throws `forbidden`, `not_found`, `invalid` at the field. */
		async draftKeyChange(
			user: SessionUser,
			feedId: number,
			change:
				| { act: 'add_key'; addresses: string[] | null; lifeDays: number; reason: string | null }
				| { act: 'revoke_feed'; reason: string | null }
				| { act: 'revoke_key'; keyId: string; reason: string | null },
		): Promise<string> {
			requireSomewhere(principalOf(user), 'key.manage');
			const feed = (await listFeeds(sql)).find((one) => one.feedId === feedId);
			const isKnown =
				feed &&
				(change.act !== 'revoke_key' || feed.keys.some(({ keyId }) => keyId === change.keyId));
			if (!isKnown) throw new AppError('not_found', 'No such feed or key');
			if (change.act === 'add_key') checkAddresses(change.addresses);
			const content: KeyChange = { ...change, feedId, name: feed.name };
			return drafts.preview(user, 'key.manage', content);
		},
	};
}

function fieldError(path: string, reason: string): AppError {
	return new AppError('invalid', `${path}: ${reason}`, {
		errors: [{ path, reason, message: reason }],
	});
}

function checkAddresses(addresses: string[] | null): void {
	if (addresses?.some((text) => !isNetwork(text))) throw fieldError('addresses', 'address_shape');
}

function ordinals(
	path: string,
	ids: string[] | null,
	known: readonly { id: string; ordinal: number }[],
): number[] | null {
	if (ids === null) return null;
	const byId = new Map(known.map(({ id, ordinal }) => [id, ordinal]));
	return ids.map((id) => {
		const ordinal = byId.get(id);
		if (ordinal === undefined) throw fieldError(path, 'unknown_place');
		return ordinal;
	});
}
