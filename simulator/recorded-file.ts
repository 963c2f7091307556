import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** First bytes of a gzip stream. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** One line of data of a CSV file. */
export interface CsvRow {
	/** Line in the (unpacked) file, 1-based; a quoted cell may span several, then the last one. */
	line: number;
	/** Cells by column; null where the row has another number of cells than the header. */
	cells: Record<string, string> | null;
}

/**
 * A CSV file under way: its header, and its rows as they are read. Memory does not grow with the
 * file.
 */
interface RecordedFile {
	header: string[];
	rows: AsyncIterable<CsvRow>;
	/** Lets go of the file, read to the end or not. */
	close(): void;
}

/**
 * Opens a comma-separated UTF-8 file with a header line, gzipped or not (by its first bytes, not by
 * its name). Throws where it cannot be opened or has no header; reading throws where the file is
 * damaged.
 */
export async function openRecorded(file: string): Promise<RecordedFile> {
	const isPacked = await isGzip(file);
	const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
	const source = createReadStream(file);
	const ended = () => undefined; // The reader of `rows` meets the same error.
	if (isPacked) pipeline(source, createGunzip(), parser, ended);
	else pipeline(source, parser, ended);

	const records = parser[Symbol.asyncIterator]() as AsyncIterator<{
		record: string[];
		info: { lines: number };
	}>;
	const first = await records.next();
	if (first.done) throw new Error(`${file} is empty`);
	const header = first.value.record.map((name) => name.trim());
	const cellsOf = (record: string[]) =>
		Object.fromEntries(header.map((name, i) => [name, record[i]!.trim()]));

	async function* rows(): AsyncGenerator<CsvRow> {
		for (let next = await records.next(); !next.done; next = await records.next()) {
			const { record, info } = next.value;
			yield {
				line: info.lines,
				cells: record.length === header.length ? cellsOf(record) : null,
			};
		}
	}
	return { header, rows: rows(), close: () => source.destroy() };
}

async function isGzip(file: string): Promise<boolean> {
	const handle = await open(file);
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
		return bytesRead === 2 && buffer.equals(GZIP);
	} finally {
		await handle.close();
	}
}
