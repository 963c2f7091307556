import { ALMATY_2021_08_23 } from './almaty-2021-08-23.ts';
import { EMERGENCY_2022_01 } from './emergency-2022-01.ts';
import { FEED_FAILURES } from './feed-failures.ts';
import { ORDINARY_DAY } from './ordinary-day.ts';
import type { Scenario } from './scenario.ts';
import { TEN_CITIES_2021_01_21 } from './ten-cities-2021-01-21.ts';
import { URALSK_2020_03 } from './uralsk-2020-03.ts';

/** Every scenario that can be played, the everyday one first. */
export const SCENARIOS: readonly Scenario[] = [
	ORDINARY_DAY,
	ALMATY_2021_08_23,
	URALSK_2020_03,
	TEN_CITIES_2021_01_21,
	EMERGENCY_2022_01,
	FEED_FAILURES,
];

/** The scenario of a name. Throws an error that lists the known ones. */
export function scenarioNamed(name: string): Scenario {
	const found = SCENARIOS.find((scenario) => scenario.name === name);
	if (!found) {
		const names = SCENARIOS.map((scenario) => scenario.name).join(', ');
		throw new Error(`no scenario "${name}"; there are: ${names}`);
	}
	return found;
}

/** One line per scenario, for help texts. */
export function scenarioLines(): string[] {
	const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
	return SCENARIOS.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`);
}
