import type { Sql } from './connect.ts';

/** The outline of a region as it is drawn from an instant on. */
export interface Boundary {
	regionId: string;
	validFrom: Date;
	/** GeoJSON, as it was imported. */
	geojson: object;
	/** Where it comes from, for the map's credits. */
	source: string;
}

/** The outline of each region in force at an instant; regions without one are left out. */
export async function listBoundaries(sql: Sql, at: Date): Promise<Boundary[]> {
	return sql<Boundary>`
		select distinct on (place.ordinal) place.id as region_id, boundary.valid_from, boundary.geojson, boundary.source
		  from boundary join place on place.ordinal = boundary.region
		 where boundary.valid_from <= ${at} and place.closed_at is null
		 order by place.ordinal, boundary.valid_from desc`;
}

/**
 * Writes outlines by one statement and raises the directory's version; one of the same region and instant is replaced,
 * earlier ones stay. Returns how many were written: outlines of unknown regions are passed over.
 */
export async function putBoundaries(sql: Sql, boundaries: readonly Boundary[]): Promise<number> {
	const [row] = await sql<{ written: number }>`
		with input as (
			select * from jsonb_to_recordset(${JSON.stringify(boundaries)}::text::jsonb)
			  as b ("regionId" text, "validFrom" timestamptz, geojson jsonb, source text)
		), written as (
			insert into boundary (region, valid_from, geojson, source)
			select place.ordinal, input."validFrom", input.geojson, input.source
			  from input join place on place.kind = 'region' and place.id = input."regionId"
			on conflict (region, valid_from) do update set geojson = excluded.geojson, source = excluded.source
			returning 1
		), version as (
			update directory_version set counter = counter + 1 where exists (select from written)
		)
		select count(*) as written from written`;
	return row?.written ?? 0;
}
