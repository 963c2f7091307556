import type { CenterClass, CenterType, Locale } from '../domain/directory.ts';
import type {
	Aspect,
	AspectCode,
	AspectVerdict,
	CoverCode,
	Decision,
	Regime,
	RegimeSubject,
	TraceEntry,
} from '../domain/regime.ts';
import { m } from '../paraglide/messages.js';
import { formatCalendarDate } from './date.ts';
import { admissionWord, limitLines } from './rule-words.ts';

/** What words need of a decision. */
type CitedDecision = Pick<Decision, 'id' | 'act' | 'isEnteredLate'>;

/** What the words of a trace need besides it. */
export interface TraceContext {
	subject: Pick<RegimeSubject, 'class' | 'type'>;
	/** Those of the trace and those that ended them; one that is missing is told by its id. */
	decisions: readonly CitedDecision[];
	locale: Locale;
}

/** One measure of a trace in words. */
export interface TraceLine {
	decisionId: string;
	/** Reported for the place, and not applied. */
	isUnconfirmed: boolean;
	outcome: string;
	act: string;
	because: string;
	/** Each aspect with why it counts or does not; empty where the measure does not cover the subject. */
	aspects: string[];
	/** What about the entry no source confirms, and that it came late. */
	marks: string[];
}

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;
type Becauses = (inputs: { because: string }, options: { locale: Locale }) => string;
type Bys = (inputs: { by: string }, options: { locale: Locale }) => string;

const OUTCOME: Record<TraceEntry['outcome'], Words> = {
	applies: m.regime_outcome_applies,
	superseded: m.regime_outcome_superseded,
	overruled: m.regime_outcome_overruled,
	exempt: m.regime_outcome_exempt,
	unconfirmed: m.regime_outcome_unconfirmed,
	repealed: m.regime_outcome_repealed,
	canceled: m.regime_outcome_canceled,
};
const CLASS: Record<CenterClass, Words> = {
	city: m.regime_class_city,
	district: m.regime_class_district,
	rural: m.regime_class_rural,
};
const TYPE: Record<CenterType, Words> = {
	ordinary: m.regime_type_ordinary,
	specialized: m.regime_type_specialized,
	duty: m.regime_type_duty,
};
const ASPECT: Record<Aspect, Becauses> = {
	admission: m.regime_aspect_admission,
	intakeHours: m.regime_aspect_intake,
	issueHours: m.regime_aspect_issue,
	bookingUntil: m.regime_aspect_booking_until,
	groups: m.regime_aspect_groups,
	capacity: m.regime_aspect_capacity,
	services: m.regime_aspect_services,
};
/** Where one rule of a level stands against another: the words of whichever it is. */
const RIVALS: Record<'later_act' | 'narrower_scope' | 'later_start', { won: Bys; lost: Bys }> = {
	later_act: { won: m.regime_later_act_wins, lost: m.regime_later_act_loses },
	narrower_scope: { won: m.regime_narrower_wins, lost: m.regime_narrower_loses },
	later_start: { won: m.regime_later_start_wins, lost: m.regime_later_start_loses },
};

/** A legal act as it is cited: «решение № 30 от 8 сентября 2021 г.». */
export function actText({ act }: Pick<Decision, 'act'>, locale: Locale): string {
	const date = formatCalendarDate(new Date(`${act.date}T00:00Z`), 'UTC', locale);
	const options = { locale };
	const { number, isDatedByReport } = act;
	if (number !== null) {
		return isDatedByReport
			? m.regime_act_reported({ number, date }, options)
			: m.regime_act({ number, date }, options);
	}
	return isDatedByReport
		? m.regime_act_no_number_reported({ date }, options)
		: m.regime_act_no_number({ date }, options);
}

/** The act with who issued it. */
export function actByText({ act }: Pick<Decision, 'act'>, locale: Locale): string {
	return m.regime_act_by({ act: actText({ act }, locale), issuer: act.issuer[locale] }, { locale });
}

/** Every measure of a trace, in its order. */
export function traceLines(trace: readonly TraceEntry[], context: TraceContext): TraceLine[] {
	return trace.map((entry) => {
		const decision = context.decisions.find(({ id }) => id === entry.decisionId);
		return {
			decisionId: entry.decisionId,
			isUnconfirmed: entry.outcome === 'unconfirmed',
			outcome: OUTCOME[entry.outcome]({}, { locale: context.locale }),
			act: citation(entry.decisionId, context, actByText),
			because: becauseText(entry, context),
			aspects: entry.aspects.map((verdict) =>
				ASPECT[verdict.aspect](
					{ because: becauseText(verdict, context) },
					{ locale: context.locale },
				),
			),
			marks: decision ? markLines(decision, context.locale) : [],
		};
	});
}

