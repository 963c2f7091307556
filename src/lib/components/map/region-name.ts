import type { Name } from '$lib/domain/directory.ts';

/**
 * A region's name as maps write it, without the word for region or with its abbreviation: the full name is in the list
 * and in the breadcrumb. Names of other networks stay as they are.
 */
export function shortRegionName({ kk, ru, en }: Name): Name {
	return {
		kk: kk.replace(/ облысы$/, ' обл.'),
		ru: ru.replace(/ область$/, ' обл.').replace(/^Область /, ''),
		en: en.replace(/ Region$/, ''),
	};
}
