/**
 * Writes `data/kazakhstan.csv`, the demonstration directory, from `data/kz-*.json`. Run by hand after a change of those
 * files: `npx node scripts/build-directory.ts`. The same input gives the same file, byte for byte.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDirectory } from '../src/lib/server/directory/csv.ts';
import { demonstrationDirectory } from './demonstration/directory.ts';
import { readFacts } from './demonstration/facts.ts';

const folder = join(import.meta.dirname, '..', 'data');
const entries = demonstrationDirectory(readFacts(folder));
writeFileSync(join(folder, 'kazakhstan.csv'), writeDirectory(entries));
console.log(`data/kazakhstan.csv: ${entries.length} entries`);
