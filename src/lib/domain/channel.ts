/** How people are told outside of Kezek's own pages. */
export const CHANNELS = ['email', 'telegram', 'webhook'] as const;
/** One way of telling people. */
export type Channel = (typeof CHANNELS)[number];

/** Channels that reach one person; a webhook reaches another program. */
export type PersonalChannel = Exclude<Channel, 'webhook'>;

/** What the configuration says of the channels; each is off where it is null. */
export interface ChannelSettings {
	email: { url: string; from: string } | null;
	telegram: { botToken: string; apiUrl: string } | null;
	/** `privateHosts`: hosts that may stand in a private network. */
	webhook: { urls: string[]; secret: string; privateHosts: string[] } | null;
	/** Where messages of an exercise go; null: they are not sent. */
	test: Record<Channel, string | null>;
}

/** The channels that are on. */
export function channelsOn(settings: ChannelSettings): Channel[] {
	return CHANNELS.filter((channel) => settings[channel] !== null);
}

/** Longest address that a channel takes, characters. */
const ADDRESS_MAX = 254;
const EMAIL = /^[^\s@<>()[\],;:\\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const CHAT = /^(-?\d{1,20}|@[A-Za-z0-9_]{5,32})$/;

/** Whether a text is an address of a person on a channel: no list, no display name, no line break. */
export function isAddress(channel: PersonalChannel, text: string): boolean {
	if (text.length > ADDRESS_MAX) return false;
	return channel === 'email' ? EMAIL.test(text) : CHAT.test(text);
}
