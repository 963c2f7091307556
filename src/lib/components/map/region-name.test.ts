import { describe, expect, it } from 'vitest';
import { shortRegionName } from './region-name.ts';

describe('a region on the map', () => {
	it.each([
		[
			{ kk: 'Қостанай облысы', ru: 'Костанайская область', en: 'Kostanay Region' },
			{ kk: 'Қостанай обл.', ru: 'Костанайская обл.', en: 'Kostanay' },
		],
		[
			{ kk: 'Абай облысы', ru: 'Область Абай', en: 'Abai Region' },
			{ kk: 'Абай обл.', ru: 'Абай', en: 'Abai' },
		],
		[
			{ kk: 'Алматы', ru: 'Алматы', en: 'Almaty' },
			{ kk: 'Алматы', ru: 'Алматы', en: 'Almaty' },
		],
	])('%o is short', (full, short) => {
		expect(shortRegionName(full)).toEqual(short);
	});
});
