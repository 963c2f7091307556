import type { Box } from './label-layout.ts';

/** Room that buttons, key and credits (`data-over-map`) take of a map, px from its upper left corner. */
export function overlayBoxes(host: HTMLElement): Box[] {
	const frame = host.getBoundingClientRect();
	return [...document.querySelectorAll('[data-over-map]')].map((element) => {
		const { left, top, right, bottom } = element.getBoundingClientRect();
		return {
			left: left - frame.left,
			top: top - frame.top,
			right: right - frame.left,
			bottom: bottom - frame.top,
		};
	});
}
