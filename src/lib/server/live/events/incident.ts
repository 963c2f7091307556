import { requireSomewhere } from '../../../domain/permission.ts';
import {
	INCIDENT_COMMANDS,
	mergeSchema,
	muteSchema,
	peopleSchema,
	splitSchema,
	testSchema,
	unmuteSchema,
} from '../../../protocol/incidents.ts';
import type { Incidents, TypedCommand } from '../../incidents/incidents.ts';
import type { Alerts } from '../../notify/alerts.ts';
import { principalOf, type Connection } from '../connection.ts';
import type { RegisterEvent } from '../register-event.ts';

/** The use-case behind an event asks for the permission, and for the place, itself. */
function useCaseAsks(_payload: unknown, _connection: Connection): void {}

/** Registers the commands on incidents (contract.md §5). */
export function registerIncidentEvents(
	registerEvent: RegisterEvent,
	{ incidents }: { incidents: Incidents },
): void {
	for (const [kind, schema] of Object.entries(INCIDENT_COMMANDS)) {
		registerEvent({
			name: `incident:${kind}`,
			schema,
			authorize: useCaseAsks,
			handle({ commandId, incidentId, expectedRevision, ...fields }, connection) {
				const asked = { commandId, incidentId, expectedRevision };
				const typed = { kind, ...fields } as TypedCommand;
				return incidents.command(principalOf(connection), asked, typed);
			},
		});
	}

	registerEvent({
		name: 'incident:merge',
		schema: mergeSchema,
		authorize: useCaseAsks,
		handle: ({ from, ...asked }, connection) =>
			incidents.merge(principalOf(connection), asked, from),
	});

	registerEvent({
		name: 'incident:split',
		schema: splitSchema,
		authorize: useCaseAsks,
		handle: ({ members, ...asked }, connection) =>
			incidents.split(principalOf(connection), asked, members),
	});

	registerEvent({
		name: 'incident:people',
		schema: peopleSchema,
		authorize: (_payload, connection) =>
			requireSomewhere(principalOf(connection), 'incident.people'),
		handle: async ({ incidentId }, connection) => ({
			names: await incidents.people(principalOf(connection), incidentId),
		}),
	});
}

/** Registers silences and test messages. */
export function registerAlertEvents(
	registerEvent: RegisterEvent,
	{ alerts }: { alerts: Alerts },
): void {
	registerEvent({
		name: 'alert:mute',
		schema: muteSchema,
		authorize: useCaseAsks,
		handle: async ({ startsAt, endsAt, ...silence }, connection) => ({
			silenceId: await alerts.mute(principalOf(connection), {
				...silence,
				startsAt: startsAt === null ? null : new Date(startsAt),
				endsAt: new Date(endsAt),
			}),
		}),
	});

	registerEvent({
		name: 'alert:unmute',
		schema: unmuteSchema,
		authorize: useCaseAsks,
		handle: async ({ silenceId }, connection) => {
			await alerts.unmute(principalOf(connection), silenceId);
			return {};
		},
	});

	registerEvent({
		name: 'notify:test',
		schema: testSchema,
		authorize: useCaseAsks,
		handle: async ({ commandId, channel }, connection) => ({
			sent: await alerts.sendTest(principalOf(connection), channel, commandId),
		}),
	});
}
