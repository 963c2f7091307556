import { createTransport } from 'nodemailer';
import { asChannelError, ChannelError, within, type OpenChannel } from './channel.ts';

/** Times of one e-mail, ms: connecting, the server's greeting, its silence within the talk, and all of it. */
export interface EmailTimes {
	connectMs: number;
	greetingMs: number;
	silenceMs: number;
	allMs: number;
}

const TIMES: EmailTimes = { connectMs: 5000, greetingMs: 5000, silenceMs: 10_000, allMs: 20_000 };

/** Opens e-mail by SMTP: one connection a message. A server that hangs costs its times, not the message. */
export function openEmail(
	{ url, from }: { url: string; from: string },
	times: EmailTimes = TIMES,
): OpenChannel {
	const domain = from.split('@').at(-1)?.replace(/[>\s]/g, '') ?? 'kezek';
	const open = () =>
		createTransport({
			url,
			connectionTimeout: times.connectMs,
			greetingTimeout: times.greetingMs,
			socketTimeout: times.silenceMs,
			dnsTimeout: times.connectMs,
			disableFileAccess: true,
			disableUrlAccess: true,
		});
	return {
		async send({ uid, address, subject, text, locale }) {
			const transport = open();
			const sending = transport.sendMail({
				from,
				to: { name: '', address },
				subject,
				text,
				messageId: `<${uid}@${domain}>`,
				// What nobody wrote is not answered by a robot (RFC 3834).
				headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': locale },
			});
			sending.catch(() => undefined);
			try {
				await within(times.allMs, sending, () => transport.close());
			} catch (error) {
				throw asRefusal(error);
			} finally {
				transport.close();
			}
		},
		close: () => undefined,
	};
}

/** A 5xx on the recipient or the text is this message's; one on the sign-in, and all else, is the server's. */
function asRefusal(error: unknown): ChannelError {
	const { responseCode, code } = error as { responseCode?: number; code?: string };
	if (responseCode === undefined || code === 'EAUTH') return asChannelError(error);
	const isOfMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
	if (!isOfMessage) return new ChannelError('outage', `smtp ${responseCode}`, error);
	return new ChannelError(responseCode >= 500 ? 'refused' : 'later', `smtp ${responseCode}`, error);
}
