import { z } from 'zod';
import { CENTER_CLASSES, CENTER_TYPES } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import {
	CENTER_DIMENSIONS,
	CONTACT_DIMENSIONS,
	limitFields,
	readSteps,
	type CenterKind,
	type CenterLimits,
	type ContactLimits,
	type Dimension,
} from '../../domain/thresholds.ts';
import type { LevelLimits } from '../../domain/load.ts';
import { readForm } from './form.ts';
import { reasonField } from './person-form.ts';

const typed = z.string('missing').trim().min(1, 'missing').max(20, 'limit_number');
const fieldsOf = (dimensions: readonly Dimension[]) =>
	Object.fromEntries(dimensions.flatMap(limitFields).map((name) => [name, typed]));

const centersSchema = z.strictObject({
	place: z.string('missing').max(100),
	class: z.enum(CENTER_CLASSES),
	type: z.enum(CENTER_TYPES),
	reason: reasonField,
	...fieldsOf(CENTER_DIMENSIONS),
});
const contactSchema = z.strictObject({ reason: reasonField, ...fieldsOf(CONTACT_DIMENSIONS) });

/** The limits of one kind of centers as a form carries them. */
export interface TypedCenterLimits extends CenterKind {
	/** A region's id, or `nation`. */
	place: string;
	limits: CenterLimits;
	reason: string | null;
}

/** Reads the form of one kind of centers. Throws `invalid` at each wrong field. */
export function readCenterLimits(data: FormData): TypedCenterLimits {
	const form = readForm(data, centersSchema);
	const limits = readLimits(form, CENTER_DIMENSIONS);
	return { place: form.place, class: form.class, type: form.type, reason: form.reason, limits };
}

/** Reads the form of the contact center. Throws `invalid` at each wrong field. */
export function readContactLimits(data: FormData): {
	limits: ContactLimits;
	reason: string | null;
} {
	const form = readForm(data, contactSchema);
	return { limits: readLimits(form, CONTACT_DIMENSIONS), reason: form.reason };
}

function readLimits<D extends Dimension>(
	form: Readonly<Record<string, unknown>>,
	dimensions: readonly D[],
): Pick<LevelLimits, D> {
	const errors: { path: string; reason: string; message: string }[] = [];
	const limits = dimensions.map((dimension) => {
		const names = limitFields(dimension);
		const [busy, crowded, critical] = names.map((name) => String(form[name]));
		const { steps, problems } = readSteps(dimension, [busy ?? '', crowded ?? '', critical ?? '']);
		problems?.forEach((reason, i) => {
			if (reason !== null) errors.push({ path: names[i] ?? '', reason, message: reason });
		});
		return [dimension, steps] as const;
	});
	if (errors.length > 0) throw new AppError('invalid', 'A limit cannot be taken', { errors });
	return Object.fromEntries(limits) as unknown as Pick<LevelLimits, D>;
}
