import type { Directory } from '../../src/lib/domain/directory.ts';
import { ASPECTS, type Regime, type RegimeSubject } from '../../src/lib/domain/regime.ts';
import { resolve } from '../../src/lib/domain/regime-resolve.ts';
import { centerSubject, contactSubject } from '../../src/lib/domain/regime-scope.ts';
import { instant, type Command } from './command.ts';
import { withRules } from './rules.ts';

/** Tells which regime is in force, and why. */
export const regimeResolve: Command = {
	name: 'regime resolve',
	summary: 'tells the regime of a center or site of 1414 at an instant, with its trace',
	places: ['center'],
	flags: {
		at: {
			value: 'INSTANT',
			help: 'as 2021-08-23T09:00:00+06:00 (default: now by the operations clock)',
		},
		known: { value: 'INSTANT', help: 'as was known then (default: now)' },
		json: { help: 'as JSON, as GET /api/v1/centers/{id}/regime answers' },
	},
	notes: ['A site of 1414 is meant where no center has the id.'],
	run: async (args, around) => {
		const [id = ''] = args.places;
		const at = instant(args, 'at');
		await withRules(args, around, ({ book, directory, knownAt, now }) => {
			const subject = subjectOf(id, directory);
			const instantAsked = at ?? now;
			const regime = resolve(subject, instantAsked, book.about(subject, instantAsked, knownAt));
			if (args.has('json')) {
				around.print(JSON.stringify({ id, knownAt, ...regime }, null, '\t'));
				return;
			}
			for (const line of regimeLines(id, regime)) around.print(line);
		});
	},
};

function subjectOf(id: string, { centers, contactCenters }: Directory): RegimeSubject {
	const center = centers.find((one) => one.id === id);
	if (center) return centerSubject(center);
	const site = contactCenters.find((one) => one.id === id);
	if (!site) throw new Error(`no center and no site of 1414 "${id}"`);
	return contactSubject(site);
}

function regimeLines(id: string, regime: Regime): string[] {
	const { at, exempt, decisionId, decidedBy, trace } = regime;
	return [
		`${id} at ${at.toISOString()}${exempt ? ', exempt' : ''}, by ${decisionId ?? 'no decision'}`,
		...ASPECTS.map((aspect) => {
			const by = decidedBy[aspect];
			return `  ${aspect}: ${JSON.stringify(regime[aspect])}${by ? ` by ${by}` : ''}`;
		}),
		'trace',
		...trace.flatMap(({ decisionId: by, measure, level, outcome, because, by: other, aspects }) => [
			`  ${by}, measure ${measure} (${level}): ${outcome}, ${because}${other ? ` ${other}` : ''}`,
			...aspects.map(
				(one) =>
					`    ${one.aspect} ${JSON.stringify(one.value)}: ${one.outcome}, ${one.because}${one.by ? ` ${one.by}` : ''}`,
			),
		]),
	];
}
