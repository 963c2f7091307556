import type { Score } from './score.ts';

/** What detection has to reach. */
const TARGETS = {
	recall: 0.95,
	precision: 0.9,
	causeFirst: 0.85,
	/** For each hundred center-days. */
	falsePages: 0.5,
} as const;

/** One figure of the report beside what it has to be. */
interface Figure {
	what: string;
	value: string;
	target: string;
	isReached: boolean | null;
}

/** The figures of all scores together; `isReached` null: there was nothing to measure, or no target. */
export function figuresOf(scores: readonly Score[]): Figure[] {
	const sum = (of: (score: Score) => number, some = scores) =>
		some.reduce((all, score) => all + of(score), 0);
	const isRecorded = ({ name }: Score) => name.startsWith('recorded');
	const modeled = scores.filter((score) => !isRecorded(score));
	const recorded = scores.filter(isRecorded);
	const quiet = scores.filter(({ isQuiet }) => isQuiet);
	const [right, wrong, chance] = [
		sum(({ right }) => right, modeled),
		sum(({ wrong }) => wrong, modeled),
		sum(({ byChance }) => byChance, modeled),
	];
	const pages = (some: Score[]) =>
		(100 * sum(({ falsePages }) => falsePages, some)) / sum(({ centers }) => centers, some);
	const delays = scores.flatMap((score) => score.delays).sort((a, b) => a - b);
	const at = (share: number) => delays[Math.floor(share * (delays.length - 1))] ?? null;
	return [
		atLeast(
			'recall on planted crowding',
			sum(({ found }) => found),
			sum(({ planted }) => planted),
			TARGETS.recall,
		),
		atLeast(
			'precision: explained by a label, of those not crowded by chance',
			right,
			right + wrong,
			TARGETS.precision,
		),
		atLeast('the same with crowds by chance counted as wrong', right, right + wrong + chance, null),
		atLeast(
			'true cause first when the incident opens',
			sum(({ causeFirst }) => causeFirst),
			sum(({ judgedCauses }) => judgedCauses),
			TARGETS.causeFirst,
		),
		atLeast(
			'true cause first at the end of the day',
			sum(({ causeFirstAtEnd }) => causeFirstAtEnd),
			sum(({ judgedCauses }) => judgedCauses),
			null,
		),
		atMost(
			'false pages per 100 center-days, quiet and recorded days',
			pages(quiet),
			TARGETS.falsePages,
		),
		atMost(
			'the same on recorded days alone',
			recorded.length > 0 ? pages(recorded) : null,
			TARGETS.falsePages,
		),
		atMost(
			'pages outside planted places on all modeled days, per 100 center-days',
			pages(modeled),
			null,
		),
		{
			what: 'delay from the first crowded minute to the finding: median, 9 of 10, minutes',
			value: `${at(0.5)}, ${at(0.9)}`,
			target: '',
			isReached: null,
		},
	];
}

function atLeast(what: string, part: number, whole: number, target: number | null): Figure {
	const share = whole === 0 ? null : part / whole;
	return {
		what,
		value: share === null ? 'nothing to measure' : `${share.toFixed(3)} (${part} of ${whole})`,
		target: target === null ? '' : `≥ ${target}`,
		isReached: share === null || target === null ? null : share >= target,
	};
}

function atMost(what: string, value: number | null, target: number | null): Figure {
	return {
		what,
		value: value === null ? 'not measured' : value.toFixed(2),
		target: target === null ? '' : `≤ ${target}`,
		isReached: value === null || target === null ? null : value <= target,
	};
}

/** One line of the terminal for a day. */
export function lineOf(score: Score): string {
	const { name, date, found, planted, right, byChance, wrong, falsePages } = score;
	const cause = `cause ${score.causeFirst}/${score.judgedCauses}`;
	return `${name} ${date}: found ${found}/${planted}, members right ${right}, by chance ${byChance}, wrong ${wrong}, ${cause}, false pages ${falsePages}`;
}

const ABOUT = `# How well detection works

Written by \`npm run evaluate:detection\`, which plays labelled days through the same Board, detectors, causes and grouping as the server, offline and minute by minute. Nothing in it is a fact about Kazakhstan: the days are modeled, and the recorded offices are those of another country.

**Labels** stand beside the scenarios (\`simulator/scenarios/labels.ts\`, \`planted.ts\`) and are known to no detector: what was planted, where, when, and why. **Truth** is what the model did: a center is crowded once its level was crowded or worse for ten minutes in a row with ten people or more waiting inside or outside. **Recall**: of the centers where a crowd was planted and came, those that were members of an incident. **Precision**: members of incidents that a label explains. The model makes crowds by chance as well (a day on which more people come, a lunch that leaves few windows); such a member is neither right nor wrong, and the line below counts it as wrong. **False page**: an incident of severity 1 or 2 none of whose members a label explains. A **cause** counts as first only if it was so when the incident opened.

Baselines are made of the eight weeks before each day, modeled the same way; after a change of rules they begin anew, as in the real thing. Recorded days have the days before them as baseline. Gyms are not judged: their halls have no safe capacity of an office.`;

/** The page \`docs/detection.md\`. */
export function pageOf(scores: readonly Score[], at: Date): string {
	const figures = figuresOf(scores).map(
		({ what, value, target, isReached }) =>
			`| ${what} | ${value} | ${target} | ${isReached === null ? '' : isReached ? 'reached' : '**missed**'} |`,
	);
	const rows = scores.map((score) => {
		const { delays } = score;
		const sorted = [...delays].sort((a, b) => a - b);
		const median = sorted.length === 0 ? '' : String(sorted[Math.floor((sorted.length - 1) / 2)]);
		return `| ${score.name} | ${score.date} | ${score.found} / ${score.planted} | ${median} | ${score.right} | ${score.byChance} | ${score.wrong} | ${score.causeFirst} / ${score.judgedCauses} | ${score.falsePages} |`;
	});
	const told = (what: string, of: (score: Score) => readonly string[]) => {
		const lines = scores.flatMap((score) =>
			of(score).map((line) => `- ${score.name} ${score.date}: ${line}`),
		);
		return lines.length === 0 ? [] : [`## ${what}`, '', ...lines.slice(0, 40), ''];
	};
	return [
		ABOUT,
		'',
		`Measured ${at.toISOString().slice(0, 10)}.`,
		'',
		'| figure | value | target | |',
		'| --- | --- | --- | --- |',
		...figures,
		'',
		'## Day by day',
		'',
		'| day | date | found | median delay, min | right | by chance | wrong | cause first | false pages |',
		'| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
		...rows,
		'',
		...told('Missed', ({ missed }) => missed),
		...told('Explained by nothing', ({ wrongOnes }) => wrongOnes),
		...told('Pages without a label', ({ pages }) => pages),
		...told('Another cause first', ({ wrongCauses }) => wrongCauses),
	].join('\n');
}
