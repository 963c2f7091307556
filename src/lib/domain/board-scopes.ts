import type { Center, Directory, Place } from './directory.ts';
import type { Row, RowKind, Rows } from './row.ts';

/** Up to so many centers the scope `nation` shows whole `c` rows, above it `l` rows (realtime.md §2.2). */
export const NATION_DETAIL_LIMIT = 2000;

/** One scope of a Board: which rows belong to it, its hash, and what the running tick changed in it. */
export interface BoardScope {
	readonly name: string;
	/** Ordinals of its rows by kind. */
	readonly members: { [K in RowKind]?: Set<number> };
	/** Sum of the hashes of its rows modulo 2³². */
	hash: number;
	/** Version of its last change: the `p` of its next frame. */
	changedAt: number;
	/** Rows that the running tick changed; null between ticks and in scopes without a change. */
	pending: Rows | null;
}

/** All scopes of a directory, and which of them a row belongs to. */
export interface BoardScopes {
	readonly byName: ReadonlyMap<string, BoardScope>;
	readonly nation: BoardScope;
	readonly contact: BoardScope;
	/** Kind of the rows by which the nation shows its centers. */
	readonly nationKind: 'c' | 'l';
	/** Region and city of a center, for its `c` row. */
	ofCenter(center: Center): BoardScope[];
	/** Its own scope, for its `d` row. */
	ofDetail(center: Center): BoardScope;
	/** For an `a` row: a city shows in itself and its region, a region in itself and the nation. */
	ofPlace(place: Place): BoardScope[];
}

/** Name of a place's scope. */
function scopeOfPlace(place: Pick<Place, 'kind' | 'id'>): string {
	return place.kind === 'nation' ? 'nation' : `${place.kind}:${place.id}`;
}

/** Builds the scopes of a directory, empty of rows. */
export function scopesOf(directory: Directory): BoardScopes {
	const byName = new Map<string, BoardScope>();
	const scope = (name: string): BoardScope => {
		let one = byName.get(name);
		if (!one) {
			one = { name, members: {}, hash: 0, changedAt: 0, pending: null };
			byName.set(name, one);
		}
		return one;
	};
	const existing = (name: string): BoardScope[] => {
		const one = byName.get(name);
		return one ? [one] : [];
	};
	const nation = scope('nation');
	const contact = scope('contact');
	const nationKind = directory.centers.length > NATION_DETAIL_LIMIT ? 'l' : 'c';
	for (const place of directory.places) scope(scopeOfPlace(place));

	const scopes: BoardScopes = {
		byName,
		nation,
		contact,
		nationKind,
		ofCenter: (center) => [
			...existing(`region:${center.regionId}`),
			...(center.cityId === null ? [] : existing(`city:${center.cityId}`)),
		],
		ofDetail: (center) => scope(`center:${center.id}`),
		ofPlace: (place) => {
			const above =
				place.kind === 'region'
					? [nation]
					: place.kind === 'city'
						? existing(`region:${place.regionId}`)
						: [];
			return [scope(scopeOfPlace(place)), ...above];
		},
	};
	for (const place of directory.places) {
		for (const one of scopes.ofPlace(place)) addMember(one, 'a', place.ordinal);
	}
	for (const center of directory.centers) {
		addMember(nation, nationKind, center.ordinal);
		addMember(scopes.ofDetail(center), 'd', center.ordinal);
		for (const one of scopes.ofCenter(center)) addMember(one, 'c', center.ordinal);
	}
	for (const site of directory.contactCenters) addMember(contact, 'k', site.ordinal);
	return scopes;
}

/** Declares that a row belongs to a scope. */
export function addMember(scope: BoardScope, kind: RowKind, ordinal: number): void {
	(scope.members[kind] ??= new Set()).add(ordinal);
}

/** Notes a changed row in a scope; `grown` is by how much the hash of its table grew. Scopes touched first join `touched`. */
export function noteChange(
	scope: BoardScope,
	kind: RowKind,
	row: Row,
	grown: number,
	touched: BoardScope[],
): void {
	if (scope.pending === null) {
		scope.pending = {};
		touched.push(scope);
	}
	(scope.pending[kind] ??= []).push(row);
	scope.hash = (scope.hash + grown) >>> 0;
}
