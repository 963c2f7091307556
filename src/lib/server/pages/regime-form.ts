import { z } from 'zod';
import type { ActFile } from '../../domain/act-file.ts';
import { CENTER_CLASSES, CENTER_TYPES } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { ProposalProblem } from '../../domain/regime-check.ts';
import { STARTS, type TypedDecision } from '../../domain/regime-typed.ts';
import { ACT_LEVELS, type MeasureContent, type RegimeHours } from '../../domain/regime.ts';
import type { TypedExemption, TypedLift } from '../regimes/rule-changes.ts';
import { readForm } from './form.ts';

/** Longest typed text, characters. */
const TEXT_CHARACTERS = 2000;

/** Text that may have lines; control characters are none. Empty where nothing was typed. */
const text = z
	.string()
	.trim()
	.max(TEXT_CHARACTERS, 'too_long')
	.refine((typed) => !/[\p{Cs}]|(?![\n\r\t])\p{Cc}/u.test(typed), 'text')
	.default('');
const nullable = text.transform((typed) => (typed === '' ? null : typed));
const id = z.string().max(100, 'unknown_place');
const ids = z.array(id).max(500, 'too_long');
const blankable = (schema: z.ZodType<string>) => z.union([z.literal(''), schema]).default('');
const clock = blankable(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'time'));
const whole = (least: number, most: number) =>
	text.transform((typed, context) => {
		if (typed === '') return null;
		const number = Number(typed);
		const isGood = /^\d{1,6}$/.test(typed) && number >= least && number <= most;
		if (!isGood) context.addIssue({ code: 'custom', message: 'number' });
		return number;
	});
const meters = text.transform((typed, context) => {
	if (typed === '') return null;
	const number = Number(typed.replace(',', '.'));
	if (!/^\d{1,2}([.,]\d)?$/.test(typed) || number === 0) {
		context.addIssue({ code: 'custom', message: 'number' });
	}
	return number;
});

/** Aspects that a measure can give back to the centers. */
const TAKEN_AWAY = ['intakeHours', 'issueHours', 'bookingUntil', 'groups', 'capacity'] as const;

/** The act behind a change. */
const actFields = {
	level: z.enum(ACT_LEVELS, 'missing'),
	issuerKk: text,
	issuerRu: text,
	issuerEn: text,
	titleKk: text,
	titleRu: text,
	titleEn: text,
	number: nullable,
	date: text,
	fileId: z.string().max(64).default(''),
	fileName: z.string().max(1000).default(''),
	source: text.refine((typed) => typed === '' || /^https?:\/\/\S+$/i.test(typed), 'link'),
	reason: text,
	start: z.enum(STARTS, 'missing'),
	from: nullable,
};
const decisionSchema = z.strictObject({
	...actFields,
	until: nullable,
	nation: z.string().max(3).optional(),
	regions: ids,
	cities: ids,
	centers: ids,
	contacts: ids,
	classes: z.array(z.enum(CENTER_CLASSES)),
	types: z.array(z.enum(CENTER_TYPES)),
	exemptClasses: z.array(z.enum(CENTER_CLASSES)),
	exemptTypes: z.array(z.enum(CENTER_TYPES)),
	exemptCenter: ids,
	exemptReason: z.array(text).max(500, 'too_long'),
	exemptUntil: z.array(nullable).max(500, 'too_long'),
	admission: blankable(z.enum(['open', 'booking_only'])),
	services: blankable(z.enum(['all', 'not_online'])),
	intakeOpens: clock,
	intakeCloses: clock,
	issueOpens: clock,
	issueCloses: clock,
	bookingUntil: clock,
	groupPeople: whole(1, 500),
	groupEvery: whole(1, 240),
	pauseEvery: whole(1, 480),
	pauseMinutes: whole(1, 240),
	maxPeople: whole(1, 5000),
	distanceM: meters,
	takesAway: z.array(z.enum(TAKEN_AWAY)),
	repeals: z.array(z.string().max(64, 'repeals_unknown')).max(100, 'too_long'),
});
const LISTS = [
	'regions',
	'cities',
	'centers',
	'contacts',
	'classes',
	'types',
	'exemptClasses',
	'exemptTypes',
	'exemptCenter',
	'exemptReason',
	'exemptUntil',
	'takesAway',
	'repeals',
];
const revision = z
	.string('missing')
	.regex(/^\d{1,9}$/, 'number')
	.transform(Number);
const cancelSchema = z.strictObject({ seenRevision: revision, reason: text });
const liftSchema = z.strictObject({ ...actFields, seenRevision: revision });
const exemptSchema = z.strictObject({
	seenRevision: revision,
	center: id.min(1, 'missing'),
	until: text.refine((typed) => typed !== '', 'missing'),
	reason: text,
});
const countersignSchema = z.strictObject({ seenRevision: revision });

type TypedForm = z.infer<typeof decisionSchema>;

