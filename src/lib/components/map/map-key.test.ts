import { expect, it } from 'vitest';
import { mapKey } from './map-key.ts';

const press = (code: string, held: Partial<Parameters<typeof mapKey>[0]> = {}) =>
	mapKey({ code, ctrlKey: false, altKey: false, metaKey: false, ...held });

it.each([
	['ArrowUp', { does: 'step', direction: 'up' }],
	['Enter', { does: 'open' }],
	['Escape', { does: 'leave' }],
	['Equal', { does: 'zoomIn' }],
	['NumpadSubtract', { does: 'zoomOut' }],
	['Digit0', { does: 'home' }],
	['KeyA', null],
])('%s means %j', (code, meaning) => {
	expect(press(code)).toEqual(meaning);
});

it('leaves the zoom of the browser alone', () => {
	expect(press('Equal', { ctrlKey: true })).toBeNull();
	expect(press('Digit0', { metaKey: true })).toBeNull();
});
