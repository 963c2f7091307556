import type { Locale } from '../../domain/directory.ts';

/** A message as a channel sends it. */
export interface Parcel {
	/** The same at each try: receivers tell a repetition by it. */
	uid: string;
	address: string;
	subject: string;
	text: string;
	locale: Locale;
	/** The facts behind the words, for programs. */
	data: Record<string, unknown>;
}

/** One way out of the house. Sending rejects with `ChannelError`, and is over within its own deadline. */
export interface OpenChannel {
	send(parcel: Parcel): Promise<void>;
	close(): void;
}

/**
 * A message did not get out. `outage`: the channel does not work, for nobody · `later`: not this message, for now ·
 * `refused`: never this message.
 */
export class ChannelError extends Error {
	readonly kind: 'outage' | 'later' | 'refused';

	/** `message`: a word or two for whoever looks at the channel; never an address, a text or a secret. */
	constructor(kind: ChannelError['kind'], message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = 'ChannelError';
		this.kind = kind;
	}
}

/** What is not a refusal of the other side is an outage, named by the code that Node gives it. */
export function asChannelError(error: unknown): ChannelError {
	if (error instanceof ChannelError) return error;
	const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
	const name = [code, cause?.code].find((one) => typeof one === 'string');
	return new ChannelError(
		'outage',
		typeof name === 'string' ? name.toLowerCase() : 'failed',
		error,
	);
}

/** Rejects as `timeout` when work takes longer than `ms`. `giveUp` ends what still runs. */
export async function within<T>(ms: number, work: Promise<T>, giveUp: () => void): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new ChannelError('outage', 'timeout'));
			giveUp();
		}, ms);
	});
	try {
		return await Promise.race([work, tooLate]);
	} finally {
		clearTimeout(timer);
	}
}
