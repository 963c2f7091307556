import { prepareDataFolder } from './kezek-process.ts';

/** One prepared data folder for all tests of a run. */
export default async function setup(): Promise<() => void> {
	return prepareDataFolder();
}
