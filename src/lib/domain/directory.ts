/** A name in the three languages of the interface; none is ever empty. */
export interface Name {
	kk: string;
	ru: string;
	en: string;
}

/** The languages of the interface, Kazakh first. */
export const LOCALES = ['kk', 'ru', 'en'] as const;
/** One language of the interface. */
export type Locale = (typeof LOCALES)[number];

/** Locality class of a center: regimes exempt by it. */
export const CENTER_CLASSES = ['city', 'district', 'rural'] as const;
/** Locality class of a center. */
export type CenterClass = (typeof CENTER_CLASSES)[number];

/** What a center does: ordinary, specialized (vehicles, licenses), duty (evenings and Saturdays). */
export const CENTER_TYPES = ['ordinary', 'specialized', 'duty'] as const;
/** What a center does. */
export type CenterType = (typeof CENTER_TYPES)[number];

/** A place that gathers centers. Ordinal 0 and id `nation` is the whole network. */
export interface Place {
	/** Given once by the store, never reused; first column of an `a` row. */
	ordinal: number;
	id: string;
	kind: 'nation' | 'region' | 'city';
	/** The region of a city; null for regions and the nation. */
	regionId: string | null;
	name: Name;
	lat: number | null;
	lon: number | null;
	/** True where the entry is invented for demonstration and must be marked so. */
	illustrative: boolean;
}

/** One public office. */
export interface Center {
	/** Given once by the store, never reused; first column of a `c` row, and the key of readings. */
	ordinal: number;
	id: string;
	/** Null outside cities (district and rural centers). */
	cityId: string | null;
	regionId: string;
	class: CenterClass;
	type: CenterType;
	name: Name;
	lat: number;
	lon: number;
	/** Hall area in square meters; null when unknown, then there is no safe capacity. */
	hallM2: number | null;
	seats: number | null;
	/** Service windows that exist. */
	windows: number | null;
	/** Local wall-clock `HH:MM` on working days; null when unknown. Closed is not silent. */
	opensAt: string | null;
	closesAt: string | null;
	/** IANA zone. */
	timezone: string;
	illustrative: boolean;
}

/** One site of the unified contact center. */
export interface ContactCenter {
	/** Given once by the store; first column of a `k` row. Ordinal 0 is the pool of all sites. */
	ordinal: number;
	id: string;
	regionId: string | null;
	name: Name;
	timezone: string;
	/** An answer within this many seconds counts for the service level. */
	answerTargetSeconds: number;
	illustrative: boolean;
}

/** The whole directory at one version; the version is its ETag and changes with any entry. */
export interface Directory {
	version: string;
	places: Place[];
	centers: Center[];
	contactCenters: ContactCenter[];
}

/** Usable share of a hall, 0…1 [M, domain.md D6]. */
export const USABLE_SHARE = 0.6;
/** Distance between people in meters when no regime says otherwise [S0, floor marks]. */
const DEFAULT_DISTANCE_M = 1.5;

/**
 * People a hall may hold: usable area over the square of the distance, rounded down; null when the hall is unknown.
 * Source: domain.md D6 (`safe_capacity`, square packing).
 */
export function safeCapacity(
	hallM2: number | null,
	distanceM: number = DEFAULT_DISTANCE_M,
	usableShare: number = USABLE_SHARE,
): number | null {
	if (hallM2 === null) return null;
	return Math.floor((hallM2 * usableShare) / (distanceM * distanceM) + 1e-9);
}
