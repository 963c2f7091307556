import type { Door } from './poster.ts';
import { profileFor } from './profiles/known.ts';
import type { Profile } from './profiles/profile.ts';
import { openRecorded } from './recorded-file.ts';
import { mapRow } from './row-mapping.ts';

/** One place of a recorded file, with what the file says about it. */
interface RecordedSite {
	id: string;
	name: string | null;
	lat: number | null;
	lon: number | null;
	/** Area in square meters; null where the file has none. */
	hallM2: number | null;
	/** Rows that are readings. */
	readings: number;
	/** All of its readings come from a frozen source: live modes never hear of it. */
	isFrozen: boolean;
}

/** What a recorded file holds: enough to build its network and to set an exercise's clock. */
interface Inspection {
	profile: string;
	credit: string;
	notes: readonly string[];
	door: Door;
	/** What a feed that replays the file should promise, seconds. */
	cadenceSeconds: number;
	/** Earliest and latest instant of its readings; null where it has none. */
	first: Date | null;
	last: Date | null;
	/** Rows of data, readings or not. */
	rows: number;
	sites: RecordedSite[];
}

/** Reads a recorded file once and tells what it holds. Throws as `replay` does. */
export async function inspect(file: string, wanted?: string | Profile): Promise<Inspection> {
	const recorded = await openRecorded(file);
	try {
		const profile = profileFor(recorded.header, wanted);
		const sites = new Map<string, RecordedSite>();
		let rows = 0;
		let first = Infinity;
		let last = -Infinity;
		for await (const row of recorded.rows) {
			rows++;
			const mapped = mapRow(profile, row);
			if (row.cells === null || !('reading' in mapped)) continue;
			const { place, at, isFrozen } = mapped.reading;
			first = Math.min(first, at);
			last = Math.max(last, at);
			let site = sites.get(place);
			if (!site) {
				site = describe(profile, place, row.cells);
				sites.set(place, site);
			}
			site.readings++;
			site.isFrozen &&= isFrozen;
		}
		return {
			profile: profile.name,
			credit: profile.credit,
			notes: profile.notes,
			door: profile.door,
			cadenceSeconds: profile.cadenceSeconds,
			first: sites.size > 0 ? new Date(first) : null,
			last: sites.size > 0 ? new Date(last) : null,
			rows,
			sites: [...sites.values()],
		};
	} finally {
		recorded.close();
	}
}

function describe(profile: Profile, id: string, cells: Record<string, string>): RecordedSite {
	const { name, lat, lon, hallM2 } = profile.describes ?? {};
	const text = (column: string | undefined) => (column && cells[column]) || null;
	const number = (column: string | undefined) => {
		const cell = text(column);
		return cell === null || !Number.isFinite(Number(cell)) ? null : Number(cell);
	};
	return {
		id,
		name: text(name),
		lat: number(lat),
		lon: number(lon),
		hallM2: number(hallM2),
		readings: 0,
		isFrozen: true,
	};
}
