import { AppError } from './errors.ts';

/** The six roles of people (reliability.md §5). */
export const ROLES = [
	'viewer',
	'leadership',
	'regional_director',
	'duty_officer',
	'contact_supervisor',
	'admin',
] as const;
/** A person's role; one per account. */
export type Role = (typeof ROLES)[number];

/** Regions a person answers for: a list of region ids, or all of them. */
export type Regions = readonly string[] | 'all';

/** Whoever asks: a signed-in person, or a feed with its key. */
export type Principal =
	| { kind: 'user'; userId: string; role: Role; regions: Regions }
	| {
			kind: 'feed';
			feedId: number;
			rights: readonly FeedRight[];
			/** Ordinals of the centers, and of the contact-center sites, that the key may speak of. */
			centers: readonly number[] | 'all';
			contactCenters: readonly number[] | 'all';
	  };

/** What a feed key may do. */
export const FEED_RIGHTS = [
	'readings',
	'contact_readings',
	'availability',
	'backfill',
	'read',
] as const;
/** One right of a feed key. */
export type FeedRight = (typeof FEED_RIGHTS)[number];

/** What can be asked for so far; a new page, endpoint or event brings its own line. */
export const PERMISSIONS = [
	'board.view',
	'center.history',
	'contact.view',
	'regime.view',
	'regime.preview',
	'regime.request',
	'regime.approve',
	'regime.cancel',
	'regime.lift',
	'regime.emergency',
	'regime.exempt',
	'feed.health',
	'reading.post',
	'audit.read',
	'audit.verify',
	'session.revoke',
	'user.manage',
	'user.reset',
	'key.manage',
	'place.manage',
	'center.thresholds',
	'contact.thresholds',
	'incident.view',
	'incident.people',
	'incident.acknowledge',
	'incident.resolve',
	'incident.cause',
	'alert.mute',
	'webhook.manage',
] as const;
/** One line of the permission matrix. */
export type Permission = (typeof PERMISSIONS)[number];

/**
 * `all`: everywhere · `own_regions`: in the person's regions · `own_contact`: at the contact center only ·
 * `own_places`: in the key's places · `none`: refused.
 */
type Grant = 'all' | 'own_regions' | 'own_contact' | 'own_places' | 'none';

const MATRIX: Record<Permission, Record<Role | 'feed', Grant>> = {
	'board.view': row('own_regions', 'all', 'own_regions', 'own_regions', 'all', 'all', 'own_places'),
	'center.history': row(
		'own_regions',
		'all',
		'own_regions',
		'own_regions',
		'all',
		'all',
		'own_places',
	),
	'contact.view': row('all', 'all', 'all', 'all', 'all', 'all', 'own_places'),
	'regime.view': row(
		'own_regions',
		'all',
		'own_regions',
		'own_regions',
		'all',
		'all',
		'own_places',
	),
	'regime.preview': row('none', 'all', 'own_regions', 'none', 'none', 'none', 'none'),
	'regime.request': row('none', 'none', 'own_regions', 'none', 'none', 'none', 'none'),
	'regime.approve': row('none', 'all', 'none', 'none', 'none', 'none', 'none'),
	'regime.cancel': row('none', 'all', 'own_regions', 'none', 'none', 'none', 'none'),
	'regime.lift': row('none', 'all', 'own_regions', 'none', 'none', 'none', 'none'),
	'regime.emergency': row('none', 'all', 'own_regions', 'none', 'none', 'none', 'none'),
	'regime.exempt': row('none', 'none', 'own_regions', 'none', 'none', 'none', 'none'),
	'feed.health': row('none', 'all', 'own_regions', 'own_regions', 'own_contact', 'all', 'none'),
	'reading.post': row('none', 'none', 'none', 'none', 'none', 'none', 'own_places'),
	'audit.read': row('none', 'all', 'own_regions', 'none', 'none', 'all', 'none'),
	'audit.verify': row('none', 'all', 'none', 'none', 'none', 'all', 'none'),
	'session.revoke': row('none', 'none', 'none', 'none', 'none', 'all', 'none'),
	'user.manage': row('none', 'none', 'none', 'none', 'none', 'all', 'none'),
	'user.reset': row('none', 'none', 'none', 'none', 'none', 'all', 'none'),
	'key.manage': row('none', 'none', 'none', 'none', 'none', 'all', 'none'),
	'place.manage': row('none', 'none', 'none', 'none', 'none', 'all', 'none'),
	'center.thresholds': row('none', 'none', 'own_regions', 'none', 'none', 'none', 'none'),
	'contact.thresholds': row('none', 'none', 'none', 'none', 'own_contact', 'none', 'none'),
	'incident.view': row(
		'own_regions',
		'all',
		'own_regions',
		'own_regions',
		'all',
		'all',
		'own_places',
	),
	'incident.people': row(
		'none',
		'all',
		'own_regions',
		'own_regions',
		'own_contact',
		'none',
		'none',
	),
	'incident.acknowledge': handling(),
	'incident.resolve': handling(),
	'incident.cause': handling(),
	'alert.mute': handling(),
	'webhook.manage': row('none', 'none', 'none', 'none', 'none', 'all', 'none'),
};

