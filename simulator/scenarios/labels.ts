import type { CauseKind } from '../../src/lib/domain/cause.ts';
import type { IncidentKind } from '../../src/lib/domain/finding.ts';
import type { Where } from './scenario.ts';
import { TEN_CITIES } from './ten-cities-2021-01-21.ts';

/** What is known to be true of a scenario, for judging detection: not played, and not known to any detector. */
export interface Label {
	kind: IncidentKind;
	/** Centers that are concerned; `contact`: 1414. */
	where: Where | 'contact';
	/** Wall clock `YYYY-MM-DDTHH:MM` of each place, as of changes; without it: all day. */
	from?: string;
	to?: string;
	/** `must`: where it comes to crowding it has to be found; `may`: to find it is no mistake. */
	is: 'must' | 'may';
	/** Any of these kinds is right; null: the cause is not judged. */
	causes: readonly CauseKind[] | null;
	/** The decision behind a rule cause. */
	decisionId?: string;
}

const RULES: readonly CauseKind[] = ['rule_started', 'rule_ended'];
const URALSK = { cities: ['oral'], types: ['ordinary', 'duty'] } as const;
const KOSTANAY = { cities: ['kostanay'], types: ['ordinary', 'duty'] } as const;

/** Labels of the scenarios of B2 and of the everyday ones, by name; one that is not listed is quiet. */
export const LABELS: Readonly<Record<string, readonly Label[]>> = {
	'almaty-2021-08-23': [
		{
			kind: 'crowding',
			where: { cities: ['almaty'] },
			from: '2021-08-23T09:00',
			is: 'must',
			causes: RULES,
			decisionId: 'almaty-2021-08-23',
		},
		{
			kind: 'access',
			where: { cities: ['almaty'] },
			from: '2021-08-23T09:00',
			is: 'may',
			causes: RULES,
			decisionId: 'almaty-2021-08-23',
		},
		{ kind: 'contact', where: 'contact', from: '2021-08-23T09:00', is: 'may', causes: null },
	],
	'uralsk-2020-03': [
		{
			kind: 'crowding',
			where: URALSK,
			from: '2020-03-16T09:00',
			to: '2020-03-19T00:00',
			is: 'must',
			causes: ['rumor', 'influx'],
		},
		{
			kind: 'crowding',
			where: KOSTANAY,
			from: '2020-03-16T09:00',
			to: '2020-03-19T00:00',
			is: 'must',
			causes: ['rumor', 'influx'],
		},
		{
			kind: 'crowding',
			where: URALSK,
			from: '2020-03-19T00:00',
			is: 'must',
			causes: RULES,
			decisionId: 'oral-2020-03-19',
		},
		{ kind: 'access', where: URALSK, is: 'may', causes: null },
		{ kind: 'contact', where: 'contact', is: 'may', causes: null },
	],
	'ten-cities-2021-01-21': [
		{
			kind: 'access',
			where: { cities: TEN_CITIES },
			from: '2021-01-21T00:00',
			is: 'may',
			causes: RULES,
			decisionId: 'ten-cities-2021-01-21',
		},
		// Twice as many wish to book there: whether halls fill by that or by chance nobody knows.
		{
			kind: 'crowding',
			where: { cities: TEN_CITIES },
			from: '2021-01-21T00:00',
			is: 'may',
			causes: null,
		},
		{ kind: 'contact', where: 'contact', is: 'may', causes: null },
	],
	'emergency-2022-01': [
		{
			kind: 'contact',
			where: 'contact',
			from: '2022-01-10T00:00',
			is: 'must',
			causes: ['influx', 'rumor'],
		},
		{
			kind: 'crowding',
			where: { regions: ['KZ-11'], types: ['ordinary', 'duty'] },
			from: '2022-01-10T11:00',
			is: 'may',
			causes: ['staffing'],
		},
	],
	'feed-failures': [
		{
			kind: 'feed',
			where: {
				centers: [
					'almaty-turksib',
					'oral-1',
					'semey-1',
					'petropavl-1',
					'almaty-alatau',
					'karaganda-1',
					'atyrau-1',
					'oskemen-1',
					'almaty-zhetysu',
					'shymkent-turan',
					'kokshetau-1',
				],
			},
			from: '2026-10-14T10:00',
			is: 'must',
			causes: ['feed_error'],
		},
		{
			kind: 'feed',
			where: {
				centers: [
					'astana-nura',
					'taraz-1',
					'kostanay-1',
					'astana-baikonyr',
					'aktau-1',
					'turkistan-1',
				],
			},
			is: 'may',
			causes: ['feed_error'],
		},
	],
};
