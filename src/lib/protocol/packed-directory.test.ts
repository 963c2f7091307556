import { expect, test } from 'vitest';
import { aCenter, aDirectory } from '../../../tests/support/board-builders.ts';
import { packDirectory, unpackDirectory } from './packed-directory.ts';

test('what was packed comes back whole', () => {
	const directory = aDirectory([aCenter(1, { cityId: 'almaty', seats: 40 }), aCenter(2)]);
	const sent: unknown = JSON.parse(JSON.stringify(packDirectory(directory)));
	expect(unpackDirectory(sent as ReturnType<typeof packDirectory>)).toEqual(directory);
});

test('a network without centers is packed too', () => {
	const directory = aDirectory([]);
	expect(unpackDirectory(packDirectory(directory))).toEqual(directory);
});

test('the names of the fields are sent once', () => {
	const text = JSON.stringify(packDirectory(aDirectory([aCenter(1), aCenter(2), aCenter(3)])));
	expect(text.match(/illustrative/g)).toHaveLength(3);
});
