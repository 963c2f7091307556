import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arguments, Flag } from './command.ts';
import { UsageError } from './command.ts';
import { readSettings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** What demo mode leaves for tools in its data folder. */
interface DemoFile {
	url: string;
	feedKey: string;
}

/** A Kezek that answers. */
export interface RunningApp {
	url: string;
	/** Null when no key is known: neither `KEZEK_FEED_KEY` nor a demo of this data folder. */
	feedKey: string | null;
}

/** The flag of every command that talks to a running Kezek. */
export const URL_FLAG: Flag = {
	value: 'URL',
	help: 'Kezek to talk to (default: the demo of the data folder, else KEZEK_URL or http://127.0.0.1:3000)',
};

/** An answer must come within this, ms. */
const ANSWER_MS = 3_000;

/** The Kezek that `--url`, the demo file or `KEZEK_URL` names, if it answers; null when none does. */
export async function findRunningApp(
	args: Arguments,
	around: Surroundings,
): Promise<RunningApp | null> {
	const demo = await readDemoFile(around);
	const given = args.text('url') ?? around.env.KEZEK_URL?.trim() ?? null;
	if (given !== null && !(URL.canParse(given) && /^https?:/.test(given))) {
		throw new UsageError(`--url must be an http(s) address, not "${given}"`);
	}
	const url = (given ?? demo?.url ?? 'http://127.0.0.1:3000').replace(/\/+$/, '');
	if (!(await isReady(url))) return null;
	const ownKey = around.env.KEZEK_FEED_KEY?.trim();
	const demoKey = demo && demo.url === url ? demo.feedKey : null;
	return { url, feedKey: ownKey ? ownKey : demoKey };
}

/** The running Kezek with a feed key to send with. Throws, saying what to do, when one of them is missing. */
export async function requireRunningApp(
	args: Arguments,
	around: Surroundings,
): Promise<{ url: string; feedKey: string }> {
	const app = await findRunningApp(args, around);
	if (!app) {
		throw new Error('no Kezek answers; start it with "npm start", or name it with --url');
	}
	if (app.feedKey === null) {
		throw new Error(`no feed key for ${app.url}: set KEZEK_FEED_KEY (see "feed add")`);
	}
	return { url: app.url, feedKey: app.feedKey };
}

/** Whether a Kezek at an address takes readings now. */
export async function isReady(url: string): Promise<boolean> {
	try {
		const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
		await answer.body?.cancel();
		return answer.ok;
	} catch {
		return false;
	}
}

async function readDemoFile(around: Surroundings): Promise<DemoFile | null> {
	try {
		const file = join(readSettings(around).dataFolder, 'demo.json');
		return JSON.parse(await readFile(file, 'utf8')) as DemoFile;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}
