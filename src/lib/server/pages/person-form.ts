import { z } from 'zod';
import { ROLES } from '../../domain/permission.ts';
import type { TypedUser } from '../auth/administration.ts';
import { readForm } from './form.ts';

/** A line of text: no control characters. */
const line = (max: number) =>
	z
		.string('missing')
		.trim()
		.max(max, 'too_long')
		.refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'text');

/** Why something is done; an empty one is none. */
export const reasonField = line(2000)
	.default('')
	.transform((text) => (text === '' ? null : text));

const personFields = {
	displayName: line(200).min(1, 'missing'),
	role: z.enum(ROLES, 'missing'),
	regions: z.array(z.string().max(100)).max(100),
	allRegions: z.string().max(3).optional(),
	reason: reasonField,
};
const changeSchema = z.strictObject(personFields);
const newSchema = z.strictObject({ ...personFields, username: line(64).min(1, 'missing') });

/** Reads the form of an account. Throws `invalid` at the field. */
export function readPerson(data: FormData): TypedUser {
	return typedUser(readForm(data, changeSchema, ['regions']));
}

/** Reads the form of a new account. Throws `invalid` at the field. */
export function readNewPerson(data: FormData): TypedUser & { username: string } {
	const typed = readForm(data, newSchema, ['regions']);
	return { ...typedUser(typed), username: typed.username };
}

function typedUser(typed: z.infer<typeof changeSchema>): TypedUser {
	const { displayName, role, regions, allRegions, reason } = typed;
	return {
		displayName: displayName.normalize('NFC'),
		role,
		regions: allRegions === undefined ? regions : null,
		reason,
	};
}
