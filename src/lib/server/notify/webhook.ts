import { Webhook } from 'standardwebhooks';
import type { Clock } from '../clock.ts';
import { asChannelError, ChannelError, type OpenChannel } from './channel.ts';
import { post, type OutboundRules } from './outbound.ts';

/**
 * Opens signed webhooks after the Standard Webhooks format. Each try is signed anew: receivers refuse stamps that are minutes
 * old, and tell a repetition by `webhook-id`.
 */
export function openWebhook(
	{ secret, system }: { secret: string; system: Clock },
	rules: OutboundRules,
): OpenChannel {
	const signer = new Webhook(secret);
	return {
		async send({ uid, address, data }) {
			const at = system.now();
			const body = JSON.stringify(data);
			const headers = {
				'content-type': 'application/json',
				'user-agent': 'Kezek',
				'webhook-id': uid,
				'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
				'webhook-signature': signer.sign(uid, at, body),
			};
			const status = await post(address, body, headers, rules).catch((error: unknown) => {
				throw asChannelError(error);
			});
			if (status >= 200 && status < 300) return;
			// Gone: the receiver wants nothing any more. A redirect is a mistake of whoever set the address.
			throw new ChannelError(status === 410 ? 'refused' : 'outage', `http ${status}`);
		},
		close: () => undefined,
	};
}
