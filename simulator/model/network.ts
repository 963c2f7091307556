import type { Calendar } from '../../src/lib/domain/calendar.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { callDayAt } from './call-day.ts';
import { createCallPool } from './call-pool.ts';
import { createCenterModel, type ModeledCenter } from './center.ts';
import { calibrate } from './demand.ts';
import { strainsOn, type Strain } from './strain.ts';
import { callTermsAt } from './terms.ts';

/** What of a contact-center site the model needs. */
interface ModeledSite {
	id: string;
	answerTargetSeconds: number;
}

/** Figures of one reading under their names in the API. */
export type Figures = Record<string, number | string | Record<string, number>>;

/** One place that reports: a center, or a site of 1414. */
export interface ReportingPlace {
	kind: 'center' | 'contact';
	id: string;
	/** Plays the place up to an instant (Unix ms); instants never go back. */
	advance(to: number): void;
	/** Figures at the last instant; flows count since the last call. */
	read(): Figures;
	/** What its booking system shows at the last instant; null where it has none. */
	readBookings(): Figures | null;
	/** Whether anything can happen at the last instant; a closed place reports less often. */
	isActive(): boolean;
}

/**
 * All places of a directory under one scenario. Pure and deterministic: the same directory, seed
 * and instants give the same figures. Centers come first, then sites. `shiftDays`: how many days
 * later than its own dates the scenario is played.
 */
export function createNetwork(options: {
	scenario: Scenario;
	shiftDays?: number;
	seed: string;
	calendar: Calendar;
	centers: readonly ModeledCenter[];
	sites: readonly ModeledSite[];
}): ReportingPlace[] {
	const { scenario, shiftDays = 0, centers, sites, seed, calendar } = options;
	const byDate = new Map<string, Map<string, Strain>>();
	function strainsOf(date: string): Map<string, Strain> {
		let strains = byDate.get(date);
		if (!strains) {
			strains = strainsOn(centers, seed, date, scenario.background);
			byDate.set(date, strains);
		}
		return strains;
	}
	const facts = {
		seed,
		scenario,
		shiftDays,
		calendar,
		scale: calibrate(centers),
		strainOf: (centerId: string, date: string) => strainsOf(date).get(centerId) ?? 'none',
	};

	const places: ReportingPlace[] = centers.map((center) => {
		const model = createCenterModel(center, facts);
		return {
			kind: 'center',
			id: center.id,
			advance: (to) => model.advance(to),
			read: () => ({ ...model.state(), ...model.takeFlows() }),
			readBookings: () => ({ ...model.takeBookings() }),
			isActive: () => model.isActive(),
		};
	});
	const callFacts = {
		sites: sites.map(({ id }) => id),
		seed,
		termsAt: (date: string, minute: number) => callTermsAt(scenario, date, minute, shiftDays),
	};
	const targets = sites.map(({ answerTargetSeconds }) => answerTargetSeconds);
	const pool = createCallPool(targets, (at) => callDayAt(at, callFacts));
	sites.forEach((site, index) => {
		places.push({
			kind: 'contact',
			id: site.id,
			advance: (to) => pool.advance(to),
			read: () => ({ ...pool.state(index), ...pool.takeFlows(index) }),
			readBookings: () => null,
			isActive: () => pool.isActive(),
		});
	});
	return places;
}
