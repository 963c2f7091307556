import type { Permission } from '$lib/domain/permission.ts';
import { m } from '$lib/paraglide/messages.js';

/** What each permission lets a person do, as it is named where it is missing. */
export const PERMISSION_WORD: Record<Permission, () => string> = {
	'board.view': m.permission_board_view,
	'center.history': m.permission_center_history,
	'contact.view': m.permission_contact_view,
	'regime.view': m.permission_regime_view,
	'regime.preview': m.permission_regime_preview,
	'regime.request': m.permission_regime_request,
	'regime.approve': m.permission_regime_approve,
	'regime.cancel': m.permission_regime_cancel,
	'regime.lift': m.permission_regime_lift,
	'regime.emergency': m.permission_regime_emergency,
	'feed.health': m.permission_feed_health,
	'reading.post': m.permission_reading_post,
	'audit.read': m.permission_audit_read,
	'audit.verify': m.permission_audit_verify,
	'session.revoke': m.permission_session_revoke,
	'user.manage': m.permission_user_manage,
	'user.reset': m.permission_user_reset,
	'key.manage': m.permission_key_manage,
	'place.manage': m.permission_place_manage,
	'center.thresholds': m.permission_center_thresholds,
	'contact.thresholds': m.permission_contact_thresholds,
	'incident.view': m.permission_incident_view,
	'incident.people': m.permission_incident_people,
	'incident.acknowledge': m.permission_incident_acknowledge,
	'incident.resolve': m.permission_incident_resolve,
	'incident.cause': m.permission_incident_cause,
	'alert.mute': m.permission_alert_mute,
	'webhook.manage': m.permission_webhook_manage,
};
