import { quietMinutesLeft, type QuietHours } from './quiet-hours.ts';
import type { Severity } from './severity.ts';

/** Why somebody is told; each step of an incident is told each person once on a channel. */
export type Step =
	'opened' | 'reopened' | 'worsened' | 'escalated' | 'assigned' | 'resolved' | 'test';

/** What becomes of a message whose turn has come. */
export type Dispatch =
	| { act: 'send' }
	/** Until then it waits, ms of the system clock; then it is decided anew. */
	| { act: 'hold'; waitMs: number; because: 'quiet_hours' | 'silence' }
	| { act: 'drop'; because: DropReason };

/** Why a message is not sent at all. */
export type DropReason = 'nobody' | 'settled' | 'acknowledged' | 'no_test_address';

/** What decides over a message. */
export interface DispatchInput {
	step: Step;
	severity: Severity;
	/** The person may still be told: enabled, with this address, in charge of the place; true for a program. */
	isReachable: boolean;
	/** Where it would go: in an exercise the test address; null: nowhere. */
	address: string | null;
	/** The incident as it is now: somebody acknowledged it, and it is over. */
	isAcknowledged: boolean;
	isSettled: boolean;
	/** Operations ms until the silence over the incident ends; 0: none. */
	silentMs: number;
	/** Operations ms per system ms. */
	speed: number;
	quiet: QuietHours | null;
	/** The person's wall clock. */
	minuteOfDay: number;
}

/** A held message is looked at again at least so often, ms: silences are lifted early. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Whether to send a message now. What was overtaken is dropped: nobody is woken for what is acknowledged or over. Silences
 * hold everything but what was asked for by name (an assignment, a test); quiet hours hold all but the worst severity.
 */
export function dispatchOf(input: DispatchInput): Dispatch {
	const { step, severity } = input;
	if (!input.isReachable) return { act: 'drop', because: 'nobody' };
	if (input.address === null) return { act: 'drop', because: 'no_test_address' };
	if (step === 'test') return { act: 'send' };
	if (input.isSettled && step !== 'resolved') return { act: 'drop', because: 'settled' };
	const asksForSomebody = step === 'opened' || step === 'escalated';
	if (input.isAcknowledged && asksForSomebody) return { act: 'drop', because: 'acknowledged' };
	if (input.silentMs > 0 && step !== 'assigned') {
		const waitMs = Math.min(input.silentMs / input.speed, LOOK_AGAIN_MS);
		return { act: 'hold', waitMs, because: 'silence' };
	}
	const quietMinutes = severity === 1 ? 0 : quietMinutesLeft(input.quiet, input.minuteOfDay);
	if (quietMinutes > 0) {
		const waitMs = Math.min(quietMinutes * 60_000, LOOK_AGAIN_MS);
		return { act: 'hold', waitMs, because: 'quiet_hours' };
	}
	return { act: 'send' };
}
