import type { Directory } from './directory.ts';
import { subjectKey } from './finding.ts';
import type { Incident } from './incident.ts';
import {
	canAtSite,
	canEverywhere,
	canInCenter,
	type Permission,
	type Principal,
} from './permission.ts';

/** Names of the scopes that hear of an incident: the nation, and every place that its members belong to. */
export function scopesOf({ members }: Pick<Incident, 'members'>): string[] {
	const names = members.flatMap((member) => {
		if (member.kind === 'contact') return ['contact'];
		const { regionId, cityId } = member;
		return [
			...(regionId === null ? [] : [`region:${regionId}`]),
			...(cityId === null ? [] : [`city:${cityId}`]),
			subjectKey(member),
		];
	});
	return ['nation', ...new Set(names)];
}

/** Whether a principal may do a thing with an incident: at one of its members at least. */
export function canWithIncident(
	principal: Principal,
	permission: Permission,
	{ members }: Pick<Incident, 'members'>,
	{ centers, contactCenters }: Pick<Directory, 'centers' | 'contactCenters'>,
): boolean {
	return members.some(({ kind, id, regionId }) => {
		if (kind === 'contact') {
			const site = contactCenters.find((one) => one.id === id);
			// 1414 belongs to no region: whoever sees its figures sees what is wrong with them.
			const asked = permission === 'incident.view' ? 'contact.view' : permission;
			return canAtSite(principal, asked, site?.ordinal ?? 0);
		}
		const center = centers.find((one) => one.id === id);
		// A center that left the directory still belongs to its region.
		return canInCenter(principal, permission, center ?? { ordinal: -1, regionId: regionId ?? '' });
	});
}

/** Names of the scopes whose incidents a reader may see; null: all. */
export function viewScopes(
	principal: Principal,
	{ centers }: Pick<Directory, 'centers'>,
): string[] | null {
	if (canEverywhere(principal, 'incident.view')) return null;
	if (principal.kind === 'user') {
		const regions = principal.regions === 'all' ? [] : principal.regions;
		return [...regions.map((id) => `region:${id}`), 'contact'];
	}
	const own = centers.filter((center) => canInCenter(principal, 'incident.view', center));
	const contact = canAtSite(principal, 'contact.view', 0) ? ['contact'] : [];
	return [...own.map(({ id }) => `center:${id}`), ...contact];
}
