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

/** Units never change their form; everything else after a number does in Russian. */
const RUSSIAN_NUMBER_THEN_NOUN =
	/\{(n|count|total|shift|busy|free|open|applied)\}\s+(?!(из|мин)([\s.,;]|$))[а-яё]{3,}/;

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

	it('count in the same messages in Russian and English; Kazakh nouns do not change', () => {
		const differing = keys.filter((key) => {
			const kinds = (['ru', 'en'] as const).map((locale) => typeof message(locale, key));
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

	it.each(LOCALES)('know the plural forms that %s really has', (locale) => {
		const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
		expect([...pluralCategories].sort()).toEqual(FORMS[locale]);
	});

	it('leave a Kazakh noun singular after a number', () => {
		const plural = keys.filter((key) =>
			texts(message('kk', key)).some((text) => /\}\s+\p{L}+[лдт][ае]р(\s|$|[.,])/u.test(text)),
		);
		expect(plural).toEqual([]);
	});

	it('put no Russian noun after a number without its plural forms', () => {
		const found = keys.filter((key) => {
			const text = message('ru', key);
			return typeof text === 'string' && RUSSIAN_NUMBER_THEN_NOUN.test(text);
		});
		expect(found).toEqual([]);
	});

	it.each(['kk', 'ru'] as const)('leave no English word in %s', (locale) => {
		/** Names of things that have no other, a sign of statistics, and a word to be typed as it stands. */
		const names = /\b(JavaScript|Enter|Escape|p90|CSV|JSON|PDF|JPEG|PNG|UTF|QR|all)\b|\{\w+\}/g;
		const latin = keys.filter((key) =>
			texts(message(locale, key)).some((text) => /[a-z]/i.test(text.replace(names, ''))),
		);
		expect(latin).toEqual([]);
	});

	it('hold no Russian text in place of a Kazakh one', () => {
		const alike = /\{\w+\}|Кезек|факт|Карта|норма|Логин|Журнал|Файл|мин|км/gi;
		const copied = keys.filter((key) => {
			const [kk, ru] = [message('kk', key), message('ru', key)];
			return typeof kk === 'string' && kk === ru && /[а-я]{2,}/i.test(kk.replace(alike, ''));
		});
		expect(copied).toEqual([]);
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
