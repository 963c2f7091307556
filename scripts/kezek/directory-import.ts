import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DirectoryChange } from '../../src/lib/domain/directory-entry.ts';
import { importBoundaries } from '../../src/lib/server/directory/import-boundaries.ts';
import { importDirectory } from '../../src/lib/server/directory/import.ts';
import type { Sql } from '../../src/lib/server/store/connect.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { operatorChange } from './operator.ts';
import type { Surroundings } from './surroundings.ts';

/** Imports a network of places, or the borders of its regions. */
export const directoryImport: Command = {
	name: 'directory import',
	summary: 'adds and changes places from a CSV file, or borders from a GeoJSON file',
	places: ['file'],
	flags: {
		'dry-run': { help: 'only list what would change' },
		boundaries: { help: 'the file is GeoJSON with the borders of known regions' },
		source: {
			value: 'TEXT',
			help: 'with --boundaries: origin to credit on the map (default: the file’s name)',
		},
	},
	notes: [
		'With any mistake nothing is written; each is listed with its line and column. What the file does not name stays.',
		'CSV (UTF-8; "," or ";"): kind, id, region, city, class, type, name_kk, name_ru, name_en, lat, lon, hall_m2, seats,',
		'windows, open, close, timezone; kind is region, city, center or contact.',
	],
	run: async (args, around) => {
		const [path = ''] = args.places;
		const file = await readFile(path);
		const dryRun = args.has('dry-run');
		await withDatabase(around, (sql) =>
			args.has('boundaries')
				? runBoundaries(sql, around, {
						file,
						dryRun,
						source: args.text('source') ?? basename(path),
					})
				: runDirectory(sql, around, { file, dryRun }),
		);
	},
};

async function runDirectory(
	sql: Sql,
	around: Surroundings,
	request: { file: Uint8Array; dryRun: boolean },
): Promise<void> {
	const report = await importDirectory({ sql, ...request, change: operatorChange(around) });
	for (const change of report.changes) around.print(changeLine(change));
	for (const problem of report.warnings) around.tell(`warning: ${problemLine(problem)}`);
	for (const problem of report.errors) around.tell(`error: ${problemLine(problem)}`);
	const added = report.changes.filter(({ action }) => action === 'add').length;
	const changed = report.changes.length - added;
	const counts = `${added} new, ${changed} changed, ${report.unchanged} unchanged`;
	switch (report.outcome) {
		case 'refused':
			throw new Error(`nothing was imported: ${report.errors.length} mistakes (${counts})`);
		case 'planned':
			return around.print(`would import: ${counts}`);
		case 'unchanged':
			return around.print(`nothing to import: ${counts}`);
		case 'written':
			return around.print(`imported: ${counts}`);
	}
}

async function runBoundaries(
	sql: Sql,
	around: Surroundings,
	request: { file: Uint8Array; dryRun: boolean; source: string },
): Promise<void> {
	const report = await importBoundaries({ sql, ...request });
	for (const { position, regionId, matchedBy } of report.matches) {
		around.print(`feature ${position}: ${regionId} (by ${matchedBy})`);
	}
	for (const { feature, message } of report.errors) {
		around.tell(`error: ${feature === null ? '' : `feature ${feature}: `}${message}`);
	}
	if (report.outcome === 'refused') {
		throw new Error(`nothing was imported: ${report.errors.length} mistakes`);
	}
	const verb = report.outcome === 'planned' ? 'would import' : 'imported';
	around.print(`${verb}: borders of ${report.matches.length} regions`);
}

function changeLine({ line, kind, id, action, fields }: DirectoryChange): string {
	const cell = (value: string | number | null) => (value === null ? 'empty' : String(value));
	const details = fields.map(({ column, from, to }) => `${column} ${cell(from)} → ${cell(to)}`);
	return `line ${line}: ${action} ${kind} ${id}${details.length > 0 ? `: ${details.join('; ')}` : ''}`;
}

function problemLine(problem: {
	line: number;
	position: number | null;
	column: string | null;
	message: string;
}): string {
	const { line, position, column, message } = problem;
	const place = position === null ? '' : `, column ${position}`;
	return `line ${line}${place}${column === null ? '' : ` (${column})`}: ${message}`;
}
