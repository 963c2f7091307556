import type { Role } from './permission.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long sessions live [reliability.md §4]. */
export const SESSION_LIFE = {
	/** From sign-in to the end, whatever happens. */
	absoluteMs: 12 * HOUR_MS,
	/** Without a person's act, for roles that change rules or rights. */
	idleActingMs: 30 * MINUTE_MS,
	/** Without a person's act, for roles that watch. */
	idleWatchingMs: 8 * HOUR_MS,
	/** The last act is written at most this often. */
	touchEveryMs: MINUTE_MS,
	/** Sessions of one person at once; one more ends the oldest. */
	perUser: 5,
} as const;

/** Roles whose unattended screen could change a rule or a right. */
const ACTING_ROLES: readonly Role[] = ['regional_director', 'admin'];

/** How long a session of a role lives without a person's act, in ms. */
export function idleLimitMs(role: Role): number {
	return ACTING_ROLES.includes(role) ? SESSION_LIFE.idleActingMs : SESSION_LIFE.idleWatchingMs;
}

/** Roles that must have a second factor outside demo mode. */
export const FACTOR_ROLES: readonly Role[] = [
	'leadership',
	'regional_director',
	'contact_supervisor',
	'admin',
];

/** What a session was opened with (`auth_level`). */
export const AUTH_LEVEL = { password: 1, factor: 2 } as const;

/** What a person still owes before a session opens anything: their code, an own password, a second factor. */
export type SignInStep = 'code' | 'password' | 'factor';

/** The next thing owed in a session, or null when it is complete. `asksFactor`: false in demo mode. */
export function owedStep(
	session: { role: Role; authLevel: number; hasFactor: boolean; mustChangePassword: boolean },
	asksFactor: boolean,
): SignInStep | null {
	if (asksFactor && session.hasFactor && session.authLevel < AUTH_LEVEL.factor) return 'code';
	if (session.mustChangePassword) return 'password';
	if (asksFactor && !session.hasFactor && FACTOR_ROLES.includes(session.role)) return 'factor';
	return null;
}

/** What decides whether a session still holds; the secret is compared elsewhere. */
export interface SessionState {
	role: Role;
	lastSeenAt: Date;
	absoluteExpiresAt: Date;
	revokedAt: Date | null;
	/** The person's epoch when the session began. */
	userEpoch: number;
	/** The person's epoch now: raised by a change of password, role, region or factor, and by disabling. */
	authEpoch: number;
	disabledAt: Date | null;
}

/** Why a session ended. */
export type SessionEnd = 'revoked' | 'disabled' | 'changed' | 'expired' | 'idle';

/** Why a session no longer holds at an instant, or null while it does. Both limits end at their last millisecond. */
export function sessionEnd(session: SessionState, now: Date): SessionEnd | null {
	if (session.revokedAt !== null) return 'revoked';
	if (session.disabledAt !== null) return 'disabled';
	if (session.userEpoch !== session.authEpoch) return 'changed';
	if (now >= session.absoluteExpiresAt) return 'expired';
	if (now.getTime() - session.lastSeenAt.getTime() >= idleLimitMs(session.role)) return 'idle';
	return null;
}

/** Whether an act at `now` is worth writing down. */
export function shouldTouch(lastSeenAt: Date, now: Date): boolean {
	return now.getTime() - lastSeenAt.getTime() >= SESSION_LIFE.touchEveryMs;
}
