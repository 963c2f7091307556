import { entriesOf } from '../../domain/directory-entry.ts';
import { type Principal, requireSomewhere } from '../../domain/permission.ts';
import type { Sql } from '../store/connect.ts';
import { readDirectory } from '../store/directory.ts';
import { writeDirectory } from './csv.ts';

/**
 * The whole directory as a file that imports back without a change. `principal` is absent for the command line. Throws
 * `forbidden`.
 */
export async function exportDirectory(sql: Sql, principal?: Principal): Promise<string> {
	if (principal) requireSomewhere(principal, 'place.manage');
	return writeDirectory(entriesOf(await readDirectory(sql)));
}
