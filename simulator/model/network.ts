import type { Calendar } from '../../src/lib/domain/calendar.ts';
import { createCallPool } from './call-pool.ts';
import { createCenterModel, type ModeledCenter } from './center.ts';
import { calibrate } from './demand.ts';
import { strainsOn, type Strain } from './strain.ts';
import { createSilence } from './trouble.ts';

/** Names of scenarios that can be played. */
export const SCENARIOS = ['ordinary-day'] as const;
/** A scenario that can be played. */
export type Scenario = (typeof SCENARIOS)[number];

/** What of a contact-center site the model needs. */
interface ModeledSite {
	id: string;
	answerTargetSeconds: number;
}

/** One place that reports: a center, or a site of 1414. */
export interface ReportingPlace {
	kind: 'center' | 'contact';
	id: string;
	/** Plays the place up to an instant (Unix ms); instants never go back. */
	advance(to: number): void;
	/** Figures at the last instant under their names in the API; flows count since the last call. */
	read(): Record<string, number | Record<string, number>>;
	/** Whether anything can happen at the last instant; a closed place reports less often. */
	isActive(): boolean;
	/** Whether its feed is silent at an instant. */
	isSilent(at: number): boolean;
}

/**
 * All places of a directory under one scenario. Pure and deterministic: the same directory, seed
 * and instants give the same figures. Centers come first, then sites.
 */
export function createNetwork(options: {
	scenario: Scenario;
	seed: string;
	calendar: Calendar;
	centers: readonly ModeledCenter[];
	sites: readonly ModeledSite[];
}): ReportingPlace[] {
	const { centers, sites, seed, calendar } = options;
	const byDate = new Map<string, Map<string, Strain>>();
	function strainsOf(date: string): Map<string, Strain> {
		let strains = byDate.get(date);
		if (!strains) {
			strains = strainsOn(centers, seed, date);
			// Zones differ by a day at most; older dates are not asked for again.
			for (const known of byDate.keys()) if (byDate.size > 2) byDate.delete(known);
			byDate.set(date, strains);
		}
		return strains;
	}
	const facts = {
		seed,
		calendar,
		scale: calibrate(centers),
		strainOf: (centerId: string, date: string) => strainsOf(date).get(centerId) ?? 'none',
	};
	const isSilent = createSilence(
		centers.map(({ id }) => id),
		seed,
		new Set(['almaty-almaly']),
	);

	const places: ReportingPlace[] = centers.map((center) => {
		const model = createCenterModel(center, facts);
		return {
			kind: 'center',
			id: center.id,
			advance: (to) => model.advance(to),
			read: () => ({ ...model.state(), ...model.takeFlows() }),
			isActive: () => model.isActive(),
			isSilent: (at) => isSilent(center.id, at),
		};
	});
	const pool = createCallPool(
		sites.map(({ answerTargetSeconds }) => answerTargetSeconds),
		seed,
	);
	sites.forEach((site, index) => {
		places.push({
			kind: 'contact',
			id: site.id,
			advance: (to) => pool.advance(to),
			read: () => ({ ...pool.state(index), ...pool.takeFlows(index) }),
			isActive: () => pool.isActive(),
			isSilent: () => false,
		});
	});
	return places;
}
