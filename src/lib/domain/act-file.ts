/** Kinds of files that an act can be attached as, and the largest, bytes (reliability.md §9). */
export const ACT_FILE = {
	types: ['application/pdf', 'image/jpeg', 'image/png'],
	maxBytes: 10 * 1024 * 1024,
	nameCharacters: 200,
} as const;

/** The attached text of an act. */
export interface ActFile {
	/** SHA-256 of its content, hexadecimal. */
	id: string;
	name: string;
	type: (typeof ACT_FILE.types)[number];
	/** Bytes. */
	size: number;
}

const SIGNATURES: [type: ActFile['type'], bytes: number[]][] = [
	['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
	['image/jpeg', [0xff, 0xd8, 0xff]],
	['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** What a file is by its first bytes, whatever it is called; null for anything that cannot be attached. */
export function actFileType(bytes: Uint8Array): ActFile['type'] | null {
	const found = SIGNATURES.find(([, start]) => start.every((byte, i) => bytes[i] === byte));
	return found?.[0] ?? null;
}

/** A file's name as it is shown and given back: its last part, without control characters; never empty. */
export function actFileName(name: string): string {
	const last = name.split(/[\\/]/).at(-1) ?? '';
	const clean = last.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
	return clean.slice(-ACT_FILE.nameCharacters) || 'act';
}
