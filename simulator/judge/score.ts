import type { Center } from '../../src/lib/domain/directory.ts';
import { POOL_ID } from '../../src/lib/domain/finding.ts';
import type { Incident, Member } from '../../src/lib/domain/incident.ts';
import type { LocalTimeOf } from '../../src/lib/domain/opening.ts';
import { isIn } from '../model/terms.ts';
import type { Label } from '../scenarios/labels.ts';
import type { JudgedDay } from './judged-day.ts';

const MINUTE_MS = 60_000;
/** Severities that wake somebody. */
const PAGED: readonly number[] = [1, 2];

/** What the judge found on one day. */
export interface Score {
	name: string;
	date: string;
	centers: number;
	/** Nothing was planted: whatever is raised is false. */
	isQuiet: boolean;
	/** Planted crowding that came to a crowd, and what of it was found. */
	planted: number;
	found: number;
	/** Minutes from the first crowded minute to the finding; negative where it came before. */
	delays: number[];
	missed: string[];
	/**
	 * Members of incidents that a label explains; those that none does, but that were crowded in truth: the model makes
	 * such by chance; and those that nothing explains.
	 */
	right: number;
	byChance: number;
	wrong: number;
	wrongOnes: string[];
	/** Incidents that woke somebody without a label. */
	falsePages: number;
	pages: string[];
	/** Incidents whose cause is labeled, and those whose first cause was right: when they opened, and at the end. */
	judgedCauses: number;
	causeFirst: number;
	causeFirstAtEnd: number;
	wrongCauses: string[];
}

/** What the score of a day needs. */
export interface Judged {
	name: string;
	date: string;
	labels: readonly Label[];
	centers: readonly Center[];
	localTime: LocalTimeOf;
	day: JudgedDay;
	isQuiet: boolean;
}

/** Holds what a day brought against its labels. */
export function scoreOf(judged: Judged): Score {
	const { name, date, day, centers, isQuiet } = judged;
	const score: Score = {
		name,
		date,
		centers: centers.length,
		isQuiet,
		planted: 0,
		found: 0,
		delays: [],
		missed: [],
		right: 0,
		byChance: 0,
		wrong: 0,
		wrongOnes: [],
		falsePages: 0,
		pages: [],
		judgedCauses: 0,
		causeFirst: 0,
		causeFirstAtEnd: 0,
		wrongCauses: [],
	};
	countFound(judged, score);
	for (const { opened, last } of day.incidents) {
		const own = last.members.map((member) => labelOf(judged, last, member));
		own.forEach((label, i) => {
			if (label) score.right++;
			else if (isTrue(day, last, last.members[i]!)) score.byChance++;
			else {
				score.wrong++;
				const { id, signs, peak } = last.members[i]!;
				score.wrongOnes.push(
					`${id}: ${signs.map(({ kind }) => kind).join(', ')}, severity ${peak}`,
				);
			}
		});
		const isPaged = PAGED.includes(last.peak);
		if (isPaged && own.every((label) => label === null)) {
			score.falsePages++;
			score.pages.push(last.members.map(({ id }) => id).join(', '));
		}
		const label = own.find((one) => one !== null && one.causes !== null);
		if (label) countCause(label, opened, last, score);
	}
	return score;
}

/** Whether a member without a label was crowded in truth. */
function isTrue(day: JudgedDay, { kind }: Incident, { id }: Member): boolean {
	if (kind === 'contact') return day.poolCrowdedSince !== null;
	return kind === 'crowding' && day.crowdedSince.has(id);
}

/** Of every center where a crowd was planted and came: whether an incident had it, and how soon. */
function countFound({ labels, day, centers, localTime }: Judged, score: Score): void {
	const members = day.incidents.flatMap(({ last }) =>
		last.members.map((member) => ({ kind: last.kind, member })),
	);
	for (const label of labels) {
		if (label.is !== 'must') continue;
		if (label.where === 'contact' || label.kind !== 'crowding') {
			const ids = label.where === 'contact' ? [POOL_ID] : (label.where.centers ?? []);
			for (const id of ids) {
				score.planted++;
				if (members.some(({ kind, member }) => kind === label.kind && member.id === id))
					score.found++;
				else score.missed.push(`${id}: ${label.kind}`);
			}
			continue;
		}
		const { where } = label;
		for (const center of centers.filter((one) => isIn(where, one))) {
			const since = day.crowdedSince.get(center.id);
			if (since === undefined || !isWithin(label, localTime, center.timezone, since)) continue;
			score.planted++;
			const joined = members
				.filter(({ kind, member }) => kind === 'crowding' && member.id === center.id)
				.map(({ member }) => Date.parse(member.joinedAt))
				.sort((a, b) => a - b)[0];
			if (joined === undefined) {
				score.missed.push(`${center.id}: crowded at ${clockOf(localTime, center.timezone, since)}`);
				continue;
			}
			score.found++;
			score.delays.push(Math.round((joined - since) / MINUTE_MS));
		}
	}
}

function countCause(label: Label, opened: Incident, last: Incident, score: Score): void {
	const isRight = ({ causes }: Incident) => {
		const [first] = causes;
		if (!first || !label.causes?.includes(first.kind)) return false;
		return label.decisionId === undefined || first.decisionId === label.decisionId;
	};
	score.judgedCauses++;
	if (isRight(opened)) score.causeFirst++;
	else {
		const members = opened.members.map(({ id }) => id).join(', ');
		score.wrongCauses.push(
			`${members}: ${opened.causes[0]?.key ?? 'none'} for ${label.causes?.join(' or ')}`,
		);
	}
	if (isRight(last)) score.causeFirstAtEnd++;
}

/** The label that explains a member of an incident; one that has to be found before one that may. */
function labelOf(
	{ labels, centers, localTime }: Judged,
	incident: Incident,
	member: Member,
): Label | null {
	const center = centers.find(({ id }) => member.kind === 'center' && id === member.id);
	const found = labels.filter((label) => {
		if (label.kind !== incident.kind) return false;
		if (label.where === 'contact') return member.kind === 'contact';
		if (!center || !isIn(label.where, center)) return false;
		return isWithin(label, localTime, center.timezone, Date.parse(member.joinedAt));
	});
	return found.find(({ is }) => is === 'must') ?? found[0] ?? null;
}

function isWithin(
	{ from = '', to = '9999' }: Label,
	localTime: LocalTimeOf,
	timezone: string,
	atMs: number,
): boolean {
	const clock = `${localTime(timezone, atMs).date}T${clockOf(localTime, timezone, atMs)}`;
	return from <= clock && clock < to;
}

function clockOf(localTime: LocalTimeOf, timezone: string, atMs: number): string {
	const { minutes } = localTime(timezone, atMs);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