/** Reads the form of a decision, whose file was taken (act-file-form.ts). Throws `invalid` at the fields that have the wrong shape. */
export function readDecision(data: FormData, file: ActFile | null): TypedDecision {
	const form = readForm(data, decisionSchema, LISTS);
	const { regions, cities, centers, contacts, classes, types, repeals, until, from } = form;
	const rows = form.exemptCenter.map((centerId, i) => ({
		id: centerId,
		reason: form.exemptReason[i] ?? '',
		until: form.exemptUntil[i] ?? null,
	}));
	return {
		...actOf(form, file),
		start: form.start,
		from,
		until,
		scope: {
			nation: form.nation !== undefined,
			regions,
			cities,
			centers,
			contacts,
			classes,
			types,
		},
		exemptions: {
			classes: form.exemptClasses,
			types: form.exemptTypes,
			centers: rows.filter((row) => row.id !== ''),
		},
		content: contentOf(form),
		repeals,
	};
}

/** Reads the form that takes a decision back. Throws `invalid` at the field. */
export const readCancel = (data: FormData) => readForm(data, cancelSchema);

/** Reads the form that ends a decision early, as `readDecision`. Throws `invalid` at the fields that have the wrong shape. */
export function readLift(data: FormData, file: ActFile | null): Omit<TypedLift, 'id'> {
	const form = readForm(data, liftSchema);
	const { seenRevision, start, from } = form;
	return { ...actOf(form, file), seenRevision, start, from };
}

/** Reads the form that spares a center. Throws `invalid` at the fields. */
export function readExemption(data: FormData): Omit<TypedExemption, 'id'> {
	const { center: centerId, ...typed } = readForm(data, exemptSchema);
	return { centerId, ...typed };
}

/** Reads the form that countersigns a decision. Throws `invalid` at the field. */
export const readCountersign = (data: FormData) => readForm(data, countersignSchema);

/**
 * Runs what checks a proposal: its refusal names the fields of the form instead of the parts of the decision, so that each
 * message stands beside what was typed.
 */
export async function atFields<T>(check: () => Promise<T> | T): Promise<T> {
	try {
		return await check();
	} catch (thrown) {
		if (!(thrown instanceof AppError) || !thrown.details.errors) throw thrown;
		const errors = thrown.details.errors.map((one) => ({ ...one, path: fieldOf(one.path) }));
		throw new AppError(thrown.code, thrown.message, { ...thrown.details, errors });
	}
}

/** Problems of a preview, by field of the form; the first of each. */
export function problemFields(problems: readonly ProposalProblem[]): Record<string, string> {
	return Object.fromEntries(
		problems.map(({ path, reason }) => [fieldOf(path), reason] as const).reverse(),
	);
}

const FIELDS: [path: RegExp, field: string][] = [
	[/^act\.(issuer|title)\.kk$/, '$1Kk'],
	[/^act\.(issuer|title)\.ru$/, '$1Ru'],
	[/^act\.(issuer|title)\.en$/, '$1En'],
	[/^act\./, ''],
	[/^measures\.\d+\.scope.*$/, 'scope'],
	[/^measures\.\d+\.content.*$/, 'content'],
	[/^measures\.\d+\.period\./, ''],
	[/^measures\.\d+\.exemptions\.centers\.(\d+)$/, 'exemptCenter.$1'],
	[/^measures\.\d+\.exemptions\.centers\.(\d+)\.reason$/, 'exemptReason.$1'],
	[/^measures\.\d+\.exemptions\.centers\.(\d+)\.until$/, 'exemptUntil.$1'],
	[/^repeals\.\d+\.at$/, 'from'],
	[/^repeals\.\d+$/, 'repeals'],
	[/^measures.*$/, 'content'],
];

function fieldOf(path: string): string {
	const rule = FIELDS.find(([pattern]) => pattern.test(path));
	return rule ? path.replace(rule[0], rule[1]) : path;
}

function actOf(form: Pick<TypedForm, keyof typeof actFields>, file: ActFile | null) {
	const { level, number, date, source, reason } = form;
	const issuer = { kk: form.issuerKk, ru: form.issuerRu, en: form.issuerEn };
	const title = { kk: form.titleKk, ru: form.titleRu, en: form.titleEn };
	return { level, act: { issuer, title, number, date, source, file }, reason };
}

function contentOf(form: TypedForm): MeasureContent {
	const intakeHours = hoursOf(form.intakeOpens, form.intakeCloses);
	const issueHours = hoursOf(form.issueOpens, form.issueCloses);
	const { groupPeople: people, groupEvery, pauseEvery, pauseMinutes, maxPeople, distanceM } = form;
	const hasPause = pauseEvery !== null || pauseMinutes !== null;
	const disinfection = hasPause ? { everyMinutes: pauseEvery, minutes: pauseMinutes } : null;
	const hasGroups = people !== null || groupEvery !== null || hasPause;
	return {
		...(form.admission !== '' && { admission: form.admission as 'open' | 'booking_only' }),
		...(form.services !== '' && { services: form.services as 'all' | 'not_online' }),
		...(intakeHours && { intakeHours }),
		...(issueHours && { issueHours }),
		...(form.bookingUntil !== '' && { bookingUntil: form.bookingUntil }),
		...(hasGroups && { groups: { people, everyMinutes: groupEvery, disinfection } }),
		...((maxPeople !== null || distanceM !== null) && { capacity: { maxPeople, distanceM } }),
		...Object.fromEntries(form.takesAway.map((aspect) => [aspect, null])),
	};
}

function hoursOf(opens: string, closes: string): RegimeHours | null {
	if (opens === '' && closes === '') return null;
	return {
		opensAt: opens === '' ? null : opens,
		closesAt: closes === '' ? null : closes,
		days: null,
	};
}
