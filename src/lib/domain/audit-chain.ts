/** One entry of the audit trail as its hash covers it. */
export interface ChainEntry {
	seq: number;
	/** All hashed fields as texts in the order of the migration `0035-audit.sql`, the number first. */
	fields: readonly (string | null)[];
	/** Hashes in hexadecimal. */
	prevHash: string;
	hash: string;
}

/** What is wrong with a chain, and where. */
export interface ChainFault {
	/** Number of the first entry that does not fit. */
	seq: number;
	/**
	 * `content`: the entry is not what was hashed · `link`: it does not follow the one before it · `gap`: numbers are
	 * missing, doubled or out of order · `anchor`: it is not the one that was anchored · `missing`: it was anchored and is
	 * gone.
	 */
	kind: 'content' | 'link' | 'gap' | 'anchor' | 'missing';
}

/** The end of a chain up to which all is well. */
export interface ChainHead {
	seq: number;
	hash: string;
}

/** The text before the first entry; its hash is the first `prevHash`. */
export const CHAIN_ORIGIN = 'kezek.audit';

/**
 * The text that an entry's hash covers after the previous hash: each field with its length in UTF-8 bytes, so that no two
 * contents give one text. The database builds the same one (`audit_canonical`).
 */
export function canonicalText(fields: ChainEntry['fields']): string {
	return fields.map((field) => (field === null ? '-' : `${utf8Length(field)}:${field}`)).join(',');
}

/**
 * The first fault of a run of entries that follow `before` (null: the origin, or unknown where a check begins in the
 * middle); null when there is none. `hashOf` gives the SHA-256, in hexadecimal, of a previous hash and a text.
 */
export function findChainFault(
	entries: readonly ChainEntry[],
	before: ChainHead | null,
	hashOf: (prevHash: string, text: string) => string,
): ChainFault | null {
	let last = before;
	for (const { seq, fields, prevHash, hash } of entries) {
		if (last && seq !== last.seq + 1) return { seq, kind: 'gap' };
		if (last && prevHash !== last.hash) return { seq, kind: 'link' };
		if (fields[0] !== String(seq) || hashOf(prevHash, canonicalText(fields)) !== hash) {
			return { seq, kind: 'content' };
		}
		last = { seq, hash };
	}
	return null;
}

function utf8Length(text: string): number {
	let bytes = 0;
	for (const sign of text) {
		const code = sign.codePointAt(0) ?? 0;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return bytes;
}
