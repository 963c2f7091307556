import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import { entryOf, subjectsOf } from '../../domain/regime-entry.ts';
import { recordedDecisions, type RecordedRules } from '../../domain/regime-history.ts';
import type { Sql } from '../store/connect.ts';
import { enterDecisions, hasDecisions } from '../store/decisions.ts';
import { readDirectory } from '../store/directory.ts';

/**
 * Gives demo mode the rules of 2020–2022 that sources tell of, where no decision was entered yet: each known since its
 * publication, and marked as entered later. `other_network`: the directory lacks places that they name.
 */
export async function enterRecordedRules(deps: {
	sql: Sql;
	/** Folder of the bundled data. */
	dataFolder: string;
	localTime: LocalTimeOf;
	/** System and operations clock. */
	at: Date;
	now: Date;
}): Promise<'entered' | 'present' | 'other_network'> {
	const { sql, dataFolder, localTime, at, now } = deps;
	if (await hasDecisions(sql)) return 'present';
	const file = await readFile(join(dataFolder, 'regimes-kz.json'), 'utf8');
	const directory = await readDirectory(sql);
	const decisions = decisionsFor(JSON.parse(file) as RecordedRules, directory, localTime);
	if (!decisions) return 'other_network';
	const subjects = subjectsOf(directory);
	const entries = decisions.map((decision) => entryOf(decision, subjects));
	await enterDecisions(sql, entries, { by: 'system', at, now, reason: null });
	return 'entered';
}

function decisionsFor(rules: RecordedRules, directory: Directory, localTime: LocalTimeOf) {
	try {
		return recordedDecisions(rules, directory, localTime);
	} catch (error) {
		if (error instanceof AppError && error.code === 'not_found') return null;
		throw error;
	}
}
