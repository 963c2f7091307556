import type { Direction } from './nearest.ts';

/** What a key on the focused map asks for. */
export type MapKey =
	| { does: 'step'; direction: Direction }
	| { does: 'open' | 'leave' | 'zoomIn' | 'zoomOut' | 'home' };

/** Keys by their place on the keyboard, so that they work in Kazakh and Russian layouts. */
const MEANINGS: Record<string, MapKey> = {
	ArrowLeft: { does: 'step', direction: 'left' },
	ArrowRight: { does: 'step', direction: 'right' },
	ArrowUp: { does: 'step', direction: 'up' },
	ArrowDown: { does: 'step', direction: 'down' },
	Enter: { does: 'open' },
	NumpadEnter: { does: 'open' },
	Escape: { does: 'leave' },
	Equal: { does: 'zoomIn' },
	NumpadAdd: { does: 'zoomIn' },
	Minus: { does: 'zoomOut' },
	NumpadSubtract: { does: 'zoomOut' },
	Digit0: { does: 'home' },
	Numpad0: { does: 'home' },
};

/** Reads a key; null for keys that are not the map's, and for those pressed with Ctrl, Alt or Meta. */
export function mapKey(
	event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): MapKey | null {
	if (event.ctrlKey || event.altKey || event.metaKey) return null;
	return MEANINGS[event.code] ?? null;
}
