import { describe, expect, it } from 'vitest';
import type { Center, Directory, Place } from './directory.ts';
import { matchesWords, searchIndex, searchPlaces, searchWords } from './place-search.ts';

const aPlace = (kind: Place['kind'], id: string, kk: string, ru: string, en: string): Place => ({
	ordinal: 0,
	id,
	kind,
	regionId: kind === 'city' ? 'r' : null,
	name: { kk, ru, en },
	lat: null,
	lon: null,
	illustrative: false,
});
const aCenter = (id: string, cityId: string, kk: string, ru: string, en: string): Center => ({
	ordinal: 0,
	id,
	cityId,
	regionId: 'r',
	class: 'city',
	type: 'ordinary',
	name: { kk, ru, en },
	lat: 0,
	lon: 0,
	hallM2: null,
	seats: null,
	windows: null,
	opensAt: null,
	closesAt: null,
	timezone: 'Asia/Almaty',
	illustrative: true,
});
const directory: Directory = {
	version: '1',
	places: [
		aPlace('nation', 'nation', 'Қазақстан', 'Казахстан', 'Kazakhstan'),
		aPlace('region', 'KZ-63', 'Шығыс Қазақстан облысы', 'Восточно-Казахстанская область', 'East'),
		aPlace('city', 'almaty', 'Алматы', 'Алматы', 'Almaty'),
		aPlace('city', 'astana', 'Астана', 'Астана', 'Astana'),
		aPlace('city', 'oskemen', 'Өскемен', 'Усть-Каменогорск', 'Oskemen'),
	],
	centers: [
		aCenter('almaty-almaly', 'almaty', 'Алмалы ауданы', 'Алмалинский район', 'Almaly district'),
		aCenter('almaty-auezov', 'almaty', 'Әуезов ауданы', 'Ауэзовский район', 'Auezov district'),
	],
	contactCenters: [],
};
const index = searchIndex(directory);
const find = (text: string) =>
	searchPlaces(index, text, 5).map((one) => (one.kind === 'place' ? one.place.id : one.center.id));

describe('search', () => {
	it.each([
		['Kazakh', 'Өскемен', 'oskemen'],
		['Kazakh without a Kazakh keyboard', 'оскемен', 'oskemen'],
		['Russian', 'усть', 'oskemen'],
		['English', 'osk', 'oskemen'],
		['a former name', 'нур-султан', 'astana'],
		['the Latin layout', 'fcnfyf', 'astana'],
		['one wrong letter', 'астона', 'astana'],
		['two letters swapped', 'асатна', 'astana'],
		['a letter too many', 'асттана', 'astana'],
		['a letter missing', 'астна', 'astana'],
	])('finds by %s', (_, text, id) => {
		expect(find(text)[0]).toBe(id);
	});

	it('puts the city before its centers', () => {
		expect(find('алматы')).toEqual(['almaty', 'almaty-almaly', 'almaty-auezov']);
	});

	it('needs every word', () => {
		expect(find('алматы әуезов')).toEqual(['almaty-auezov']);
		expect(find('алматы нигде')).toEqual([]);
	});

	it('finds nothing for nothing', () => {
		expect([find(''), find('  - '), find('zzzz')]).toEqual([[], [], []]);
	});

	it('keeps to the asked number', () => {
		expect(searchPlaces(index, 'алматы', 2)).toHaveLength(2);
	});
});

describe('words', () => {
	it('are folded and free of signs', () => {
		expect(searchWords('№ 2 Әл-Фараби, ХҚКО')).toEqual(['2', 'ал', 'фараби', 'хкко']);
	});
	it('lead to what is no place, too', () => {
		expect(matchesWords('карт', searchWords('К карте'))).toBe(true);
		expect(matchesWords('1414', searchWords('К карте'))).toBe(false);
		expect(matchesWords('', [])).toBe(true);
	});
});
