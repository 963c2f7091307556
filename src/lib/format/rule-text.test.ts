// The recorded acts in words, in three languages; and words for every code that the domain has.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	aDecision,
	aSubject,
	bundledNetwork,
	recordedRules,
	subjectOf,
} from '../../../tests/support/rule-builders.ts';
import { LOCALES } from '../domain/directory.ts';
import { ASPECTS, type RegimeValues, type TraceEntry } from '../domain/regime.ts';
import { NO_RULE } from '../domain/regime-content.ts';
import { withRepeals } from '../domain/regime-history.ts';
import { resolve } from '../domain/regime-resolve.ts';
import { stretchAt } from '../domain/regime-stretch.ts';
import { ruleText, type RuleText } from './rule-text.ts';
import { limitLines } from './rule-words.ts';
import { traceLines } from './trace-words.ts';

const NETWORK = bundledNetwork();
const DECISIONS = withRepeals(recordedRules(NETWORK));

/** The rule of a recorded center at an instant, in kk, ru and en. */
function inWords(center: string, at: string): [kk: RuleText, ru: RuleText, en: RuleText] {
	const subject = subjectOf(NETWORK, center);
	const stretch = stretchAt(subject, new Date(at), DECISIONS);
	const next = stretch.until && resolve(subject, stretch.until, DECISIONS);
	const [kk, ru, en] = LOCALES.map((locale) =>
		ruleText({ stretch, next }, { subject, decisions: DECISIONS, locale }),
	);
	if (!kk || !ru || !en) throw new Error('a language is missing');
	return [kk, ru, en];
}

