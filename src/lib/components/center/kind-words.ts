import type { CenterClass, CenterType } from '$lib/domain/directory.ts';
import { m } from '$lib/paraglide/messages.js';

/** The word of a center's locality. */
export const CLASS_WORD: Record<CenterClass, () => string> = {
	city: m.center_class_city,
	district: m.center_class_district,
	rural: m.center_class_rural,
};

/** The word of what a center does. */
export const TYPE_WORD: Record<CenterType, () => string> = {
	ordinary: m.center_type_ordinary,
	specialized: m.center_type_specialized,
	duty: m.center_type_duty,
};

/** A kind of centers in words, to begin a line with. */
export function kindWords(kind: { class: CenterClass; type: CenterType }): string {
	const words = `${CLASS_WORD[kind.class]()}, ${TYPE_WORD[kind.type]()}`;
	return words.charAt(0).toUpperCase() + words.slice(1);
}
