import { describe, expect, it } from 'vitest';
import { normalizePassword, passwordProblem } from './password.ts';

describe('a password is accepted', () => {
	it.each([
		'correct horse battery',
		'қоңыр күзгі орман',
		'тихий вечер на даче',
		'x7#Qp!v2Lm_9',
		'🐎🐪🦅🐺🦊🐻🐦🐟🐍🐢🦎🐸',
		'83920174650293',
		'the 3 quiet rivers of spring, '.repeat(5).slice(0, 128),
		'orally agreed upon',
	])('%s', (text) => {
		expect(passwordProblem(text, ['Oral', 'Shu'])).toBeNull();
	});
});

describe('a password is refused', () => {
	it.each([
		['eleven characters', 'x7#Qp!v2Lm_', 'too_short'],
		['eleven emoji although 22 code units', '🐎🐪🦅🐺🦊🐻🐦🐟🐍🐢🦎', 'too_short'],
		['129 characters', 'xq'.repeat(64) + 'z', 'too_long'],
		['a NUL inside', 'correct horse\u0000battery', 'text'],
		['a line break inside', 'correct horse\nbattery', 'text'],
		['a lone surrogate', 'correct horse battery \ud800', 'text'],
		['the Russian word for a center', 'мой-любимый-ЦОН-у-дома', 'context_word'],
		['the Kazakh word for a center', 'біздің ХҚКО жақсы', 'context_word'],
		['the number of the contact center', 'zvonok-na-1414-seichas', 'context_word'],
		['the state portal', 'my eGov account key', 'context_word'],
		['the state portal in disguise', 'my 3g0v account key', 'context_word'],
		['a city', 'Karaganda-in-winter', 'context_word'],
		['a short city as a word', 'we went to oral once', 'context_word'],
		['the login', 'a.serikova is me ok', 'context_word'],
		['a common word with digits', 'Password1234', 'common'],
		['a common word in disguise', 'P@ssw0rd2026!', 'common'],
		['a Russian common word', 'пароль123456', 'common'],
		['a Kazakh common word', 'Құпиясөз2026', 'common'],
		['a keyboard row', 'qwertyuiop[]', 'common'],
		['digits in a row', '1234567890123', 'common'],
		['one letter', 'aaaaaaaaaaaa', 'common'],
		['one piece again and again', 'abzabzabzabz', 'common'],
	])('%s', (_, text, problem) => {
		expect(passwordProblem(text, ['Karaganda', 'Oral', 'a.serikova'])).toBe(problem);
	});
});

it('composed and decomposed input of one password are the same', () => {
	expect(normalizePassword('и\u0306од йод йод йод')).toBe(normalizePassword('йод йод йод йод'));
	expect(passwordProblem('й'.normalize('NFD').repeat(11))).toBe('too_short');
});
