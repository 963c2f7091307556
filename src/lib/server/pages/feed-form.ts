import { z } from 'zod';
import { FEED_RIGHTS } from '../../domain/permission.ts';
import type { TypedFeed } from '../auth/administration.ts';
import { readForm } from './form.ts';
import { reasonField } from './person-form.ts';

/** Longest life of a key, days. */
const KEY_LIFE_DAYS = { usual: 365, longest: 400 } as const;

/** Names separated by commas or blanks; an empty text is none. */
const names = z
	.string()
	.max(20_000, 'too_long')
	.transform((text) => [...new Set(text.split(/[\s,;]+/).filter(Boolean))]);
const whole = (min: number, max: number) =>
	z
		.string('missing')
		.regex(/^\d{1,6}$/, 'number')
		.transform(Number)
		.refine((n) => n >= min && n <= max, 'number');
const addresses = names.transform((list) => (list.length === 0 ? null : list));
const lifeDays = whole(1, KEY_LIFE_DAYS.longest);

const feedSchema = z.strictObject({
	name: z
		.string('missing')
		.trim()
		.min(1, 'missing')
		.max(200, 'too_long')
		.regex(/^\P{Cc}*$/u, 'text'),
	cadenceSeconds: whole(1, 86_400),
	rights: z.array(z.enum(FEED_RIGHTS)).min(1, 'missing'),
	centers: names,
	contactCenters: names,
	addresses,
	lifeDays,
	reason: reasonField,
});
const keySchema = z.strictObject({
	feedId: whole(1, 999_999),
	addresses,
	lifeDays,
	reason: reasonField,
});
const feedEndSchema = z.strictObject({ feedId: whole(1, 999_999), reason: reasonField });
const keyEndSchema = feedEndSchema.extend({ keyId: z.string('missing').max(64) });

/** The word for every place in a list of ids. */
const ALL = 'all';

/** Reads the form of a new feed; `all` stands for every place. Throws `invalid` at the field. */
export function readFeed(data: FormData): TypedFeed {
	const { centers, contactCenters, ...rest } = readForm(data, feedSchema, ['rights']);
	const ids = (list: string[]) => (list.length === 1 && list[0] === ALL ? null : list);
	return { ...rest, centerIds: ids(centers), contactCenterIds: ids(contactCenters) };
}

/** Reads the form of another key. Throws `invalid` at the field. */
export const readKey = (data: FormData) => readForm(data, keySchema);

/** Reads the form that ends a feed. Throws `invalid` at the field. */
export const readFeedEnd = (data: FormData) => readForm(data, feedEndSchema);

/** Reads the form that ends a key. Throws `invalid` at the field. */
export const readKeyEnd = (data: FormData) => readForm(data, keyEndSchema);
