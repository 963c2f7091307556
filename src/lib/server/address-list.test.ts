import { describe, expect, it } from 'vitest';
import { isListed, isNetwork } from './address-list.ts';

describe('an address is on the list', () => {
	it.each([
		['10.1.2.3', ['10.1.2.3'], true],
		['10.1.2.4', ['10.1.2.3'], false],
		['10.1.2.4', ['10.9.9.9', '10.1.0.0/16'], true],
		['10.2.0.1', ['10.1.0.0/16'], false],
		['::ffff:10.1.2.3', ['10.1.0.0/16'], true],
		['2001:db8::7', ['2001:db8::/32'], true],
		['2001:db9::7', ['2001:db8::/32'], false],
		['10.1.2.3', [], false],
		['10.1.2.3', ['10.1.2.3/99', 'anything'], false],
		['not an address', ['0.0.0.0/0'], false],
	])('%s of %s: %s', (address, networks, listed) => {
		expect(isListed(address, networks)).toBe(listed);
	});
});

it('an entry is an address or a network', () => {
	for (const good of ['10.1.2.3', '10.1.0.0/16', '::1', '2001:db8::/32', '0.0.0.0/0']) {
		expect([good, isNetwork(good)]).toEqual([good, true]);
	}
	for (const bad of ['', '10.1.2', '10.1.0.0/33', '10.1.0.0/', '10.1.0.0/8/8', 'host', '::1/129']) {
		expect([bad, isNetwork(bad)]).toEqual([bad, false]);
	}
});
