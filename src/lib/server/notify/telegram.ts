import { asChannelError, ChannelError, type OpenChannel } from './channel.ts';

/** How long a message may take, ms. */
const DEADLINE_MS = 5000;
/** Telegram takes 4,096 characters. */
const TEXT_MAX = 4096;

/** Opens Telegram's bot interface. The address holds the bot's secret: it is never logged, nor are its errors' causes. */
export function openTelegram(
	{ botToken, apiUrl }: { botToken: string; apiUrl: string },
	deadlineMs = DEADLINE_MS,
): OpenChannel {
	const url = `${apiUrl.replace(/\/$/, '')}/bot${botToken}/sendMessage`;
	const ended = new AbortController();
	return {
		async send({ address, subject, text }) {
			const body = JSON.stringify({
				chat_id: address,
				text: `${subject}\n\n${text}`.slice(0, TEXT_MAX),
				link_preview_options: { is_disabled: true },
			});
			const signal = AbortSignal.any([AbortSignal.timeout(deadlineMs), ended.signal]);
			let status: number;
			try {
				const answer = await fetch(url, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body,
					redirect: 'manual',
					signal,
				});
				status = answer.status;
				// Only the status counts; the rest may be of any length.
				await answer.body?.cancel();
			} catch (error) {
				if (signal.aborted) throw new ChannelError('outage', 'timeout');
				throw new ChannelError('outage', asChannelError(error).message);
			}
			if (status !== 200) throw new ChannelError(kindOf(status), `http ${status}`);
		},
		close: () => ended.abort(),
	};
}

/** 400: no such chat; 403: the person blocked the bot; 401 and 404: the bot's token is wrong, for everybody. */
function kindOf(status: number): ChannelError['kind'] {
	if (status === 400 || status === 403) return 'refused';
	return status === 429 ? 'later' : 'outage';
}
