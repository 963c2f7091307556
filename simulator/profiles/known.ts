import { FITNESSPARK } from './fitnesspark.ts';
import { NYC311 } from './nyc311.ts';
import type { Profile } from './profile.ts';
import { WARSAW } from './warsaw.ts';

/** Profiles of the recorded sets that Kezek knows. */
const PROFILES: readonly Profile[] = [WARSAW, FITNESSPARK, NYC311];

/**
 * The profile of a file: by name where one is asked for, else the first whose columns the header
 * has. Throws with the names of all profiles when none fits, or when the header lacks a column of
 * the one that was asked for.
 */
export function profileFor(header: readonly string[], wanted?: string | Profile): Profile {
	if (wanted === undefined) {
		const found = PROFILES.find(({ knownBy }) => knownBy.every((name) => header.includes(name)));
		if (found) return found;
		throw new Error(
			`No profile fits the columns ${header.join(', ')}. Known profiles: ${namesOf(PROFILES)}`,
		);
	}
	const profile = typeof wanted === 'string' ? named(wanted) : wanted;
	const missing = columnsOf(profile).filter((name) => !header.includes(name));
	if (missing.length > 0) {
		throw new Error(`The file lacks columns of the profile ${profile.name}: ${missing.join(', ')}`);
	}
	return profile;
}

function named(wanted: string): Profile {
	const profile = PROFILES.find(({ name }) => name === wanted);
	if (profile) return profile;
	throw new Error(`There is no profile ${wanted}. Known profiles: ${namesOf(PROFILES)}`);
}

/** Columns without which a profile cannot read a file. */
function columnsOf(profile: Profile): string[] {
	const sources = Object.values(profile.figures);
	const columns = [profile.place, profile.at, ...sources.map(({ column }) => column)];
	for (const { times } of sources) if (times !== undefined) columns.push(times);
	if (profile.only) columns.push(profile.only.column);
	if (profile.sourceClock) columns.push(profile.sourceClock.column);
	return [...new Set(columns)];
}

function namesOf(profiles: readonly Profile[]): string {
	return profiles.map(({ name }) => name).join(', ');
}