describe('the recorded acts', () => {
	it('Shymkent: No. 30, and when it ends', () => {
		const [kk, ru, en] = inWords('shymkent-abai', '2021-09-10T10:00:00+06:00');
		expect([kk.state, ru.state, en.state]).toEqual([
			'Тек алдын ала жазылу арқылы',
			'Только по предварительной записи',
			'Booking only',
		]);
		expect([kk.reason, ru.reason, en.reason]).toEqual([
			'Тек алдын ала жазылу арқылы: № 30 шешім, 2021 ж. 8 қыркүйек (Шымкент қаласының бас мемлекеттік санитариялық дәрігері); шешімде қала аталған',
			'Только по предварительной записи: решение № 30 от 8 сентября 2021 г. (Главный государственный санитарный врач города Шымкент); город прямо назван в решении',
			'Booking only: decision 30 of September 8, 2021 (Chief sanitary doctor of Shymkent); the act names the city',
		]);
		expect([kk.coming, ru.coming, en.coming]).toEqual([
			'Келесі өзгеріс 2021 ж. 25 қыркүйек, 00:00: Еркін кіру',
			'Следующее изменение 25 сентября 2021 г., 00:00: Свободный вход',
			'Next change September 25, 2021, 00:00: Open to all',
		]);
		expect(en.limits).toEqual([]);
	});

	it('Shymkent: No. 31 repealed it', () => {
		const [kk, ru, en] = inWords('shymkent-abai', '2021-09-25T00:00:00+06:00');
		expect([kk.reason, ru.reason, en.reason]).toEqual([
			'Еркін кіру: № 30 шешім, 2021 ж. 8 қыркүйек (Шымкент қаласының бас мемлекеттік санитариялық дәрігері); күші жойылған, негізі: № 31 шешім, 2021 ж. 25 қыркүйек',
			'Свободный вход: решение № 30 от 8 сентября 2021 г. (Главный государственный санитарный врач города Шымкент); утратило силу, основание: решение № 31 от 25 сентября 2021 г.',
			'Open to all: decision 30 of September 8, 2021 (Chief sanitary doctor of Shymkent); repealed by decision 31 of September 25, 2021',
		]);
		expect([kk.coming, ru.coming, en.coming]).toEqual([null, null, null]);
	});

	it('21 January 2021: Karaganda is reported, not confirmed, and has no rule', () => {
		const [kk, ru, en] = inWords('karaganda-1', '2021-01-21T10:00:00+06:00');
		expect([kk.reason, ru.reason, en.reason]).toEqual([
			'Бұл жерде ешқандай шектеу қолданылмайды',
			'Никаких ограничений здесь нет',
			'No rule applies here',
		]);
		expect([kk, ru, en].map(({ unconfirmed: [line] }) => line)).toEqual([
			{
				decisionId: 'ten-cities-2021-01-21',
				isUnconfirmed: true,
				outcome: 'Расталмаған, қолданылмайды',
				act: 'нөмірі белгісіз шешім, хабарланған күні 2021 ж. 21 қаңтар (Өңірлердің бас мемлекеттік санитариялық дәрігерлері)',
				because: 'хабарда аталған, бірақ расталмаған, сондықтан қолданылмайды',
				aspects: [],
				marks: ['Жазбаның бір бөлігін дереккөз растамайды', 'Кейін енгізілген'],
			},
			{
				decisionId: 'ten-cities-2021-01-21',
				isUnconfirmed: true,
				outcome: 'Не подтверждено, не действует',
				act: 'решение без известного номера, о котором сообщили 21 января 2021 г. (Главные государственные санитарные врачи регионов)',
				because: 'в сообщении названо, но не подтверждено, поэтому не действует',
				aspects: [],
				marks: ['Часть записи источником не подтверждена', 'Внесено позднее'],
			},
			{
				decisionId: 'ten-cities-2021-01-21',
				isUnconfirmed: true,
				outcome: 'Not confirmed, not applied',
				act: 'decision reported on January 21, 2021, number not known (Chief sanitary doctors of the regions)',
				because: 'reported but not confirmed, so it is not applied',
				aspects: [],
				marks: ['A part of the entry is not confirmed by its source', 'Entered later'],
			},
		]);
	});

	it('21 January 2021: Tobyl, a district seat, by name; hours, cut-off and the limit with its inputs', () => {
		const [kk, ru, en] = inWords('tobyl-1', '2021-01-21T10:00:00+06:00');
		expect([kk.reason, ru.reason, en.reason]).toEqual([
			'Тек алдын ала жазылу арқылы: нөмірі белгісіз шешім, хабарланған күні 2021 ж. 21 қаңтар (Өңірлердің бас мемлекеттік санитариялық дәрігерлері); шешімде аты аталған жерге санат бойынша ерекшелік қолданылмайды (аудан орталықтарындағы ХҚКО)',
			'Только по предварительной записи: решение без известного номера, о котором сообщили 21 января 2021 г. (Главные государственные санитарные врачи регионов); названное в решении место важнее исключения по категории (ЦОН районных центров)',
			'Booking only: decision reported on January 21, 2021, number not known (Chief sanitary doctors of the regions); a place that the act names beats the exemption of its class (centers of district seats)',
		]);
		expect([kk.limits, ru.limits, en.limits]).toEqual([
			[
				'Өтініш қабылдау уақыты: 09:00–18:00',
				'Дайын құжаттарды беру уақыты: 09:00–18:00',
				'Жазылып келгендерді қабылдаудың соңғы уақыты: 17:30',
				'Ішінде ең көбі 18 адам',
				'Арақашықтық бойынша шек: 18 (зал 70 м², пайдаланылатын үлесі 60%, арақашықтық 1,5 м)',
			],
			[
				'Приём заявлений: 09:00–18:00',
				'Выдача готовых документов: 09:00–18:00',
				'По записи принимают до 17:30',
				'Внутри не больше 18 человек',
				'Предел по расстоянию: 18 (зал 70 м², используемая доля 60\u00a0%, расстояние 1,5 м)',
			],
			[
				'Applications are taken: 09:00–18:00',
				'Results are handed out: 09:00–18:00',
				'Bookings are good for arrivals until 17:30',
				'At most 18 people inside',
				'Limit by distance: 18 (hall 70 m², usable share 60%, distance 1.5 m)',
			],
		]);
		expect(en.trace.map(({ outcome, aspects: [first] }) => [outcome, first])).toEqual([
			[
				'Applies',
				'Admission: a later act prevails: decision reported on January 21, 2021, number not known',
			],
			[
				'Applies',
				'Admission: prevails as the later act; the earlier one: decision 54, reported on November 8, 2020',
			],
			[
				'Gives way',
				'Hours of intake: a later act prevails: decision reported on January 21, 2021, number not known',
			],
		]);
	});

	it('21 January 2021: the specialized center of Atyrau is open until 20', () => {
		const [kk, ru, en] = inWords('atyrau-special', '2021-01-21T19:30:00+05:00');
		expect([kk, ru, en].map(({ limits }) => limits.slice(0, 2))).toEqual([
			['Бұл орталықтың жұмыс кестесі ерекше', 'Өтініш қабылдау уақыты: 09:00–20:00'],
			['У этого центра особый график', 'Приём заявлений: 09:00–20:00'],
			['This center has a schedule of its own', 'Applications are taken: 09:00–20:00'],
		]);
		expect([kk.coming, ru.coming, en.coming]).toEqual([
			'Келесі өзгеріс 2021 ж. 23 тамыз, 00:00: Еркін кіру',
			'Следующее изменение 23 августа 2021 г., 00:00: Свободный вход',
			'Next change August 23, 2021, 00:00: Open to all',
		]);
	});

	it('21 January 2021: a district center of Kostanay Region is exempt, with hours of another act', () => {
		const [kk, ru, en] = inWords('kostanay-region-altynsarin', '2021-01-21T10:00:00+06:00');
		expect([kk.reason, ru.reason, en.reason]).toEqual([
			'Еркін кіру, бірақ шектеулер бар: нөмірі белгісіз шешім, хабарланған күні 2021 ж. 21 қаңтар (Өңірлердің бас мемлекеттік санитариялық дәрігерлері); шешімде аталмаған әрі санат бойынша ерекшелікке жатады (аудан орталықтарындағы ХҚКО)',
			'Свободный вход с ограничениями: решение без известного номера, о котором сообщили 21 января 2021 г. (Главные государственные санитарные врачи регионов); в решении не назван, к тому же относится к исключениям по категории (ЦОН районных центров)',
			'Open to all, with limits: decision reported on January 21, 2021, number not known (Chief sanitary doctors of the regions); not named by the act, and exempt by class (centers of district seats)',
		]);
	});

	it('23 August 2021: lifted in Almaty until further notice', () => {
		const [kk, ru, en] = inWords('almaty-medeu', '2021-08-23T09:00:00+06:00');
		expect([kk.reason, ru.reason, en.reason]).toEqual([
			'Еркін кіру: нөмірі белгісіз шешім, хабарланған күні 2021 ж. 23 тамыз (Алматы қаласының бас мемлекеттік санитариялық дәрігері); шешімде қала аталған',
			'Свободный вход: решение без известного номера, о котором сообщили 23 августа 2021 г. (Главный государственный санитарный врач города Алматы); город прямо назван в решении',
			'Open to all: decision reported on August 23, 2021, number not known (Chief sanitary doctor of Almaty); the act names the city',
		]);
		expect([kk.coming, ru.coming, en.coming]).toEqual([
			'Аяқталу мерзімі белгіленбеген',
			'Срок окончания не установлен',
			'No end is set',
		]);
		expect([kk, ru, en].map(({ trace }) => trace[1]?.because)).toEqual([
			'күші жойылған, негізі: нөмірі белгісіз шешім, хабарланған күні 2021 ж. 23 тамыз',
			'утратило силу, основание: решение без известного номера, о котором сообщили 23 августа 2021 г.',
			'repealed by decision reported on August 23, 2021, number not known',
		]);
	});

	it('20 March 2020 in Oral: small groups, until 17, only what is not online', () => {
		const [kk, ru, en] = inWords('oral-1', '2020-03-20T09:00:00+05:00');
		expect([kk.limits, ru.limits, en.limits]).toEqual([
			[
				'Өтініш қабылдау уақыты: орталық ашылғаннан бастап – 17:00',
				'Дайын құжаттарды беру уақыты: орталық ашылғаннан бастап – 17:00',
				'Келушілерді шағын топпен кіргізу',
				'Залды санитарлық өңдеу үзілістері бар',
				'Тек онлайн алуға болмайтын қызметтер көрсетіледі',
			],
			[
				'Приём заявлений: с открытия центра до 17:00',
				'Выдача готовых документов: с открытия центра до 17:00',
				'Впуск небольшими группами',
				'Есть перерывы на санитарную обработку зала',
				'Оказываются только услуги, которые нельзя получить онлайн',
			],
			[
				'Applications are taken: from the opening of the center until 17:00',
				'Results are handed out: from the opening of the center until 17:00',
				'Visitors are let in by small groups',
				'There are pauses for treating the hall',
				'Only services that are not available online',
			],
		]);
	});
});

