import { canSomewhere, type Permission, type Principal } from './permission.ts';

/** The tabs of administration in their order, each with the permission that opens it. */
const TABS = {
	people: 'user.manage',
	feeds: 'key.manage',
	directory: 'place.manage',
	thresholds: 'center.thresholds',
	audit: 'audit.read',
} as const satisfies Record<string, Permission>;

/** A tab of administration; its address is `/admin/<tab>`. */
export type AdminTab = keyof typeof TABS;

/** Tabs that a person may open. */
export function adminTabs(principal: Principal): AdminTab[] {
	const tabs = Object.keys(TABS) as AdminTab[];
	return tabs.filter((tab) => canSomewhere(principal, TABS[tab]));
}
