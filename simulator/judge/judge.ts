import { readFileSync } from 'node:fs';
import type { SlotRow } from '../../src/lib/domain/baseline.ts';
import type { Decision, Measure } from '../../src/lib/domain/regime.ts';
import {
	recordedDecisions,
	withRepeals,
	type RecordedRules,
} from '../../src/lib/domain/regime-history.ts';
import { periodByWallClock } from '../../src/lib/domain/regime-period.ts';
import { readCalendar } from '../calendar-file.ts';
import { strainsOn } from '../model/strain.ts';
import { createSilence } from '../model/trouble.ts';
import { scenarioNamed } from '../scenarios/known.ts';
import { LABELS, type Label } from '../scenarios/labels.ts';
import { PLANTED, type PlantedRule } from '../scenarios/planted.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { bundledDirectory } from './bundled-directory.ts';
import type { JudgedDay } from './judged-day.ts';
import { judgeScenario, JUDGE_SEED, modeledHistory, type BareWorld } from './judged-scenario.ts';
import { createLocalClock } from './local-clock.ts';
import { scoreOf, type Score } from './score.ts';

/** One date of one scenario with everything that is true of it. */
export interface JudgedScenario {
	scenario: Scenario;
	date: string;
	labels: readonly Label[];
	rules: readonly PlantedRule[];
	/** Which history makes the baseline: that of quiet days, of everyday ones, or the scenario's own earlier days. */
	history: 'quiet' | 'everyday' | 'own';
}

const WEDNESDAY = '2026-10-14';

/** Scenarios of the past, with the dates of theirs that are judged. */
const PAST: readonly [string, readonly string[]][] = [
	['almaty-2021-08-23', ['2021-08-23']],
	['uralsk-2020-03', ['2020-03-16', '2020-03-19']],
	['ten-cities-2021-01-21', ['2021-01-21']],
	['emergency-2022-01', ['2022-01-10']],
];

/** Everything that is judged, in order. */
export function judgedScenarios(): JudgedScenario[] {
	const past = PAST.flatMap(([name, dates]) =>
		dates.map((date): JudgedScenario => {
			const labels = LABELS[name] ?? [];
			return { scenario: scenarioNamed(name), date, labels, rules: [], history: 'own' };
		}),
	);
	const planted = PLANTED.map(({ scenario, labels, rules }): JudgedScenario => {
		const date = (scenario.startsAt ?? WEDNESDAY).slice(0, 10);
		return { scenario, date, labels, rules, history: 'quiet' };
	});
	const failures = scenarioNamed('feed-failures');
	const ordinary = scenarioNamed('ordinary-day');
	return [
		...past,
		...planted,
		{
			scenario: failures,
			date: WEDNESDAY,
			labels: LABELS[failures.name] ?? [],
			rules: [],
			history: 'quiet',
		},
		{ scenario: ordinary, date: WEDNESDAY, labels: [], rules: [], history: 'everyday' },
	];
}

/** The bundled directory with its calendar and the rules of 2020–2022. */
export function bundledWorld(): BareWorld {
	const directory = bundledDirectory();
	const localTime = createLocalClock();
	const file = new URL('../../data/regimes-kz.json', import.meta.url);
	const rules = JSON.parse(readFileSync(file, 'utf8')) as RecordedRules;
	const decisions = withRepeals(recordedDecisions(rules, directory, localTime));
	return { directory, localTime, calendar: readCalendar(), decisions };
}

/** Plays and scores scenarios one after the other; baselines of one weekday are modeled once. */
export function createJudge() {
	const bare = bundledWorld();
	const { directory, localTime, decisions: past } = bare;
	const histories = new Map<string, SlotRow[]>();

	function historyOf({ scenario, date, history }: JudgedScenario): SlotRow[] {
		const key = `${history === 'own' ? scenario.name : history} ${date}`;
		let rows = histories.get(key);
		if (!rows) {
			const quiet = PLANTED[0]?.scenario ?? scenario;
			const modeled = history === 'quiet' ? quiet : scenario;
			histories.set(key, (rows = modeledHistory(bare, modeled, date)));
		}
		return rows;
	}

	return {
		judge(judged: JudgedScenario): { day: JudgedDay; score: Score } {
			const { scenario, date, rules: planted } = judged;
			const decisions = [...past, ...planted.map((rule) => decisionOf(rule, bare))];
			const world = { ...bare, decisions, history: historyOf(judged) };
			const day = judgeScenario(world, scenario, date);
			const labels = [
				...judged.labels,
				...strainLabels(scenario, date, bare),
				...silenceLabels(scenario, date, bare),
			];
			const { centers } = directory;
			const { name } = scenario;
			const isQuiet = labels.length === 0;
			return { day, score: scoreOf({ name, date, labels, centers, localTime, day, isQuiet }) };
		},
	};
}

/** On everyday days some centers are short of clerks: the worst of them have to be found, the others may. */
function strainLabels(scenario: Scenario, date: string, { directory }: BareWorld): Label[] {
	const strains = strainsOn(directory.centers, JUDGE_SEED, date, scenario.background);
	return [...strains].flatMap(([id, strain]): Label[] => {
		if (strain === 'none') return [];
		const where = { centers: [id] };
		const is = strain === 'overrun' ? 'must' : 'may';
		return [
			{ kind: 'crowding', where, is, causes: ['staffing'] },
			{ kind: 'access', where, is: 'may', causes: null },
		];
	});
}

/** On everyday days some feeds fall silent, in turn. */
function silenceLabels(scenario: Scenario, date: string, { directory }: BareWorld): Label[] {
	if (scenario.background !== 'everyday') return [];
	const ids = directory.centers.map(({ id }) => id);
	const isSilent = createSilence(ids, JUDGE_SEED);
	const from = Date.parse(`${date}T00:00:00Z`);
	const quarters = Array.from({ length: 96 }, (_, quarter) => from + quarter * 900_000);
	const centers = ids.filter((id) => quarters.some((at) => isSilent(id, at)));
	return [{ kind: 'feed', where: { centers }, is: 'may', causes: ['feed_error'] }];
}

function decisionOf(rule: PlantedRule, { directory, localTime }: BareWorld): Decision {
	const city = directory.places.find(({ kind, id }) => kind === 'city' && id === rule.city);
	const text = { kk: rule.id, ru: rule.id, en: rule.id };
	const measure: Measure = {
		scope: {
			entries: [
				{ kind: 'city', id: rule.city, regionId: city?.regionId ?? rule.city, isConfirmed: true },
			],
			classes: null,
			types: null,
		},
		exemptions: { classes: [], types: [], centers: [] },
		period: periodByWallClock(localTime, {
			from: rule.from,
			until: rule.until,
			timezone: 'Asia/Almaty',
			timezones: [],
		}),
		content: rule.content,
	};
	return {
		id: rule.id,
		revision: 1,
		level: 'city',
		act: {
			issuer: text,
			number: null,
			date: rule.from.slice(0, 10),
			isDatedByReport: false,
			title: text,
			source: 'planted',
			file: null,
			uncertain: 'made up to judge detection',
		},
		measures: [measure],
		reason: null,
		isEnteredLate: false,
		emergency: null,
		repealed: null,
		canceledAt: null,
	};
}
