import { bySystem } from '$lib/domain/change.ts';
import type { Regions, Role } from '$lib/domain/permission.ts';
import type { PasswordHasher } from '$lib/server/auth/password.ts';
import type { Clock } from '$lib/server/clock.ts';
import type { Sql } from '$lib/server/store/connect.ts';
import { insertUser } from '$lib/server/store/users.ts';

/** A clock that stands until a test moves it. */
export interface MovableClock extends Clock {
	/** Moves it on by so many minutes. */
	pass(minutes: number): void;
}

/** A clock that stands at an instant. */
export function aClock(startsAt: Date): MovableClock {
	let atMs = startsAt.getTime();
	return {
		now: () => new Date(atMs),
		pass: (minutes) => {
			atMs += minutes * 60_000;
		},
	};
}

/** What tests that are not about hashing use as one: fast, and wrong for anything else. */
export const quickHasher: PasswordHasher = {
	hash: (password) => Promise.resolve(phcOf(password)),
	verify: (password, phc) => Promise.resolve(phc === phcOf(password)),
};

function phcOf(password: string): string {
	const nonce = Buffer.alloc(16).toString('base64').replace(/=+$/, '');
	const tag = Buffer.from(password.padEnd(32, '.').slice(0, 32)).toString('base64');
	return `$argon2id$v=19$m=65536,t=3,p=1$${nonce}$${tag.replace(/=+$/, '')}`;
}

/** Adds an account whose password is `password of <username>`, hashed by `quickHasher`; returns its id. */
export async function aPerson(
	sql: Sql,
	person: { username: string; role?: Role; regions?: Regions },
	now: Date,
): Promise<string> {
	const { username, role = 'duty_officer', regions = 'all' } = person;
	const passwordPhc = await quickHasher.hash(`password of ${username}`);
	const account = { username, displayName: `The ${username}`, role, regions, passwordPhc };
	const { id } = await insertUser(sql, { ...account, mustChangePassword: false }, bySystem(now));
	return id;
}
