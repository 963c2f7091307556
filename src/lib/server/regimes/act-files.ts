// Attached texts of acts. Input: a file as it was sent; output: what a decision holds of it, and its content for those who may
// see the decision. Guarantee: only PDF, JPEG and PNG by their bytes, up to 10 MB, are kept.
import { createHash } from 'node:crypto';
import { ACT_FILE, actFileName, actFileType, type ActFile } from '../../domain/act-file.ts';
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import { canSomewhere, requireSomewhere, type Principal } from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';
import { findActFile, keepActFile, readActFile } from '../store/act-files.ts';
import type { Sql } from '../store/connect.ts';
import { concerns } from './regimes.ts';
import type { RuleView } from './rule-view.ts';

/** A file that no draft and no decision has is forgotten after this long, ms: longer than a draft can wait. */
const KEPT_MS = 2 * 24 * 3_600_000;
const ID = /^[0-9a-f]{64}$/;

/** Takes the store, the clocks, the decisions and the directory. */
export function createActFiles(deps: {
	sql: Sql;
	system: Clock;
	operations: Clock;
	rules: Pick<RuleView, 'book'>;
	directory: () => Directory;
}) {
	const { sql, system, operations, rules, directory } = deps;

	return {
		/** Keeps a sent file. Throws `forbidden`, `too_large` and `invalid`/`file_kind` at the field `file`. */
		async keep(principal: Principal, file: { name: string; bytes: Uint8Array }): Promise<ActFile> {
			requireSomewhere(principal, 'regime.preview');
			if (file.bytes.length > ACT_FILE.maxBytes) throw wrongFile('too_large', 'file_too_large');
			const type = actFileType(file.bytes);
			if (!type) throw wrongFile('invalid', 'file_kind');
			const id = createHash('sha256').update(file.bytes).digest('hex');
			const now = system.now();
			const forgetBefore = new Date(now.getTime() - KEPT_MS);
			await keepActFile(sql, { id, type, bytes: file.bytes }, { now, forgetBefore });
			return { id, name: actFileName(file.name), type, size: file.bytes.length };
		},

		/** A file that was sent before. Throws `forbidden`, `invalid`/`file_lost`. */
		async find(principal: Principal, { id, name }: Pick<ActFile, 'id' | 'name'>): Promise<ActFile> {
			requireSomewhere(principal, 'regime.preview');
			const found = ID.test(id) ? await findActFile(sql, id) : null;
			if (!found) throw wrongFile('invalid', 'file_lost');
			return { ...found, name: actFileName(name) };
		},

		/**
		 * The file with this id, of a decision that concerns the reader; of no decision yet, for whoever prepares or approves
		 * them. Throws `forbidden`, `not_found`.
		 */
		async read(principal: Principal, id: string): Promise<ActFile & { bytes: Uint8Array }> {
			requireSomewhere(principal, 'regime.view');
			const holders = rules
				.book()
				.all(operations.now())
				.filter(({ act }) => act.file?.id === id);
			const holder = holders.find((one) => concerns(principal, one, directory()));
			const mayRead =
				holder !== undefined || (holders.length === 0 && canSomewhere(principal, 'regime.preview'));
			const found = mayRead && ID.test(id) ? await readActFile(sql, id) : null;
			if (!found) throw new AppError('not_found', 'No such file');
			return { ...found, id, name: holder?.act.file?.name ?? 'act', size: found.bytes.length };
		},
	};
}

function wrongFile(code: 'too_large' | 'invalid', reason: string): AppError {
	return new AppError(code, `The file cannot be attached: ${reason}`, {
		reason,
		errors: [{ path: 'file', reason, message: reason }],
	});
}
