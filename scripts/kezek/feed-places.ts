import type { Sql } from '../../src/lib/server/store/connect.ts';
import { readDirectory } from '../../src/lib/server/store/directory.ts';
import { listOf, UsageError } from './command.ts';

/** Places of a feed as the store keeps them: ordinals, or null for all. */
export interface FeedPlaces {
	centers: number[] | null;
	contactCenters: number[] | null;
}

/**
 * Finds the places that a feed may speak of: `all`, ids, or nothing where the text is null. Throws `UsageError` for ids
 * that the directory does not know.
 */
export async function findFeedPlaces(
	sql: Sql,
	wanted: { centers: string | null; contactCenters: string | null },
): Promise<FeedPlaces> {
	const directory = await readDirectory(sql);
	return {
		centers: ordinals('centers', wanted.centers, directory.centers),
		contactCenters: ordinals('contact-centers', wanted.contactCenters, directory.contactCenters),
	};
}

function ordinals(
	flag: string,
	text: string | null,
	known: readonly { id: string; ordinal: number }[],
): number[] | null {
	if (text === null) return [];
	if (text.trim() === 'all') return null;
	const byId = new Map(known.map(({ id, ordinal }) => [id, ordinal]));
	const ids = listOf(text);
	const unknown = ids.filter((id) => !byId.has(id));
	if (ids.length === 0 || unknown.length > 0) {
		const named = unknown.map((id) => `"${id}"`).join(', ');
		throw new UsageError(`--${flag} must be "all" or ids of the directory; unknown: ${named}`);
	}
	return ids.flatMap((id) => byId.get(id) ?? []);
}

/** How many places a feed has, in words. */
export function placesCell({ centers, contactCenters }: FeedPlaces): string {
	const count = (list: number[] | null) => (list === null ? 'all' : String(list.length));
	return `${count(centers)} / ${count(contactCenters)}`;
}
