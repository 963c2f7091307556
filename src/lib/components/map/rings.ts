import type * as Leaflet from 'leaflet';
import type { LeafletModule } from './center-layer.ts';
import type { MarkField } from './mark-field.ts';

/** Rings around marks that live for a while: new critical ones, and the one that the keyboard is on. */
export interface Rings {
	/** Rings a mark once per second until it is seen, for 60 s at most; the stylesheet keeps the time. */
	call(index: number): void;
	/** Ends the ringing of a mark. */
	see(index: number): void;
	/** Puts the focus ring around a mark, or takes it away. */
	focus(index: number | null): void;
	/** Brings all rings to where their marks are now; ends those of marks that are no longer critical. */
	move(isCritical: (index: number) => boolean): void;
}

/** Room between a mark and the focus ring, px. */
const FOCUS_GAP = 5;

/** Makes the rings in a pane of a map. They are elements, so the style sheet animates them and honors reduced motion. */
export function createRings(
	L: LeafletModule,
	map: Leaflet.Map,
	pane: string,
	field: MarkField,
): Rings {
	const host = map.getPane(pane);
	const calling = new Map<number, HTMLElement>();
	let focused: { index: number; element: HTMLElement } | null = null;

	function put(element: HTMLElement, index: number, gap: number): void {
		const origin = map.getPixelOrigin();
		const [x = 0, y = 0] = [field.xy[index * 2], field.xy[index * 2 + 1]];
		const side = 2 * (field.radiusOf(index) + gap);
		element.style.setProperty('width', `${side}px`);
		element.style.setProperty('height', `${side}px`);
		const corner = L.point(x - side / 2, y - side / 2).subtract(origin);
		element.style.setProperty('left', `${corner.x}px`);
		element.style.setProperty('top', `${corner.y}px`);
	}

	function see(index: number): void {
		calling.get(index)?.remove();
		calling.delete(index);
	}

	return {
		call(index) {
			if (calling.has(index)) return;
			const element = L.DomUtil.create('span', 'call-ring', host);
			element.addEventListener('animationend', () => see(index), { once: true });
			calling.set(index, element);
			put(element, index, 0);
		},
		see,
		focus(index) {
			focused?.element.remove();
			focused = null;
			if (index === null) return;
			const element = L.DomUtil.create('span', 'focus-mark', host);
			focused = { index, element };
			put(element, index, FOCUS_GAP);
		},
		move(isCritical) {
			for (const [index, element] of calling) {
				if (isCritical(index)) put(element, index, 0);
				else see(index);
			}
			if (focused) put(focused.element, focused.index, FOCUS_GAP);
		},
	};
}
