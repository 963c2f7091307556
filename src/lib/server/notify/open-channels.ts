import type { Channel, ChannelSettings } from '../../domain/channel.ts';
import type { Clock } from '../clock.ts';
import type { OpenChannel } from './channel.ts';
import { openEmail } from './email.ts';
import { openTelegram } from './telegram.ts';
import { openWebhook } from './webhook.ts';

/** Opens the channels that the configuration turns on. */
export function openChannels(
	{ email, telegram, webhook, test }: ChannelSettings,
	system: Clock,
): Partial<Record<Channel, OpenChannel>> {
	const targets = [...(webhook?.urls ?? []), ...(test.webhook === null ? [] : [test.webhook])];
	const hosts = targets.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ''));
	return {
		...(email && { email: openEmail(email) }),
		...(telegram && { telegram: openTelegram(telegram) }),
		...(webhook && {
			webhook: openWebhook(
				{ secret: webhook.secret, system },
				{ hosts, privateHosts: webhook.privateHosts },
			),
		}),
	};
}
