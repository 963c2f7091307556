import { writeFile } from 'node:fs/promises';
import { exportDirectory } from '../../src/lib/server/directory/export.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';

/** Writes the directory as a file that imports back without a change. */
export const directoryExport: Command = {
	name: 'directory export',
	summary: 'writes the directory as a CSV file that imports back without a change',
	flags: { output: { value: 'FILE', help: 'file to write (default: standard output)' } },
	run: async (args, around) => {
		await withDatabase(around, async (sql) => {
			const text = await exportDirectory(sql);
			const output = args.text('output');
			if (output === null) return around.print(text.replace(/\r?\n$/, ''));
			await writeFile(output, text);
			around.tell(`wrote ${output}`);
		});
	},
};
