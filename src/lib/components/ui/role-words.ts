import type { Role } from '$lib/domain/permission.ts';
import { m } from '$lib/paraglide/messages.js';

/** The word of a role. */
export const ROLE_WORD: Record<Role, () => string> = {
	viewer: m.role_viewer,
	leadership: m.role_leadership,
	regional_director: m.role_regional_director,
	duty_officer: m.role_duty_officer,
	contact_supervisor: m.role_contact_supervisor,
	admin: m.role_admin,
};
