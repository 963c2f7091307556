import type { MarkKind } from '$lib/components/map/mark.ts';
import type { Directory, Locale } from '$lib/domain/directory.ts';
import type { Findable } from '$lib/domain/place-search.ts';
import { m } from '$lib/paraglide/messages.js';

/** One line of the palette: a place or an action. */
export interface PaletteItem {
	id: string;
	name: string;
	/** What it is, or where it lies; null for actions. */
	note: string | null;
	/** The look of a center now; null for all others. */
	kind: MarkKind | null;
	/** What stands on the keys of an action. */
	keys: readonly string[];
	run: () => void;
}

const KIND_WORD = {
	nation: m.place_nation,
	region: m.place_region,
	city: m.place_city,
} as const;

/** Name of a find and where it lies, in a language. */
export function findWords(
	found: Findable,
	directory: Directory,
	locale: Locale,
): { name: string; note: string } {
	const nameOf = (kind: 'city' | 'region', id: string | null): string | undefined =>
		directory.places.find((place) => place.kind === kind && place.id === id)?.name[locale];
	if (found.kind === 'center') {
		const { cityId, regionId, name } = found.center;
		return { name: name[locale], note: nameOf('city', cityId) ?? nameOf('region', regionId) ?? '' };
	}
	const { kind, name, regionId } = found.place;
	const region = kind === 'city' ? nameOf('region', regionId) : undefined;
	const isOwnRegion = region === undefined || region === name[locale];
	return { name: name[locale], note: isOwnRegion ? KIND_WORD[kind]() : region };
}