describe('limits', () => {
	const limits = (some: Partial<RegimeValues>, locale: (typeof LOCALES)[number]) =>
		limitLines({ ...NO_RULE, capacity: null, ...some }, locale);

	it('count people in the plural forms of each language', () => {
		const groups = (people: number) => ({
			groups: { people, everyMinutes: null, disinfection: null },
		});
		expect(LOCALES.flatMap((locale) => limits(groups(1), locale))).toEqual([
			'Келушілерді шағын топпен кіргізу: бір топта 1 адамнан артық емес',
			'Впуск небольшими группами: не больше 1 человека',
			'Visitors are let in by small groups: at most 1 person',
		]);
		expect(limits(groups(5), 'ru')).toEqual(['Впуск небольшими группами: не больше 5 человек']);
		expect(limits(groups(21), 'ru')).toEqual(['Впуск небольшими группами: не больше 21 человека']);
	});

	it('tell weekdays, closed hours and pauses', () => {
		const own = { opensAt: null, closesAt: null };
		const rule = {
			intakeHours: { ...own, days: [1, 2, 3, 4, 5, 6] },
			issueHours: { opensAt: '00:00', closesAt: '00:00', days: [] },
			groups: {
				people: null,
				everyMinutes: 30,
				disinfection: { everyMinutes: 120, minutes: 15 },
			},
		};
		expect(LOCALES.map((locale) => limits(rule, locale))).toEqual([
			[
				'Өтініш қабылдау уақыты: орталықтың әдеттегі уақыты (дс–сб)',
				'Дайын құжаттарды беру уақыты: жүргізілмейді',
				'Келушілерді шағын топпен кіргізу',
				'Топтар арасындағы уақыт: 30 мин',
				'Залды санитарлық өңдеу үзілісі: ұзақтығы 15 мин, аралығы 120 мин',
			],
			[
				'Приём заявлений: обычные часы центра (пн–сб)',
				'Выдача готовых документов: нет',
				'Впуск небольшими группами',
				'Промежуток между группами: 30 мин',
				'Перерыв на санитарную обработку зала: 15 мин через каждые 120 мин',
			],
			[
				'Applications are taken: usual hours of the center (Mon–Sat)',
				'Results are handed out: none',
				'Visitors are let in by small groups',
				'Time between groups: 30 min',
				'Pause for treating the hall: 15 min, every 120 min',
			],
		]);
	});
});

