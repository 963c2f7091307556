import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Locale } from '../domain/directory.ts';
import { formatAgo } from './duration.ts';

/** A text with plural forms, as the message format writes it. */
interface Variants {
	declarations: string[];
	selectors: string[];
	match: Record<string, string>;
}
type Message = string | [Variants];

const root = join(import.meta.dirname, '../../..');

function catalog(locale: Locale): Map<string, Message> {
	const text = readFileSync(join(root, `messages/${locale}.json`), 'utf8');
	const entries = Object.entries(JSON.parse(text) as Record<string, Message>);
	return new Map(entries.filter(([key]) => key !== '$schema'));
}

/** The plural forms that a language tells apart (CLDR). A missing one would show the key to people. */
const FORMS: Record<Locale, string[]> = {
	kk: ['one', 'other'],
	ru: ['few', 'many', 'one', 'other'],
	en: ['one', 'other'],
};

const catalogs = new Map(LOCALES.map((locale) => [locale, catalog(locale)]));
const keys = [...(catalogs.get('kk')?.keys() ?? [])];
const message = (locale: Locale, key: string): Message => catalogs.get(locale)?.get(key) ?? '';

function texts(found: Message): string[] {
	return typeof found === 'string' ? [found] : Object.values(found[0].match);
}

function placeholders(found: Message): string[] {
	const all = texts(found).flatMap((text) =>
		[...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
	);
	return [...new Set(all.filter((name) => name !== undefined))].sort();
}

function sources(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name))
		.filter((entry) => !entry.parentPath.includes('paraglide') && !entry.name.includes('.test.'))
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe('the catalogs', () => {
	it.each(['ru', 'en'] as const)('have the same keys in kk and %s', (locale) => {
		expect([...(catalogs.get(locale)?.keys() ?? [])].sort()).toEqual([...keys].sort());
	});

	it('have enough texts to be the real ones', () => {
		expect(keys.length).toBeGreaterThan(100);
	});

	it.each(LOCALES)('leave no text empty in %s', (locale) => {
		const empty = keys.filter((key) => texts(message(locale, key)).some((text) => !text.trim()));
		expect(empty).toEqual([]);
	});

	it('use the same placeholders in every language', () => {
		const differing = keys.filter((key) => {
			const [kk, ru, en] = LOCALES.map((locale) => placeholders(message(locale, key)).join());
			return kk !== ru || ru !== en;
		});
		expect(differing).toEqual([]);
	});

	it.each(LOCALES)('have every plural form of %s', (locale) => {
		for (const key of keys) {
			const found = message(locale, key);
			if (typeof found === 'string') continue;
			const forms = Object.keys(found[0].match).map((form) => form.replace('form=', ''));
			expect(forms.sort(), key).toEqual(FORMS[locale]);
		}
	});

	it('count in the same messages in every language', () => {
		const differing = keys.filter((key) => {
			const kinds = LOCALES.map((locale) => typeof message(locale, key));
			return new Set(kinds).size > 1;
		});
		expect(differing).toEqual([]);
	});

	it('never put a Kazakh case ending on a placeholder', () => {
		const glued = keys.filter((key) =>
			texts(message('kk', key)).some((text) => /\}(-|[а-яәғқңөұүһі])/i.test(text)),
		);
		expect(glued).toEqual([]);
	});

	it('hold no text that nothing uses', () => {
		const used = new Set(
			sources(join(root, 'src')).flatMap((text) =>
				[...text.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key),
			),
		);
		expect(keys.filter((key) => !used.has(key))).toEqual([]);
	});

	it('hold every text that is used', () => {
		const known = new Set(keys);
		const used = sources(join(root, 'src'))
			.filter((text) => text.includes('paraglide/messages'))
			.flatMap((text) => [...text.matchAll(/\bm\.([a-z]+_\w+)/g)].map(([, key]) => key ?? ''));
		expect(used.filter((key) => !known.has(key))).toEqual([]);
	});
});

describe('the compiled texts', () => {
	it('are not empty: the compiler says "compiled" even when it found no catalog', () => {
		expect(formatAgo(8, 'kk')).toBe('8 с бұрын');
		expect(formatAgo(8, 'ru')).toBe('8 с назад');
	});
});
