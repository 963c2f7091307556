import type { Measure, ScopeEntry } from '../../src/lib/domain/regime.ts';
import { decisionView } from '../../src/lib/server/regimes/regimes.ts';
import type { Command } from './command.ts';
import { LANGUAGE, languageOf } from './regime-list.ts';
import { withRules } from './rules.ts';
import { instantCell } from './table.ts';

/** Shows one decision with its measures. */
export const regimeShow: Command = {
	name: 'regime show',
	summary:
		'shows a decision: its legal basis, and each measure with scope, exemptions, period and content',
	places: ['decision'],
	flags: {
		known: { value: 'INSTANT', help: 'as was known then (default: now)' },
		language: LANGUAGE,
		json: { help: 'as JSON, with everything that is kept' },
	},
	run: async (args, around) => {
		const [id = ''] = args.places;
		const language = languageOf(args);
		await withRules(args, around, ({ book, knownAt, now }) => {
			const decision = book.find(id, knownAt);
			if (!decision) throw new Error(`no decision "${id}" (see "regime list")`);
			const view = decisionView(decision, now);
			if (args.has('json')) return around.print(JSON.stringify(view, null, '\t'));
			const { act, level, state, revision, startsAt, endsAt, repealed } = view;
			const lines: [string, string | null][] = [
				['decision', `${id}, revision ${revision}`],
				['state', `${state}, ${instantCell(startsAt)} to ${instantCell(endsAt)}`],
				['repealed', repealed && `${instantCell(repealed.at)} by ${repealed.by}`],
				['title', act.title[language]],
				['issuer', `${act.issuer[language]} (${level})`],
				['act', `${act.number ?? 'number unknown'}, ${act.date}`],
				['source', act.source],
				['uncertain', act.uncertain],
				['entered', view.isEnteredLate ? 'later than it was known' : null],
				['reason', view.reason],
			];
			for (const [label, text] of lines) {
				if (text !== null) around.print(`${label.padEnd(10)}${text}`);
			}
			for (const line of view.measures.flatMap(measureLines)) around.print(line);
		});
	},
};

function measureLines(measure: Measure, index: number): string[] {
	const { scope, exemptions, period, content } = measure;
	const cut = [...(scope.classes ?? []), ...(scope.types ?? [])];
	const spared = [
		...exemptions.classes,
		...exemptions.types,
		...exemptions.centers.map(({ id, reason, until }) =>
			until ? `${id} (${reason}, until ${instantCell(until)})` : `${id} (${reason})`,
		),
	];
	const zones = Object.entries(period.inZones).map(
		([zone, { from, until }]) => `${instantCell(from)} to ${instantCell(until)} in ${zone}`,
	);
	return [
		'',
		`measure ${index}`,
		`  for       ${scope.entries.map(entryText).join(', ')}${cut.length > 0 ? `; only ${cut.join(', ')}` : ''}`,
		...(spared.length > 0 ? [`  except    ${spared.join(', ')}`] : []),
		`  from      ${[`${instantCell(period.from)} to ${instantCell(period.until)} in ${period.timezone}`, ...zones].join('; ')}`,
		...Object.entries(content).map(([aspect, value]) => `  ${aspect}: ${JSON.stringify(value)}`),
	];
}

function entryText(entry: ScopeEntry): string {
	const name = entry.kind === 'nation' ? 'nation' : `${entry.kind} ${entry.id}`;
	return entry.isConfirmed ? name : `${name} (unconfirmed)`;
}
