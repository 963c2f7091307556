import type { Actor } from '$lib/domain/change.ts';
import type { Directory, Locale } from '$lib/domain/directory.ts';
import type { Incident, TimelineEntry } from '$lib/domain/incident.ts';
import { SEVERITIES } from '$lib/domain/severity.ts';
import { kindWord } from '$lib/format/alert-words.ts';
import { causeText, didWord, leverWord, severityText } from '$lib/format/incident-words.ts';
import { m } from '$lib/paraglide/messages.js';

/** Name of a place or a member by its key, such as `center:almaty-1`; outside of what a person may see it is the id. */
export function nameOfKey(key: string, directory: Directory, locale: Locale): string {
	const [kind = '', id = ''] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
	const { places, centers, contactCenters } = directory;
	if (kind === 'contact') {
		return contactCenters.find((site) => site.id === id)?.name[locale] ?? m.contact_name();
	}
	if (kind === 'center') return centers.find((center) => center.id === id)?.name[locale] ?? id;
	if (kind === 'nation') return m.decision_nation();
	return places.find((place) => place.kind === kind && place.id === id)?.name[locale] ?? id;
}

/** An incident in words: `Almaty: crowding`. */
export function titleOf(
	{ place, kind }: Pick<Incident, 'place' | 'kind'>,
	directory: Directory,
	locale: Locale,
): string {
	const name = nameOfKey(`${place.kind}:${place.id}`, directory, locale);
	return m.incident_title({ place: name, kind: kindWord(kind, locale) });
}

/** Who did something. `names`: by account, as far as the reader may see them. */
export function nameOfActor(actor: Actor, names: Readonly<Record<string, string>>): string {
	if (!actor.startsWith('user:')) return m.incident_system();
	return names[actor.slice('user:'.length)] ?? m.incident_somebody();
}

/** One entry of the timeline in words, without what the person wrote. */
export function entryText(
	{ code, about }: Pick<TimelineEntry, 'code' | 'about'>,
	{ causes }: Pick<Incident, 'causes'>,
	names: Readonly<Record<string, string>>,
	directory: Directory,
	locale: Locale,
): string {
	const did = didWord(code, locale);
	const severity = (value: unknown) => {
		const known = SEVERITIES.find((one) => one === value);
		return known && severityText(known, locale);
	};
	const [from, to] = [severity(about.from), severity(about.to)];
	if (from !== undefined && to !== undefined) return m.did_from_to({ did, from, to });
	const key = about.key ?? about.cause;
	const cause = causes.find((one) => one.key === key);
	const what =
		typeof about.member === 'string'
			? nameOfKey(about.member, directory, locale)
			: typeof about.to === 'string'
				? nameOfActor(about.to as Actor, names)
				: cause
					? causeText(cause, locale)
					: leverWord(about.lever, locale);
	return what === null ? did : m.did_about({ did, what });
}
