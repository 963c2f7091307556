/**
 * What a person does about their own account: password, second factor, one-time link. Guarantee: each change ends every
 * other session in the same statement, and the browser that made it goes on with a new one.
 */
import { AppError } from '../../domain/errors.ts';
import { passwordProblem } from '../../domain/password.ts';
import { AUTH_LEVEL } from '../../domain/session.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/connect.ts';
import { changePassword, confirmFactor, findFactor, removeFactor } from '../store/factors.ts';
import { findPasswordLink, usePasswordLink, type PasswordLink } from '../store/password-links.ts';
import { findSession } from '../store/sessions.ts';
import { findUser } from '../store/users.ts';
import type { Factors } from './factors.ts';
import type { PasswordHasher } from './password.ts';
import type { NextSession, Origin, SessionUser } from './sessions.ts';
import { parseSessionToken, secretMatches } from './token.ts';

/** Makes the use-cases of one's own account. `placeNames`: words that no password may hold. */
export function createAccount(deps: {
	sql: Sql;
	system: Clock;
	hasher: PasswordHasher;
	factors: Factors;
	/** The session that goes on after a change. */
	next: (user: SessionUser, authLevel: number, from: Origin) => NextSession;
	placeNames: () => readonly string[];
}) {
	const { sql, system, hasher, factors, next, placeNames } = deps;

	const checkNew = (password: string, username: string) => {
		const problem = passwordProblem(password, [username, ...placeNames()]);
		if (problem === null) return;
		throw new AppError('invalid', 'The new password is refused', {
			errors: [{ path: 'newPassword', reason: problem, message: problem }],
		});
	};

	/** A new session keeps what the old one had shown: a factor stays shown. */
	const levelOf = async (user: SessionUser): Promise<number> =>
		(await findSession(sql, user.sessionId))?.authLevel ?? AUTH_LEVEL.password;

	const linkOf = async (token: string): Promise<PasswordLink> => {
		const presented = parseSessionToken(token);
		const link = presented && (await findPasswordLink(sql, presented.id));
		const matches = secretMatches(
			presented?.secretHash ?? Buffer.alloc(32),
			link?.secretHash ?? null,
		);
		if (!link || !matches || link.usedAt !== null || link.expiresAt <= system.now()) {
			throw new AppError('not_found', 'The link was used, is too old, or never was');
		}
		return link;
	};

	return {
		/**
		 * Changes one's own password. Throws `invalid` at the field, `rate_limited`-free: whoever is signed in may try, and
		 * `conflict` when another change came first.
		 */
		async changePassword(
			user: SessionUser,
			given: { password: string; newPassword: string },
			from: Origin,
		): Promise<NextSession> {
			checkNew(given.newPassword, user.username);
			const person = await findUser(sql, user.userId);
			const oldPhc = person?.passwordPhc ?? null;
			if (oldPhc === null || !(await hasher.verify(given.password, oldPhc))) {
				throw new AppError('invalid', 'The present password is wrong', {
					errors: [{ path: 'password', reason: 'password_wrong', message: 'password_wrong' }],
				});
			}
			const newPhc = await hasher.hash(given.newPassword);
			const session = next(user, await levelOf(user), from);
			const change = { oldPhc, newPhc, now: system.now() };
			if (await changePassword(sql, user.userId, change, session.row)) return session;
			throw new AppError('conflict', 'The account was changed meanwhile', { reason: 'changed' });
		},

		/** Where one's factor stands. */
		factor: (user: SessionUser) => factors.state(user.userId, user.username),

		/** Makes a seed to be shown. Throws `conflict`/`factor_exists`. */
		beginFactor: (user: SessionUser) => factors.begin(user.userId),

		/** Proves the shown factor by its first code; returns the recovery codes, once. Throws `code_wrong`, `rate_limited`. */
		async confirmFactor(
			user: SessionUser,
			code: string,
			from: Origin,
		): Promise<{ session: NextSession; recoveryCodes: string[] }> {
			const step = await factors.stepOf(user.userId, code, false);
			const session = next(user, AUTH_LEVEL.factor, from);
			const { texts, hashes } = factors.makeRecoveryCodes();
			const proof = { step, recoveryHashes: hashes, now: system.now() };
			if (await confirmFactor(sql, user.userId, proof, session.row)) {
				return { session, recoveryCodes: texts };
			}
			throw new AppError('conflict', 'There is a factor already', { reason: 'factor_exists' });
		},

		/** Takes one's factor away with a code of it. Throws `code_wrong`, `code_used`, `rate_limited`, `no_factor`. */
		async removeFactor(user: SessionUser, code: string, from: Origin): Promise<NextSession> {
			const step = await factors.stepOf(user.userId, code);
			const session = next(user, AUTH_LEVEL.password, from);
			const proof = { step, now: system.now() };
			if (await removeFactor(sql, user.userId, proof, session.row)) return session;
			throw new AppError('forbidden', 'The code was used', { reason: 'code_used', field: 'code' });
		},

		/** Whether a person has a proven factor. */
		async hasFactor(user: SessionUser): Promise<boolean> {
			return ((await findFactor(sql, user.userId))?.confirmedAt ?? null) !== null;
		},

		/** Whose link it is. Throws `not_found`. */
		async linkOwner(token: string): Promise<string> {
			return (await linkOf(token)).username;
		},

		/** Sets a password by a one-time link. Throws `not_found`, `invalid` at the field. */
		async useLink(token: string, newPassword: string): Promise<void> {
			const link = await linkOf(token);
			checkNew(newPassword, link.username);
			const phc = await hasher.hash(newPassword);
			if (await usePasswordLink(sql, link.id, phc, system.now())) return;
			throw new AppError('not_found', 'The link was used, is too old, or never was');
		},
	};
}
