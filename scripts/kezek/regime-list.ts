import { LOCALES, type Locale } from '../../src/lib/domain/directory.ts';
import { DECISION_STATES } from '../../src/lib/domain/regime-state.ts';
import { decisionView } from '../../src/lib/server/regimes/regimes.ts';
import { UsageError, type Arguments, type Command, type Flag } from './command.ts';
import { withRules } from './rules.ts';
import { instantCell, tableLines } from './table.ts';

/** The flag of every command that prints names. */
export const LANGUAGE: Flag = { value: LOCALES.join('|'), help: 'language of names (default: en)' };

/** The language that `--language` names. Throws `UsageError`. */
export function languageOf(args: Arguments): Locale {
	const text = args.text('language') ?? 'en';
	const locale = LOCALES.find((one) => one === text);
	if (!locale) throw new UsageError(`--language must be one of ${LOCALES.join(', ')}`);
	return locale;
}

/** Lists decisions and where they stand. */
export const regimeList: Command = {
	name: 'regime list',
	summary: 'lists decisions: whose act, since when, until when, where it stands',
	flags: {
		state: { value: DECISION_STATES.join('|'), help: 'only these (default: all)' },
		known: { value: 'INSTANT', help: 'as was known then (default: now)' },
		language: LANGUAGE,
	},
	notes: ['Instants are UTC. The state is that of the operations clock.'],
	run: async (args, around) => {
		const state = args.text('state');
		if (state !== null && !DECISION_STATES.some((one) => one === state)) {
			throw new UsageError(`--state must be one of ${DECISION_STATES.join(', ')}`);
		}
		const language = languageOf(args);
		await withRules(args, around, ({ book, knownAt, now }) => {
			const rows = book
				.all(knownAt)
				.map((decision) => decisionView(decision, now))
				.filter((view) => state === null || view.state === state)
				.map(({ id, level, act, startsAt, endsAt, ...view }) => [
					id,
					view.state,
					level,
					instantCell(startsAt),
					instantCell(endsAt),
					act.number ?? '-',
					act.date,
					act.issuer[language],
				]);
			const head = ['decision', 'state', 'level', 'starts', 'ends', 'number', 'act of', 'issuer'];
			for (const line of tableLines(head, rows)) around.print(line);
		});
	},
};
