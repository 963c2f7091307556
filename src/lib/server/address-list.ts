import { BlockList, isIP, isIPv4 } from 'node:net';

/** One entry of an address list: a single address, or a network as `10.1.0.0/16`. */
interface Network {
	address: string;
	family: 'ipv4' | 'ipv6';
	/** Leading bits that count; null for a single address. */
	prefix: number | null;
}

/** Whether a text may stand in an address list: `10.1.2.3`, `10.1.0.0/16`, `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
	return readNetwork(text) !== null;
}

/** Whether an address is on a list. An IPv4 address is found in its IPv6 spelling too; a damaged entry matches nothing. */
export function isListed(address: string, networks: readonly string[]): boolean {
	const family = familyOf(address);
	if (family === null) return false;
	const list = new BlockList();
	for (const text of networks) {
		const network = readNetwork(text);
		if (!network) continue;
		if (network.prefix === null) list.addAddress(network.address, network.family);
		else list.addSubnet(network.address, network.prefix, network.family);
	}
	return list.check(address, family);
}

function readNetwork(text: string): Network | null {
	const [address = '', bits, ...rest] = text.split('/');
	const family = familyOf(address);
	if (family === null || rest.length > 0) return null;
	if (bits === undefined) return { address, family, prefix: null };
	const prefix = Number(bits);
	const longest = family === 'ipv4' ? 32 : 128;
	return /^\d{1,3}$/.test(bits) && prefix <= longest ? { address, family, prefix } : null;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
	if (isIP(address) === 0) return null;
	return isIPv4(address) ? 'ipv4' : 'ipv6';
}
