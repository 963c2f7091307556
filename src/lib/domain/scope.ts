import type { Directory } from './directory.ts';
import { canEverywhere, canInCenter, canInRegion, type Principal } from './permission.ts';

/** Kinds of scopes that name a place; the other two are `nation` and `contact`. */
const PLACE_SCOPES = ['region', 'city', 'center'] as const;

/** A scope taken apart (realtime.md §2.2). */
type ParsedScope =
	{ kind: 'nation' | 'contact' } | { kind: (typeof PLACE_SCOPES)[number]; id: string };

/** Takes a scope's name apart; null for any other text. */
function parseScope(name: string): ParsedScope | null {
	if (name === 'nation' || name === 'contact') return { kind: name };
	const colon = name.indexOf(':');
	const kind = PLACE_SCOPES.find((one) => one === name.slice(0, colon));
	const id = name.slice(colon + 1);
	return kind && id ? { kind, id } : null;
}

/** Whether a principal may see a scope. A scope that does not exist may be seen by nobody: the two must not differ. */
export function canSeeScope(principal: Principal, name: string, directory: Directory): boolean {
	const scope = parseScope(name);
	switch (scope?.kind) {
		case 'nation':
			return canEverywhere(principal, 'board.view');
		case 'contact':
			return canEverywhere(principal, 'contact.view');
		case 'region': {
			const { id } = scope;
			const exists = directory.places.some((place) => place.kind === 'region' && place.id === id);
			return exists && canInRegion(principal, 'board.view', id);
		}
		case 'city': {
			const city = directory.places.find((place) => place.kind === 'city' && place.id === scope.id);
			return city?.regionId ? canInRegion(principal, 'board.view', city.regionId) : false;
		}
		case 'center': {
			const center = directory.centers.find((one) => one.id === scope.id);
			return center !== undefined && canInCenter(principal, 'board.view', center);
		}
		case undefined:
			return false;
	}
}
