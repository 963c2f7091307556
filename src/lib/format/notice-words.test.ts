// The public texts of recorded acts in three languages.
import { expect, it } from 'vitest';
import { bundledNetwork, recordedRules } from '../../../tests/support/rule-builders.ts';
import { LOCALES } from '../domain/directory.ts';
import { doorSigns } from '../domain/notice.ts';
import { withRepeals } from '../domain/regime-history.ts';
import { centerSubject } from '../domain/regime-scope.ts';
import { scriptText, shortText, signText } from './notice-words.ts';

const DIRECTORY = bundledNetwork();
const DECISIONS = withRepeals(recordedRules(DIRECTORY));
const SUBJECTS = DIRECTORY.centers.map(centerSubject);

function noticesOf(id: string, now: string) {
	const decision = DECISIONS.find((one) => one.id === id);
	if (!decision) throw new Error(`no decision ${id}`);
	const signs = doorSigns(decision, {
		subjects: SUBJECTS,
		decisions: DECISIONS,
		now: new Date(now),
	});
	const contexts = LOCALES.map((locale) => ({
		decisions: DECISIONS,
		directory: DIRECTORY,
		locale,
	}));
	const sign = (center: string) => {
		const found = signs.find(({ subject }) => subject.id === center);
		if (!found) throw new Error(`no sign for ${center}`);
		return contexts.map((context) => signText(found, context));
	};
	return {
		sign,
		script: contexts.map((context) => scriptText(signs, context)),
		short: contexts.map((context) => shortText(signs, context)),
	};
}

it('a door sign in all three languages: Shymkent, No. 30', () => {
	const { sign } = noticesOf('shymkent-30', '2021-09-10T10:00:00+06:00');
	expect(sign('shymkent-abai')).toEqual([
		{
			center: 'Абай ауданы',
			title: 'Тек алдын ала жазылғандар қабылданады',
			lines: [
				'Қолданылу мерзімі: 2021 ж. 8 қыркүйек, 00:00 – 2021 ж. 25 қыркүйек, 00:00',
				'Алдын ала жазылу: egov.kz порталы, Telegram желісіндегі eGovKzBot2.0 боты немесе 1414 (қоңырау тегін)',
				'Негізі: № 30 шешім, 2021 ж. 8 қыркүйек (Шымкент қаласының бас мемлекеттік санитариялық дәрігері)',
			],
		},
		{
			center: 'Абайский район',
			title: 'Приём только по предварительной записи',
			lines: [
				'Действует с 8 сентября 2021 г., 00:00 до 25 сентября 2021 г., 00:00',
				'Записаться можно на портале egov.kz, через бот eGovKzBot2.0 в Telegram или по номеру 1414 (звонок бесплатный)',
				'Основание: решение № 30 от 8 сентября 2021 г. (Главный государственный санитарный врач города Шымкент)',
			],
		},
		{
			center: 'Abai district',
			title: 'Visits by booking only',
			lines: [
				'In force from September 8, 2021, 00:00 until September 25, 2021, 00:00',
				'To book: the portal egov.kz, the bot eGovKzBot2.0 in Telegram, or 1414 (the call is free)',
				'Basis: decision 30 of September 8, 2021 (Chief sanitary doctor of Shymkent)',
			],
		},
	]);
});

it('the sign of an exempt center says that it is exempt, and the hours of another act', () => {
	const { sign } = noticesOf('ten-cities-2021-01-21', '2021-01-21T10:00:00+06:00');
	const [kk, ru, en] = sign('kostanay-region-altynsarin');
	expect([kk?.title, ru?.title, en?.title]).toEqual([
		'Алдын ала жазылу міндетті емес',
		'Предварительная запись не обязательна',
		'No booking is needed',
	]);
	expect([kk?.lines[0], ru?.lines[0], en?.lines[0]]).toEqual([
		'Бұл орталық – ерекшелік, оған мына шешім қолданылмайды: нөмірі белгісіз шешім, хабарланған күні 2021 ж. 21 қаңтар',
		'Этот центр – исключение, на него не распространяется: решение без известного номера, о котором сообщили 21 января 2021 г.',
		'This center is exempt; not applied here: decision reported on January 21, 2021, number not known',
	]);
	expect(ru?.lines).toContain('Приём заявлений: 09:00–18:00');
});