describe('codes', () => {
	/** Every code and outcome as the domain writes them. */
	const source = readFileSync(new URL('../domain/regime.ts', import.meta.url), 'utf8');
	const unionOf = (name: string) => {
		const text = new RegExp(`export type ${name} =([\\s\\S]*?');`).exec(source)?.[1] ?? '';
		return [...text.replace(/\/\*\*.*?\*\//g, '').matchAll(/'(\w+)'/g)].map(([, code]) => code!);
	};
	const codes = [...unionOf('CoverCode'), ...unionOf('AspectCode'), 'repealed', 'canceled'];
	const outcomes = 'applies superseded overruled exempt unconfirmed repealed canceled'.split(' ');

	it('are read from the domain', () => {
		expect(codes).toHaveLength(10 + 9 + 2);
	});

	it('all have words in every language, each its own', () => {
		for (const locale of LOCALES) {
			const context = { subject: aSubject(), decisions: [aDecision('other')], locale };
			const texts = codes.map((because) => {
				const verdict = { outcome: 'applies', because, by: 'other' };
				const entry = { decisionId: 'other', measure: 0, level: 'city', ...verdict };
				const aspects = ASPECTS.map((aspect) => ({ aspect, value: null, ...verdict }));
				const [line] = traceLines([{ ...entry, aspects } as TraceEntry], context);
				expect(new Set(line?.aspects)).toHaveProperty('size', ASPECTS.length);
				return line?.because;
			});
			expect(texts.every((text) => text && !text.includes('regime_'))).toBe(true);
			expect(new Set(texts).size, locale).toBe(codes.length);
			const words = outcomes.map((outcome) => {
				const entry = {
					decisionId: 'other',
					measure: 0,
					level: 'city',
					outcome,
					because: 'in_scope',
				};
				return traceLines(
					[{ ...entry, by: null, aspects: [] } as unknown as TraceEntry],
					context,
				)[0]?.outcome;
			});
			expect(new Set(words).size).toBe(outcomes.length);
		}
	});

	it('of winner and loser differ', () => {
		for (const locale of LOCALES) {
			const context = { subject: aSubject(), decisions: [], locale };
			for (const because of ['later_act', 'narrower_scope', 'later_start'] as const) {
				const [won, lost] = (['applies', 'superseded'] as const).map((outcome) => {
					const entry = { decisionId: 'a', measure: 0, level: 'city', outcome, because } as const;
					return traceLines([{ ...entry, by: 'b', aspects: [] }], context)[0]?.because;
				});
				expect(won).not.toBe(lost);
				expect(won).toContain('b');
			}
		}
	});
});

it('limits of any shape have words without a name of a message', () => {
	const count = fc.option(fc.integer({ min: 1, max: 300 }));
	const values = fc.record({
		people: count,
		everyMinutes: count,
		disinfection: fc.option(fc.record({ everyMinutes: count, minutes: count })),
	});
	fc.assert(
		fc.property(values, fc.constantFrom(...LOCALES), (groups, locale) => {
			const lines = limitLines({ ...NO_RULE, capacity: null, groups }, locale);
			expect(lines.every((line) => line.trim() && !/regime_|null|undefined/.test(line))).toBe(true);
		}),
	);
});
