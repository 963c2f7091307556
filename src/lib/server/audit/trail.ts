/**
 * Reads and verifies the audit trail. The entries are written by triggers of the database alone. Guarantee: an entry that
 * was changed, removed, inserted or moved is found by the chain; a cut tail and a rewritten chain by the anchors.
 */
import { createHash } from 'node:crypto';
import {
	CHAIN_ORIGIN,
	findChainFault,
	type ChainFault,
	type ChainHead,
} from '../../domain/audit-chain.ts';
import { readChain, readChainHead } from '../store/audit.ts';
import type { Sql } from '../store/connect.ts';
import type { Anchor } from './anchors.ts';

/** Entries that one query reads. */
const PAGE = 1000;

/** What a verification found. */
export interface Verdict {
	/** Entries looked at. */
	checked: number;
	/** The last good entry; null where there is none. */
	head: ChainHead | null;
	fault: ChainFault | null;
}

/**
 * Verifies the whole trail, or its last entries, against itself and against anchors. `last` begins in the middle, where
 * the first entry's predecessor is taken as it stands.
 */
export async function verifyTrail(
	sql: Sql,
	options: { anchors?: readonly Anchor[]; last?: number } = {},
): Promise<Verdict> {
	const { anchors = [], last } = options;
	const end = await readChainHead(sql);
	const from = last === undefined ? 0 : Math.max(0, (end?.seq ?? 0) - last);
	const anchored = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
	let head: ChainHead | null =
		from === 0 ? { seq: 0, hash: sha256('', CHAIN_ORIGIN) } : await headAt(sql, from);
	let checked = 0;
	for (;;) {
		const entries = await readChain(sql, { after: head?.seq ?? from, limit: PAGE });
		const fault = findChainFault(entries, head, sha256);
		if (fault) return { checked: checked + entries.length, head, fault };
		const moved = entries.find(({ seq, hash }) => (anchored.get(seq) ?? hash) !== hash);
		if (moved) return { checked, head, fault: { seq: moved.seq, kind: 'anchor' } };
		const newest = entries.at(-1);
		if (newest) head = { seq: newest.seq, hash: newest.hash };
		checked += entries.length;
		if (entries.length < PAGE) break;
	}
	const lost = anchors.find(({ seq }) => seq > (head?.seq ?? 0));
	return { checked, head, fault: lost ? { seq: lost.seq, kind: 'missing' } : null };
}

async function headAt(sql: Sql, seq: number): Promise<ChainHead | null> {
	const [entry] = await readChain(sql, { after: seq - 1, limit: 1 });
	return entry?.seq === seq ? { seq, hash: entry.hash } : null;
}

/** SHA-256, in hexadecimal, of a previous hash (hexadecimal) and a text. */
function sha256(prevHash: string, text: string): string {
	return createHash('sha256').update(Buffer.from(prevHash, 'hex')).update(text).digest('hex');
}
