import type { Change } from '../../domain/change.ts';
import type { PersonalChannel } from '../../domain/channel.ts';
import type { Locale } from '../../domain/directory.ts';
import type { Severity } from '../../domain/severity.ts';
import type { QuietHours } from '../../domain/quiet-hours.ts';
import type { Sql } from './connect.ts';

/** Where and when a person is told. */
export interface ContactPoint {
	channel: PersonalChannel;
	address: string;
	isOn: boolean;
	/** Of the messages. */
	locale: Locale;
	/** Told of incidents of this severity and worse. */
	leastSeverity: Severity;
	quiet: QuietHours | null;
	/** IANA zone of the quiet hours. */
	timezone: string;
}

interface PointRow extends Omit<ContactPoint, 'quiet'> {
	quietFrom: number | null;
	quietUntil: number | null;
}

/** A person's own, by channel. */
export async function listContactPoints(sql: Sql, userId: string): Promise<ContactPoint[]> {
	const rows = await sql<PointRow>`
		select channel, address, is_on, locale, least_severity, quiet_from, quiet_until, timezone
		  from contact_point where user_id = ${userId} order by channel`;
	return rows.map(({ quietFrom, quietUntil, ...point }) => ({
		...point,
		quiet:
			quietFrom === null || quietUntil === null
				? null
				: { fromMinute: quietFrom, untilMinute: quietUntil },
	}));
}

/** Sets where a person is told by one channel. */
export async function putContactPoint(
	sql: Sql,
	userId: string,
	point: ContactPoint,
	{ by, at }: Change,
): Promise<string> {
	const { channel, address, isOn, locale, leastSeverity, quiet, timezone } = point;
	const [row] = await sql<{ id: number }>`
		insert into contact_point (user_id, channel, address, is_on, locale, least_severity, quiet_from, quiet_until,
			timezone, changed_by, changed_at)
		values (${userId}, ${channel}, ${address}, ${isOn}, ${locale}, ${leastSeverity},
			${quiet?.fromMinute ?? null}, ${quiet?.untilMinute ?? null}, ${timezone}, ${by}, ${at})
		on conflict (user_id, channel) do update
		   set address = excluded.address, is_on = excluded.is_on, locale = excluded.locale,
		       least_severity = excluded.least_severity, quiet_from = excluded.quiet_from,
		       quiet_until = excluded.quiet_until, timezone = excluded.timezone,
		       changed_by = excluded.changed_by, changed_at = excluded.changed_at
		returning id`;
	if (!row) throw new Error('The contact point was not kept');
	return String(row.id);
}
