import type { Center, Directory, Place } from './directory.ts';

/** Something that can be found by its name. */
export type Findable = { kind: 'place'; place: Place } | { kind: 'center'; center: Center };

/** A findable thing with the words that lead to it. */
interface Entry {
	found: Findable;
	words: readonly string[];
}

/** The words of a whole directory; make it once per version. */
type SearchIndex = readonly Entry[];

/** Kazakh letters and their nearest Russian ones, so that a search without a Kazakh keyboard finds Kazakh names. */
const FOLDED: Readonly<Record<string, string>> = {
	ә: 'а',
	ғ: 'г',
	қ: 'к',
	ң: 'н',
	ө: 'о',
	ұ: 'у',
	ү: 'у',
	һ: 'х',
	і: 'и',
	ё: 'е',
	й: 'и',
};

/** Former and colloquial names of cities, by the id of the directory. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
	astana: ['Нур-Султан', 'Нұр-Сұлтан', 'Nur-Sultan', 'Целиноград', 'Акмола'],
	almaty: ['Алма-Ата', 'Alma-Ata', 'Верный'],
	oskemen: ['Усть-Каменогорск', 'Ust-Kamenogorsk'],
	oral: ['Уральск', 'Uralsk'],
	semey: ['Семипалатинск', 'Semipalatinsk'],
	aktau: ['Шевченко'],
	atyrau: ['Гурьев'],
	taraz: ['Жамбыл', 'Джамбул'],
	kyzylorda: ['Кзыл-Орда'],
	aktobe: ['Актюбинск'],
	konaev: ['Капчагай', 'Қапшағай'],
};

/** What a key of the Latin keyboard writes in the Russian layout: a search typed in the wrong layout still finds. */
const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбюё';

/** Points of a match of one word, the best first. */
const POINTS = { whole: 5, start: 4, inside: 2, typo: 1 } as const;
/** A word may be misspelled by one letter from this length on. */
const TYPO_FROM = 4;
/** Places come before centers at equal points, the larger first. */
const ORDER = { nation: 0, region: 2, city: 1, center: 3 } as const;

/** A text as words for comparison: lower case, letters folded, anything else a gap. */
export function searchWords(text: string): string[] {
	const folded = Array.from(text.toLowerCase(), (letter) => FOLDED[letter] ?? letter).join('');
	return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** Indexes what a directory holds by its names in all three languages, ids and aliases; centers by their city too. */
export function searchIndex(directory: Directory): SearchIndex {
	const cities = new Map(
		directory.places.filter(({ kind }) => kind === 'city').map((city) => [city.id, city]),
	);
	const wordsOf = ({ id, name }: Pick<Place, 'id' | 'name'>, isCity: boolean): string[] => [
		...searchWords([name.kk, name.ru, name.en, id].join(' ')),
		...searchWords((isCity ? (ALIASES[id] ?? []) : []).join(' ')),
	];
	const entries: Entry[] = directory.places.map((place) => ({
		found: { kind: 'place', place },
		words: [...new Set(wordsOf(place, place.kind === 'city'))],
	}));
	for (const center of directory.centers) {
		const city = center.cityId === null ? undefined : cities.get(center.cityId);
		const words = [...wordsOf(center, false), ...(city ? wordsOf(city, true) : [])];
		entries.push({ found: { kind: 'center', center }, words: [...new Set(words)] });
	}
	return entries;
}

/**
 * The best `most` finds for what was typed, in Kazakh, Russian or English, with one letter wrong per word, or in the
 * wrong keyboard layout. Every typed word must lead to the find. Nothing for an empty text.
 */
export function searchPlaces(index: SearchIndex, text: string, most: number): Findable[] {
	const readings = [searchWords(text), searchWords(inRussianLayout(text))];
	const scored: { found: Findable; points: number; order: number; at: number }[] = [];
	for (const [at, { found, words }] of index.entries()) {
		const points = Math.max(...readings.map((typed) => pointsOf(typed, words)));
		if (points <= 0) continue;
		const order = ORDER[found.kind === 'place' ? found.place.kind : 'center'];
		scored.push({ found, points, order, at });
	}
	scored.sort((a, b) => b.points - a.points || a.order - b.order || a.at - b.at);
	return scored.slice(0, most).map(({ found }) => found);
}

/** Whether every typed word leads to one of the words: for lists that are not places. */
export function matchesWords(text: string, words: readonly string[]): boolean {
	const typed = searchWords(text);
	return typed.length === 0 || pointsOf(typed, words) > 0;
}

function inRussianLayout(text: string): string {
	return Array.from(text.toLowerCase(), (letter) => {
		const key = LATIN_KEYS.indexOf(letter);
		return key < 0 ? letter : (RUSSIAN_KEYS[key] ?? letter);
	}).join('');
}

/** Sum over the typed words; 0 when one of them leads nowhere. */
function pointsOf(typed: readonly string[], words: readonly string[]): number {
	let sum = 0;
	for (const word of typed) {
		const best = Math.max(0, ...words.map((candidate) => pointsOfWord(word, candidate)));
		if (best === 0) return 0;
		sum += best;
	}
	return sum;
}

function pointsOfWord(typed: string, candidate: string): number {
	if (candidate === typed) return POINTS.whole;
	if (candidate.startsWith(typed)) return POINTS.start;
	if (typed.length > 2 && candidate.includes(typed)) return POINTS.inside;
	const isLong = typed.length >= TYPO_FROM;
	return isLong && isOneOff(typed, candidate) ? POINTS.typo : 0;
}

/** Whether a text is the beginning of a word but for one letter wrong, missing, too many or swapped with its neighbor. */
function isOneOff(typed: string, word: string): boolean {
	let at = 0;
	while (at < typed.length && typed[at] === word[at]) at++;
	const rest = typed.slice(at + 1);
	return (
		word.startsWith(rest, at + 1) ||
		word.startsWith(rest, at) ||
		word.startsWith(typed.slice(at), at + 1) ||
		(typed[at] === word[at + 1] &&
			typed[at + 1] === word[at] &&
			word.startsWith(typed.slice(at + 2), at + 2))
	);
}
