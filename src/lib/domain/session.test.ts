import { describe, expect, it } from 'vitest';
import { ROLES } from './permission.ts';
import { idleLimitMs, sessionEnd, shouldTouch, type SessionState } from './session.ts';

const START = new Date('2026-11-20T04:00:00Z');
const after = (minutes: number, ms = 0) => new Date(START.getTime() + minutes * 60_000 + ms);

const aSession = (differs: Partial<SessionState> = {}): SessionState => ({
	role: 'duty_officer',
	lastSeenAt: START,
	absoluteExpiresAt: after(12 * 60),
	revokedAt: null,
	userEpoch: 3,
	authEpoch: 3,
	disabledAt: null,
	...differs,
});

it('directors and admins leave an unattended screen after half an hour, those who watch after eight', () => {
	expect(ROLES.map((role) => [role, idleLimitMs(role) / 60_000])).toEqual([
		['viewer', 480],
		['leadership', 480],
		['regional_director', 30],
		['duty_officer', 480],
		['contact_supervisor', 480],
		['admin', 30],
	]);
});

describe('a session', () => {
	it.each([
		['holds at once', aSession(), START, null],
		['holds just below eight idle hours', aSession(), after(480, -1), null],
		['ends at eight idle hours', aSession(), after(480), 'idle'],
		['of an admin holds just below half an hour', aSession({ role: 'admin' }), after(30, -1), null],
		['of an admin ends at half an hour', aSession({ role: 'admin' }), after(30), 'idle'],
		[
			'in use holds just below twelve hours',
			aSession({ lastSeenAt: after(719) }),
			after(720, -1),
			null,
		],
		['in use ends at twelve hours', aSession({ lastSeenAt: after(719) }), after(720), 'expired'],
		['ends when revoked', aSession({ revokedAt: START }), START, 'revoked'],
		['ends when the person is disabled', aSession({ disabledAt: START }), START, 'disabled'],
		['ends when the person was changed', aSession({ authEpoch: 4 }), START, 'changed'],
	])('%s', (_, session, now, end) => {
		expect(sessionEnd(session, now)).toBe(end);
	});
});

it('an act is written at most each minute', () => {
	expect(shouldTouch(START, after(1, -1))).toBe(false);
	expect(shouldTouch(START, after(1))).toBe(true);
});
