/** Bounds of a password in characters after NFC [reliability.md §4]: no composition rule, so length carries it. */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

/** Why a password is refused; null of `passwordProblem` is acceptance. */
export type PasswordProblem = 'too_short' | 'too_long' | 'text' | 'context_word' | 'common';

/** Words that anyone who attacks this system tries first; refused anywhere in a password. */
const CONTEXT_WORDS = [
	'цон',
	'хқко',
	'хкко',
	'hkko',
	'1414',
	'egov',
	'kezek',
	'кезек',
	'kazakhstan',
	'казахстан',
	'қазақстан',
];

/** A name given by the caller counts anywhere in a password from this length on, and as a whole word below it. */
const LONG_NAME = 5;

/** What the lists of leaked passwords are made of; `passwordProblem` looks at what is left without them. */
const COMMON_WORDS = [
	'password',
	'passwort',
	'parol',
	'пароль',
	'құпиясөз',
	'qwertyuiop',
	'qwerty',
	'asdfghjkl',
	'asdfgh',
	'zxcvbnm',
	'zxcvbn',
	'1q2w3e4r5t6y',
	'1q2w3e4r',
	'1qaz2wsx3edc',
	'1qaz2wsx',
	'qazwsxedc',
	'qazwsx',
	'йцукенгшщзхъ',
	'йцукенгшщз',
	'йцукен',
	'фывапролдж',
	'фывапр',
	'ячсмить',
	'administrator',
	'admin',
	'админ',
	'welcome',
	'letmein',
	'iloveyou',
	'changeme',
	'default',
	'secret',
	'секрет',
	'master',
	'dragon',
	'monkey',
	'football',
	'baseball',
	'princess',
	'sunshine',
	'superman',
	'trustno1',
	'привет',
	'любовь',
	'наташа',
	'test',
	'тест',
	'user',
];

/** Characters that must be left without common words, counting runs and edge digits, for a password to count as its own. */
const OWN_CHARACTERS = 6;

/** The text that is compared and hashed: composed and decomposed input of one password are the same. */
export function normalizePassword(text: string): string {
	return text.normalize('NFC');
}

/**
 * Why a new password is refused, or null. `names` are the words of the place and the person (cities, login), refused
 * like the built-in ones. Length counts characters, not bytes. Source: reliability.md §4, ASVS 6.2.
 */
export function passwordProblem(
	text: string,
	names: readonly string[] = [],
): PasswordProblem | null {
	const password = normalizePassword(text);
	if (/[\p{Cc}\p{Cs}]/u.test(password)) return 'text';
	const length = [...password].length;
	if (length < PASSWORD_LENGTH.min) return 'too_short';
	if (length > PASSWORD_LENGTH.max) return 'too_long';
	const lower = password.toLowerCase();
	const plain = withoutLeet(lower);
	if (CONTEXT_WORDS.some((word) => lower.includes(word) || plain.includes(word))) {
		return 'context_word';
	}
	if (names.some((name) => holdsName(lower, name.normalize('NFC').toLowerCase()))) {
		return 'context_word';
	}
	if (isPeriodic(lower) || isCommon(lower) || isCommon(plain)) return 'common';
	return null;
}

function holdsName(lower: string, name: string): boolean {
	if (name === '') return false;
	if ([...name].length >= LONG_NAME) return lower.includes(name);
	return lower.split(/[^\p{L}]+/u).includes(name);
}

/** Digits and signs that stand for letters, undone. */
function withoutLeet(lower: string): string {
	const letters: Record<string, string> = {
		'@': 'a',
		'0': 'o',
		'1': 'i',
		'3': 'e',
		$: 's',
		'5': 's',
	};
	return lower.replace(/[@013$5]/g, (sign) => letters[sign] ?? sign);
}

/** One short piece again and again: `aaaaaaaaaaaa`, `abcabcabcabc`. */
function isPeriodic(lower: string): boolean {
	const period = `${lower}${lower}`.indexOf(lower, 1);
	return period < lower.length && period <= lower.length / 2 && period <= 6;
}

/** Whether hardly anything is left without common words, runs such as `3456` or `cdef`, and digits at the edges. */
function isCommon(lower: string): boolean {
	let rest = lower;
	for (const word of COMMON_WORDS) rest = rest.replaceAll(word, ' ');
	rest = withoutRuns(rest);
	if (rest === lower) return false;
	const own = rest.replace(/^[\p{N}\p{P}\p{Z}]+|[\p{N}\p{P}\p{Z}]+$/gu, '').replaceAll(' ', '');
	return [...own].length < OWN_CHARACTERS;
}

/** Cuts out runs of three or more equal, rising or falling neighbors. */
function withoutRuns(text: string): string {
	const signs = [...text];
	const step = (i: number) => (signs[i]?.codePointAt(0) ?? 0) - (signs[i - 1]?.codePointAt(0) ?? 0);
	let kept = '';
	for (let start = 0; start < signs.length;) {
		let end = start + 1;
		if (end < signs.length && Math.abs(step(end)) <= 1) {
			const direction = step(end);
			while (end < signs.length && step(end) === direction) end += 1;
		}
		if (end - start < 3) {
			kept += signs[start] ?? '';
			start += 1;
		} else {
			kept += ' ';
			start = end;
		}
	}
	return kept;
}