/** What an entry is to be read with. */
function markLines({ act, isEnteredLate }: CitedDecision, locale: Locale): string[] {
	return [
		...(act.uncertain === null ? [] : [m.regime_uncertain({}, { locale })]),
		...(isEnteredLate ? [m.regime_entered_late({}, { locale })] : []),
	];
}

/** Why a regime is as it is, in one line: the state, the act behind it and the reason; no act: that there is no rule. */
export function reasonText(regime: Regime, context: TraceContext): string {
	const { locale } = context;
	const entry = reasonOf(regime.trace);
	if (!entry) return m.regime_no_rule({}, { locale });
	const isLimited = regime.admission === 'open' && limitLines(regime, locale).length > 0;
	return m.regime_reason(
		{
			state: isLimited
				? m.regime_open_limited({}, { locale })
				: admissionWord(regime.admission, locale),
			act: citation(entry.decisionId, context, actByText),
			because: becauseText(entry, context),
		},
		{ locale },
	);
}

/** The measure behind the admission, else one that spares, else the strongest that applies or was ended. */
function reasonOf(trace: readonly TraceEntry[]): TraceEntry | undefined {
	const decides = trace.find(({ aspects }) =>
		aspects.some(({ aspect, outcome }) => aspect === 'admission' && outcome === 'applies'),
	);
	return (
		decides ??
		trace.find(({ outcome }) => outcome === 'exempt') ??
		trace.find(({ outcome }) => outcome !== 'unconfirmed')
	);
}

function becauseText(
	{ because, outcome, by }: Pick<TraceEntry | AspectVerdict, 'because' | 'outcome' | 'by'>,
	context: TraceContext,
): string {
	const options = { locale: context.locale };
	const other = { by: by === null ? '' : citation(by, context, actText) };
	switch (because) {
		case 'later_act':
		case 'narrower_scope':
		case 'later_start':
			return RIVALS[because][outcome === 'applies' ? 'won' : 'lost'](other, options);
		case 'only_rule':
			return m.regime_only_rule({}, options);
		case 'ambiguous':
			return m.regime_ambiguous(other, options);
		case 'tightens_higher_level':
			return m.regime_tightens(other, options);
		case 'tightens_in_part':
			return m.regime_tightens_part(other, options);
		case 'may_not_loosen':
			return m.regime_may_not_loosen(other, options);
		case 'same_as_higher_level':
			return m.regime_same_as_higher(other, options);
		case 'repealed':
			return m.regime_repealed(other, options);
		case 'canceled':
			return m.regime_canceled({}, options);
		default:
			return coverText(because, context);
	}
}

/** Why a measure covers a center or spares it. */
export function coverText(
	code: Exclude<CoverCode, AspectCode>,
	{ subject, locale }: Pick<TraceContext, 'subject' | 'locale'>,
): string {
	const options = { locale };
	const ofClass = () => ({ category: subject.class ? CLASS[subject.class]({}, options) : '' });
	switch (code) {
		case 'named_center':
			return m.regime_named_center({}, options);
		case 'named_city':
			return m.regime_named_city({}, options);
		case 'named_beats_class_exemption':
			return m.regime_named_beats_class(ofClass(), options);
		case 'in_scope':
			return m.regime_in_scope({}, options);
		case 'unconfirmed':
			return m.regime_unconfirmed({}, options);
		case 'exempt_class':
			return m.regime_exempt_class(ofClass(), options);
		case 'exempt_type':
			return m.regime_exempt_type(
				{ category: subject.type ? TYPE[subject.type]({}, options) : '' },
				options,
			);
		case 'exempt_center':
			return m.regime_exempt_center({}, options);
		case 'not_in_scope_exempt_class':
			return m.regime_beside_exempt_class(ofClass(), options);
		case 'not_in_scope':
			return m.regime_not_in_scope({}, options);
	}
}

function citation(
	id: string,
	{ decisions, locale }: TraceContext,
	cite: (decision: CitedDecision, locale: Locale) => string,
): string {
	const decision = decisions.find((one) => one.id === id);
	return decision ? cite(decision, locale) : m.regime_act_other({ id }, { locale });
}
