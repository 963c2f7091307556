import type { MeasureContent } from '../../src/lib/domain/regime.ts';
import type { Label } from './labels.ts';
import type { CallChange, CenterChange, Scenario } from './scenario.ts';

/** A rule that goes with a planted scenario; wall clocks of its city. */
export interface PlantedRule {
	id: string;
	city: string;
	from: string;
	until: string | null;
	content: MeasureContent;
}

/** A scenario that was made up to judge detection, with what is true of it. */
export interface PlantedScenario {
	scenario: Scenario;
	labels: readonly Label[];
	rules: readonly PlantedRule[];
}

const WEDNESDAY = '2026-10-14';
const MONDAY = '2026-10-12';
const AFTER_HOLIDAY = '2026-10-27';

function planted(
	name: string,
	summary: string,
	some: {
		date?: string;
		centers?: CenterChange[];
		calls?: CallChange[];
		labels?: Label[];
		rules?: PlantedRule[];
	},
): PlantedScenario {
	const { date = WEDNESDAY, centers = [], calls = [], labels = [], rules = [] } = some;
	const scenario: Scenario = {
		name,
		summary,
		startsAt: `${date}T08:00:00+05:00`,
		facts: [],
		illustrative: ['All of it: made up to judge detection'],
		background: 'quiet',
		centers,
		calls,
		feeds: [],
	};
	return { scenario, labels, rules };
}

const at = (clock: string) => `${WEDNESDAY}T${clock}`;

/** Scenarios that nobody trains with: each has one thing in it, or nothing. */
export const PLANTED: readonly PlantedScenario[] = [
	planted('quiet-wednesday', 'nothing happens', {}),
	planted('quiet-monday', 'nothing happens but a Monday', { date: MONDAY }),
	planted('quiet-friday', 'nothing happens on a Friday', { date: '2026-10-16' }),
	planted('monday-peak', 'a Monday on which a tenth more people come than on other Mondays', {
		date: MONDAY,
		centers: [{ where: {}, why: 'a strong Monday', walkIns: 1.1, bookings: 1.1 }],
	}),
	planted('lifting-astana', 'booking is lifted in Astana on a Wednesday', {
		centers: [
			{
				where: { cities: ['astana'] },
				to: at('00:00'),
				why: 'booking only before',
				admission: 'booking_only',
				walkIns: 0.03,
			},
			{
				where: { cities: ['astana'] },
				from: at('00:00'),
				why: 'lifted',
				doors: 'open',
				bookings: 0.4,
				crowd: 1.3,
			},
		],
		rules: [
			{
				id: 'astana-booking',
				city: 'astana',
				from: '2026-09-01T00:00',
				until: at('00:00'),
				content: { admission: 'booking_only' },
			},
		],
		labels: [
			{
				kind: 'crowding',
				where: { cities: ['astana'] },
				is: 'must',
				causes: ['rule_ended'],
				decisionId: 'astana-booking',
			},
			{ kind: 'access', where: { cities: ['astana'] }, is: 'may', causes: null },
		],
	}),
	planted('groups-karaganda', 'small groups begin in Karaganda', {
		centers: [
			{
				where: { cities: ['karaganda'] },
				from: at('00:00'),
				why: 'small groups',
				groups: { people: 7, everyMinutes: 15 },
			},
		],
		rules: [
			{
				id: 'karaganda-groups',
				city: 'karaganda',
				from: at('00:00'),
				until: null,
				content: { groups: { people: 7, everyMinutes: 15, disinfection: null } },
			},
		],
		labels: [
			{
				kind: 'crowding',
				where: { cities: ['karaganda'] },
				is: 'must',
				causes: ['rule_started'],
				decisionId: 'karaganda-groups',
			},
			{ kind: 'access', where: { cities: ['karaganda'] }, is: 'may', causes: null },
		],
	}),
	planted('booking-semey', 'booking only begins in Semey, and many do not know it', {
		centers: [
			{
				where: { cities: ['semey'] },
				from: at('00:00'),
				why: 'booking only',
				admission: 'booking_only',
				walkIns: 0.8,
				bookings: 2,
			},
		],
		rules: [
			{
				id: 'semey-booking',
				city: 'semey',
				from: at('00:00'),
				until: null,
				content: { admission: 'booking_only' },
			},
		],
		labels: [
			{
				kind: 'access',
				where: { cities: ['semey'] },
				is: 'may',
				causes: ['rule_started'],
				decisionId: 'semey-booking',
			},
			{ kind: 'crowding', where: { cities: ['semey'] }, is: 'may', causes: ['rule_started'] },
		],
	}),
	planted('rumor-shymkent', 'a rumor brings twice as many to every center of Shymkent', {
		centers: [
			{
				where: { cities: ['shymkent'], types: ['ordinary', 'duty'] },
				from: at('10:00'),
				why: 'the rumor',
				walkIns: 2.4,
			},
		],
		calls: [{ from: at('10:00'), why: 'people ask', calls: 1.5 }],
		labels: [
			{
				kind: 'crowding',
				where: { cities: ['shymkent'] },
				from: at('10:00'),
				is: 'must',
				causes: ['rumor'],
			},
			{ kind: 'access', where: { cities: ['shymkent'] }, is: 'may', causes: null },
			{ kind: 'contact', where: 'contact', is: 'may', causes: null },
		],
	}),
	planted('staffing', 'two centers of two cities are short of clerks', {
		centers: [
			{
				where: { centers: ['pavlodar-1', 'aktobe-1'] },
				from: at('00:00'),
				why: 'clerks are missing',
				windows: 0.4,
			},
		],
		labels: [
			{
				kind: 'crowding',
				where: { centers: ['pavlodar-1', 'aktobe-1'] },
				is: 'must',
				causes: ['staffing'],
			},
		],
	}),
	planted('influx', 'far more people than usual at one center', {
		centers: [
			{
				where: { centers: ['taraz-1'] },
				from: at('10:00'),
				to: at('14:00'),
				why: 'an influx',
				walkIns: 3,
			},
		],
		labels: [
			{
				kind: 'crowding',
				where: { centers: ['taraz-1'] },
				from: at('10:00'),
				is: 'must',
				causes: ['influx'],
			},
		],
	}),
	planted('outage', 'a system fails that all centers need, and people call 1414', {
		centers: [
			{
				where: {},
				from: at('11:00'),
				to: at('13:00'),
				why: 'an outage',
				windows: 0.2,
			},
		],
		calls: [{ from: at('11:00'), to: at('13:30'), why: 'people ask', calls: 3 }],
		labels: [
			{
				kind: 'crowding',
				where: {},
				from: at('11:00'),
				is: 'must',
				causes: ['upstream_outage'],
			},
			{ kind: 'access', where: {}, from: at('11:00'), is: 'may', causes: null },
			{
				kind: 'contact',
				where: 'contact',
				from: at('11:00'),
				is: 'must',
				causes: ['upstream_outage'],
			},
		],
	}),
	planted('after-holiday', 'the day after a long weekend: everywhere more people than usual', {
		date: AFTER_HOLIDAY,
		centers: [{ where: {}, why: 'after the holiday', walkIns: 1.7 }],
		labels: [
			{ kind: 'crowding', where: {}, is: 'must', causes: ['holiday'] },
			{ kind: 'access', where: {}, is: 'may', causes: null },
			{ kind: 'contact', where: 'contact', is: 'may', causes: null },
		],
	}),
];