/** What is done by whoever is in charge of a place. */
function handling(): Record<Role | 'feed', Grant> {
	return row('none', 'none', 'own_regions', 'own_regions', 'own_contact', 'none', 'none');
}

function row(
	viewer: Grant,
	leadership: Grant,
	regional_director: Grant,
	duty_officer: Grant,
	contact_supervisor: Grant,
	admin: Grant,
	feed: Grant,
): Record<Role | 'feed', Grant> {
	return { viewer, leadership, regional_director, duty_officer, contact_supervisor, admin, feed };
}

/**
 * What is done only after it was shown and confirmed by a one-time code; `second`: what another person must be allowed who
 * confirms it too. Accounts need one where there is one; rules where they reach far or begin soon (regime-confirmation.ts).
 */
export const CONFIRMATIONS: Partial<Record<Permission, { second: Permission | null }>> = {
	'user.manage': { second: 'user.manage' },
	'user.reset': { second: null },
	'key.manage': { second: null },
	'place.manage': { second: null },
	'center.thresholds': { second: null },
	'contact.thresholds': { second: null },
	'regime.request': { second: 'regime.approve' },
	'regime.cancel': { second: null },
	'regime.lift': { second: null },
	'regime.emergency': { second: null },
	'regime.approve': { second: null },
	'regime.exempt': { second: null },
};

/** Roles that may do a thing somewhere. */
export function rolesWith(permission: Permission): Role[] {
	return ROLES.filter((role) => MATRIX[permission][role] !== 'none');
}

function grantOf(principal: Principal, permission: Permission): Grant {
	return MATRIX[permission][principal.kind === 'user' ? principal.role : 'feed'];
}

/** Whether a principal may do a thing anywhere at all: which pages and buttons exist for them. */
export function canSomewhere(principal: Principal, permission: Permission): boolean {
	return grantOf(principal, permission) !== 'none';
}

/** Whether a principal may do a thing everywhere: what the scope `nation` asks. */
export function canEverywhere(principal: Principal, permission: Permission): boolean {
	const grant = grantOf(principal, permission);
	if (grant === 'all') return true;
	if (grant === 'own_regions') return principal.kind === 'user' && principal.regions === 'all';
	if (grant === 'own_places') return principal.kind === 'feed' && principal.centers === 'all';
	return false;
}

/** Whether a principal may do a thing in a region. A feed's places are centers: ask `canInCenter` for it. */
export function canInRegion(
	principal: Principal,
	permission: Permission,
	regionId: string,
): boolean {
	if (canEverywhere(principal, permission)) return true;
	return (
		grantOf(principal, permission) === 'own_regions' &&
		principal.kind === 'user' &&
		principal.regions !== 'all' &&
		principal.regions.includes(regionId)
	);
}

/** Whether a principal may do a thing at one center. */
export function canInCenter(
	principal: Principal,
	permission: Permission,
	center: { ordinal: number; regionId: string },
): boolean {
	if (canInRegion(principal, permission, center.regionId)) return true;
	return (
		grantOf(principal, permission) === 'own_places' &&
		principal.kind === 'feed' &&
		principal.centers !== 'all' &&
		principal.centers.includes(center.ordinal)
	);
}

/** Whether a principal may do a thing at a site of the contact center, which belongs to no region; 0 is the pool of all. */
export function canAtSite(principal: Principal, permission: Permission, ordinal: number): boolean {
	const grant = grantOf(principal, permission);
	if (principal.kind === 'user')
		return grant === 'own_contact' || canEverywhere(principal, permission);
	if (grant !== 'own_places') return false;
	return principal.contactCenters === 'all' || principal.contactCenters.includes(ordinal);
}

/** Whether a principal may do a thing for a whole place: the nation, a region or a city. */
export function canInPlace(
	principal: Principal,
	permission: Permission,
	place: { kind: 'nation' | 'region' | 'city'; id: string; regionId: string | null },
): boolean {
	if (place.kind === 'nation') return canEverywhere(principal, permission);
	return canInRegion(principal, permission, place.regionId ?? place.id);
}

/** First line of a use-case: throws `forbidden` with the permission's name where the role lacks it everywhere. */
export function requireSomewhere(principal: Principal, permission: Permission): void {
	if (!canSomewhere(principal, permission)) {
		throw new AppError('forbidden', `The role lacks the permission ${permission}`, {
			reason: permission,
		});
	}
}
