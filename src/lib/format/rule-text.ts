import type { Regime, RegimeSubject } from '../domain/regime.ts';
import type { RegimeStretch } from '../domain/regime-stretch.ts';
import { m } from '../paraglide/messages.js';
import { formatMoment } from './date.ts';
import { admissionWord, limitLines } from './rule-words.ts';
import { reasonText, traceLines, type TraceContext, type TraceLine } from './trace-words.ts';

/** The regime of a center as a person reads it. */
export interface RuleText {
	/** For a badge. */
	state: string;
	reason: string;
	limits: string[];
	/** When the next change comes and what then holds; that no end is set; null: there is no rule at all. */
	coming: string | null;
	/** What is limited after that change. */
	comingLimits: string[];
	/** Acts that are reported for the place and not applied. */
	unconfirmed: TraceLine[];
	/** Everything in force that speaks of the center, the strongest first. */
	trace: TraceLine[];
}

/** What is read about a rule: how long it holds, and the regime that follows; null where none is known. */
interface RuleFacts {
	stretch: RegimeStretch;
	next: Regime | null;
}

/** Puts a regime and its trace into words; instants by the wall clock of the subject. */
export function ruleText(
	{ stretch: { regime, until }, next }: RuleFacts,
	context: TraceContext & { subject: Pick<RegimeSubject, 'timezone'> },
): RuleText {
	const { locale, subject } = context;
	const trace = traceLines(regime.trace, context);
	const isSpecial = regime.trace.some(
		({ because, aspects }) =>
			because === 'named_center' &&
			aspects.some(({ aspect, outcome }) => aspect.endsWith('Hours') && outcome === 'applies'),
	);
	const moment = until && formatMoment(until, subject.timezone, locale);
	const hasRule = regime.trace.some(({ outcome }) => outcome === 'applies');
	const noEnd = hasRule ? m.regime_no_end({}, { locale }) : null;
	return {
		state: admissionWord(regime.admission, locale),
		reason: reasonText(regime, context),
		limits: [
			...(isSpecial ? [m.regime_special_hours({}, { locale })] : []),
			...limitLines(regime, locale),
		],
		coming:
			moment !== null && next
				? m.regime_next({ moment, state: admissionWord(next.admission, locale) }, { locale })
				: noEnd,
		comingLimits: next ? limitLines(next, locale) : [],
		unconfirmed: trace.filter(({ isUnconfirmed }) => isUnconfirmed),
		trace,
	};
}
