import type { Locale } from '../domain/directory.ts';

/**
 * The language whose number patterns a browser really has. Chromium claims Kazakh and formats it as English
 * (docs: dependencies on Intl data), and Kazakh writes numbers as Russian does.
 */
const NUMBER_LOCALE: Record<Locale, string> = { kk: 'ru', ru: 'ru', en: 'en-US' };

const formats = new Map<string, Intl.NumberFormat>();

function decimal(locale: Locale, digits: number): Intl.NumberFormat {
	const key = `${locale}${digits}`;
	const known = formats.get(key);
	if (known) return known;
	const made = new Intl.NumberFormat(NUMBER_LOCALE[locale], { maximumFractionDigits: digits });
	formats.set(key, made);
	return made;
}

/** A number as people of a language write it: `6 482`, `6,482`. `digits` is the most decimals shown. */
export function formatNumber(value: number, locale: Locale, digits = 0): string {
	return decimal(locale, digits).format(value);
}

/** A share 0…1 (or more) as percent: `141%` in kk and en, `141 %` with a no-break space in ru. */
export function formatPercent(share: number, locale: Locale, digits = 0): string {
	const number = decimal(locale, digits).format(share * 100);
	return locale === 'ru' ? `${number}\u00a0%` : `${number}%`;
}
