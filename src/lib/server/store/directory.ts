import type { Change } from '../../domain/change.ts';
import { AppError } from '../../domain/errors.ts';
import type { Center, ContactCenter, Directory, Name, Place } from '../../domain/directory.ts';
import type { ImportEntry } from '../../domain/directory-entry.ts';
import type { Sql } from './connect.ts';

/** The whole directory without closed entries, names in Kazakh order; the nation comes first, regions before cities. */
export async function readDirectory(sql: Sql): Promise<Directory> {
	const [row] = await sql<{ version: string; places: string; centers: string; contacts: string }>`
		select (select origin || '-' || counter from directory_version) as version,
		       (select coalesce(json_agg(p.entry order by p.rank, p.name_kk collate "kk-x-icu", p.ordinal), '[]')
		          from (select array_position(array['nation', 'region', 'city'], place.kind) as rank,
		                       place.name_kk, place.ordinal,
		                       json_build_object('ordinal', place.ordinal, 'id', place.id, 'kind', place.kind,
		                         'regionId', region.id,
		                         'name', json_build_object('kk', place.name_kk, 'ru', place.name_ru, 'en', place.name_en),
		                         'lat', place.lat, 'lon', place.lon, 'illustrative', place.illustrative) as entry
		                  from place left join place as region on region.ordinal = place.region
		                 where place.closed_at is null) as p)::text as places,
		       (select coalesce(json_agg(c.entry order by c.name_kk collate "kk-x-icu", c.ordinal), '[]')
		          from (select center.name_kk, center.ordinal,
		                       json_build_object('ordinal', center.ordinal, 'id', center.id, 'cityId', city.id,
		                         'regionId', region.id, 'class', center.class, 'type', center.type,
		                         'name', json_build_object('kk', center.name_kk, 'ru', center.name_ru, 'en', center.name_en),
		                         'lat', center.lat, 'lon', center.lon, 'hallM2', center.hall_m2, 'seats', center.seats,
		                         'windows', center.windows, 'opensAt', center.opens_at, 'closesAt', center.closes_at,
		                         'timezone', center.timezone, 'illustrative', center.illustrative) as entry
		                  from center join place as region on region.ordinal = center.region
		                  left join place as city on city.ordinal = center.city
		                 where center.closed_at is null) as c)::text as centers,
		       (select coalesce(json_agg(c.entry order by c.name_kk collate "kk-x-icu", c.ordinal), '[]')
		          from (select site.name_kk, site.ordinal,
		                       json_build_object('ordinal', site.ordinal, 'id', site.id, 'regionId', region.id,
		                         'name', json_build_object('kk', site.name_kk, 'ru', site.name_ru, 'en', site.name_en),
		                         'timezone', site.timezone, 'answerTargetSeconds', site.answer_target_seconds,
		                         'illustrative', site.illustrative) as entry
		                  from contact_center as site left join place as region on region.ordinal = site.region
		                 where site.closed_at is null) as c)::text as contacts`;
	if (!row) throw new Error('The directory returned nothing');
	return {
		version: row.version,
		places: JSON.parse(row.places) as Place[],
		centers: JSON.parse(row.centers) as Center[],
		contactCenters: JSON.parse(row.contacts) as ContactCenter[],
	};
}

/** What a write to the directory did. */
export interface DirectoryWrite {
	added: number;
	changed: number;
	/** The directory's version afterwards. */
	version: string;
}

/** What a file may say beyond an entry of the import; absent means: leave it as it is. */
export type DirectoryEntry = ImportEntry & {
	answerTargetSeconds?: number;
	aliases?: readonly string[];
	flags?: Readonly<Record<string, unknown>>;
};

/**
 * Writes entries by one statement: new ones get an ordinal, known ones change where they differ, closed ones open again;
 * nothing is closed by absence. Throws `invalid` where an entry names a region or city that does not exist.
 */
export async function upsertDirectory(
	sql: Sql,
	entries: readonly DirectoryEntry[],
	{ by, at }: Change,
): Promise<DirectoryWrite> {
	try {
		const [row] = await sql<DirectoryWrite>`
			select added, changed, version 
			  from change_directory(${JSON.stringify(entries)}::text::jsonb, ${at}, ${by})`;
		if (!row) throw new Error('The directory write returned nothing');
		return row;
	} catch (error) {
		const { code, message } = error as { code?: string; message: string };
		// Foreign key, or a city whose region is missing.
		if (code === '23503' || code === '23514') {
			throw Object.assign(new AppError('invalid', message), { cause: error });
		}
		throw error;
	}
}

/** Names the whole network; without a call it keeps the name that the schema gave it. */
export async function nameNation(sql: Sql, name: Name, now: Date): Promise<void> {
	await sql`
		with named as (
			update place set name_kk = ${name.kk}, name_ru = ${name.ru}, name_en = ${name.en}, changed_at = ${now}
			 where kind = 'nation'
			   and (name_kk, name_ru, name_en) is distinct from (${name.kk}, ${name.ru}, ${name.en})
			returning 1
		)
		update directory_version set counter = counter + 1 where exists (select from named)`;
}

/** Takes entries off the board; their ordinals and history stay. Unknown and closed ones are passed over. */
export async function closeDirectoryEntries(
	sql: Sql,
	entries: { centers?: readonly string[]; contactCenters?: readonly string[] },
	now: Date,
): Promise<number> {
	const [row] = await sql<{ closed: number }>`
		with centers as (
			update center set closed_at = ${now}, changed_at = ${now}
			 where id = any(${[...(entries.centers ?? [])]}::text[]) and closed_at is null returning 1
		), contacts as (
			update contact_center set closed_at = ${now}, changed_at = ${now}
			 where id = any(${[...(entries.contactCenters ?? [])]}::text[]) and closed_at is null returning 1
		), total as (
			select (select count(*) from centers) + (select count(*) from contacts) as closed
		), version as (
			update directory_version set counter = counter + 1 from total where total.closed > 0
		)
		select closed from total`;
	return row?.closed ?? 0;
}

/** The version that `readDirectory` would carry now. */
export async function readDirectoryVersion(sql: Sql): Promise<string> {
	const [row] = await sql<{ version: string }>`
		select origin || '-' || counter as version from directory_version`;
	if (!row) throw new Error('The directory has no version');
	return row.version;
}