it('the sign of the specialized center of Atyrau says until 20, and how many people without the sum', () => {
	const { sign } = noticesOf('ten-cities-2021-01-21', '2021-01-21T10:00:00+05:00');
	expect(sign('atyrau-special').map(({ lines }) => lines.slice(1, 4))).toEqual([
		[
			'Өтініш қабылдау уақыты: 09:00–20:00',
			'Дайын құжаттарды беру уақыты: 09:00–20:00',
			'Ішінде ең көбі 61 адам',
		],
		[
			'Приём заявлений: 09:00–20:00',
			'Выдача готовых документов: 09:00–20:00',
			'Внутри не больше 61 человека',
		],
		[
			'Applications are taken: 09:00–20:00',
			'Results are handed out: 09:00–20:00',
			'At most 61 people inside',
		],
	]);
});

it('the script of 1414 asks for the place and names it; the same with an end in a short text', () => {
	const { script, short } = noticesOf('shymkent-31', '2021-09-26T10:00:00+06:00');
	expect(script).toEqual([
		'Сұраңыз: қай қаладағы қай орталыққа барғыңыз келеді?\n\nАлдын ала жазылмай келуге болады: Шымкент\nКүшіне ену уақыты: 2021 ж. 25 қыркүйек, 00:00. Аяқталу мерзімі белгіленбеген.\n\nНегізі: № 31 шешім, 2021 ж. 25 қыркүйек (Шымкент қаласының бас мемлекеттік санитариялық дәрігері)',
		'Спросите: в какой центр и в каком городе вы хотите обратиться?\n\nБез предварительной записи принимают: Шымкент\nДействует с 25 сентября 2021 г., 00:00. Срок окончания не установлен.\n\nОснование: решение № 31 от 25 сентября 2021 г. (Главный государственный санитарный врач города Шымкент)',
		'Ask: which center, in which city, do you want to visit?\n\nNo booking is needed: Shymkent\nIn force from September 25, 2021, 00:00. No end is set.\n\nBasis: decision 31 of September 25, 2021 (Chief sanitary doctor of Shymkent)',
	]);
	expect(short).toEqual(script.map((text) => text.slice(text.indexOf('\n\n') + 2)));
});

it('groups centers of which the same is said, booking-only first; a short text counts the rest', () => {
	const { script, short } = noticesOf('ten-cities-2021-01-21', '2021-01-21T10:00:00+06:00');
	const paragraphs = short[1]?.split('\n\n') ?? [];
	expect(paragraphs.map((text) => text.split('\n')[0])).toEqual([
		'Только по предварительной записи принимают: Астана; Шымкент; Талдыкорган; Темиртау; Усть-Каменогорск; Семей; Атырау, ЦОН № 1; Атырау, ЦОН № 2; Атырау, ЦОН № 3',
		'Только по предварительной записи принимают: Атырау, спецЦОН',
		'Только по предварительной записи принимают: Рудный; Тобыл; Костанай, ЦОН № 1; Костанай, ЦОН № 2',
		'Только по предварительной записи принимают: Костанай, спецЦОН',
		expect.stringMatching(/^Без предварительной записи принимают: Кульсары; .* и ещё 40 центров$/),
		expect.stringMatching(/^Без предварительной записи принимают: Житикара; .* и ещё 5 центров$/),
		'Записаться можно на портале egov.kz, через бот eGovKzBot2.0 в Telegram или по номеру 1414 (звонок бесплатный)',
	]);
	expect(short[1]).not.toContain('Караганда');
	expect(script[1]).toContain('Мендыкаринский район');
	expect(script[1]).not.toContain('и ещё');
});
