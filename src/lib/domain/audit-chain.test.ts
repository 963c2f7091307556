import { describe, expect, it } from 'vitest';
import { canonicalText, findChainFault, type ChainEntry } from './audit-chain.ts';

/** Stands for SHA-256: any function of both will do. */
const hashOf = (prevHash: string, text: string) => `${prevHash}+${text}`;

function aChain(length: number): ChainEntry[] {
	const entries: ChainEntry[] = [];
	for (let seq = 1; seq <= length; seq++) {
		const prevHash = entries.at(-1)?.hash ?? 'origin';
		const fields = [String(seq), `what ${seq}`, null];
		entries.push({ seq, fields, prevHash, hash: hashOf(prevHash, canonicalText(fields)) });
	}
	return entries;
}

const ORIGIN = { seq: 0, hash: 'origin' };

describe('the hashed text', () => {
	it('counts bytes, not characters, and tells nothing from empty', () => {
		expect(canonicalText(['1', 'ә', '🐎', '', null])).toBe('1:1,2:ә,4:🐎,0:,-');
	});

	it('differs wherever the contents differ', () => {
		expect(canonicalText(['a', 'b'])).not.toBe(canonicalText(['a,1:b']));
		expect(canonicalText(['-'])).not.toBe(canonicalText([null]));
	});
});

describe('a chain', () => {
	it('without a fault has none, whole and from its middle', () => {
		const chain = aChain(5);
		expect(findChainFault(chain, ORIGIN, hashOf)).toBeNull();
		expect(findChainFault(chain.slice(2), null, hashOf)).toBeNull();
		expect(findChainFault([], ORIGIN, hashOf)).toBeNull();
	});

	it('with an edited entry has a wrong content', () => {
		const chain = aChain(5);
		chain[2] = { ...chain[2]!, fields: ['3', 'something else', null] };
		expect(findChainFault(chain, ORIGIN, hashOf)).toEqual({ seq: 3, kind: 'content' });
	});

	it('with an edited entry under a fitting hash breaks at the next', () => {
		const chain = aChain(5);
		const fields = ['3', 'something else', null];
		const { prevHash } = chain[2]!;
		chain[2] = { seq: 3, fields, prevHash, hash: hashOf(prevHash, canonicalText(fields)) };
		expect(findChainFault(chain, ORIGIN, hashOf)).toEqual({ seq: 4, kind: 'link' });
	});

	it('without an entry has a gap, at its begin too', () => {
		expect(findChainFault(aChain(5).toSpliced(2, 1), ORIGIN, hashOf)).toEqual({
			seq: 4,
			kind: 'gap',
		});
		expect(findChainFault(aChain(5).slice(1), ORIGIN, hashOf)).toEqual({ seq: 2, kind: 'gap' });
	});
});
