/**
 * Anchors: number and hash of the trail's end, written once a day outside the database, into a file and the log. Whoever
 * cuts the tail or rewrites the chain cannot make it agree with them.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChainHead } from '../../domain/audit-chain.ts';
import type { Log } from '../log.ts';

/** One anchor. */
export interface Anchor extends ChainHead {
	/** System clock, RFC 3339. */
	at: string;
}

const DAY_MS = 24 * 3600 * 1000;

/** Where a data folder keeps the anchors of a database (its name): one JSON line each. */
export function anchorFile(dataFolder: string, database: string): string {
	return join(dataFolder, `audit-anchors-${database}.jsonl`);
}

/** The anchors of a file, oldest first; none where there is no file. Throws where a line is no anchor. */
export async function readAnchors(file: string): Promise<Anchor[]> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line, i) => {
			const anchor = parsed(line);
			if (!anchor) throw new Error(`${file}, line ${i + 1}: not an anchor`);
			return anchor;
		});
}

/** Writes an anchor when the last one is a day old; tells whether it did. */
export async function anchorDaily(deps: {
	file: string;
	head: ChainHead;
	now: Date;
	log: Log;
}): Promise<boolean> {
	const { file, head, now, log } = deps;
	const last = (await readAnchors(file)).at(-1);
	if (last && now.getTime() - Date.parse(last.at) < DAY_MS) return false;
	const anchor: Anchor = { at: now.toISOString(), seq: head.seq, hash: head.hash };
	await appendFile(file, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
	log.info(
		{ event: 'audit_anchor', seq: head.seq, hash: head.hash },
		'the audit trail was anchored',
	);
	return true;
}

function parsed(line: string): Anchor | null {
	try {
		const { at, seq, hash } = JSON.parse(line) as Partial<Anchor>;
		const isWhole = typeof at === 'string' && typeof seq === 'number' && typeof hash === 'string';
		return isWhole && !Number.isNaN(Date.parse(at)) ? { at, seq, hash } : null;
	} catch {
		return null;
	}
}
