import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError, type Config } from './config.ts';

/** Bytes of the key (AES-256). */
const KEY_BYTES = 32;

/**
 * The key that seals secrets in the database: of the environment, else of a file that only we may read, made where it is
 * missing. Throws `StartError` where the file is damaged.
 */
export async function readSealingKey(config: Config): Promise<Buffer> {
	if (config.sealingKey !== null) return config.sealingKey;
	const file = join(config.dataFolder, 'sealing-key');
	await mkdir(config.dataFolder, { recursive: true });
	await makeOnce(file);
	const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
	if (key.length === KEY_BYTES) return key;
	throw new StartError(`${file} is no key of ${KEY_BYTES} bytes in base64`);
}

/** Makes the file unless it is there: whole from its first moment, for nodes that start together share it. */
async function makeOnce(file: string): Promise<void> {
	const aside = `${file}.${randomUUID()}`;
	await writeFile(aside, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 });
	try {
		await link(aside, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	} finally {
		await unlink(aside);
	}
}
