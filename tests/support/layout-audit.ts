/**
 * Runs in the page: every text that is cut, covered, beyond the edge or on another text, and everything that scrolls
 * sideways, each as one readable line. Text that ends in an ellipsis is fine where its whole is at hand (`title`).
 * It has no imports: Playwright carries its source into the browser.
 */
export function auditLayout(): string[] {
	interface Piece {
		node: Text;
		owner: Element;
		text: string;
		/** Line box that is seen, after every clip. */
		box: { left: number; top: number; right: number; bottom: number };
		/** Bars over scrolled content and what scrolls below them are two layers: they may meet. */
		layer: Element;
		isLabel: boolean;
	}
	/** Blur of anti-aliasing and of rounding, px. */
	const SLACK = 1.5;
	const found = new Set<string>();
	const pieces: Piece[] = [];
	const root = document.documentElement;

	const say = (problem: string, element: Element, text: string) => {
		const name = element.getAttribute('class')?.replace(/\s?svelte-\w+/g, '') ?? '';
		found.add(`${problem}: "${text.slice(0, 60)}" in <${element.localName} ${name.trim()}>`);
	};
	const hasWhole = (element: Element): boolean =>
		element.closest('[title]') !== null || element.querySelector('[title]') !== null;

	const styles = new Map<Element, CSSStyleDeclaration>();
	const styleOf = (element: Element): CSSStyleDeclaration => {
		const known = styles.get(element) ?? getComputedStyle(element);
		styles.set(element, known);
		return known;
	};
	const isHiddenToEyes = (element: Element): boolean => {
		for (let up: Element | null = element; up; up = up.parentElement) {
			const { clipPath, opacity } = styleOf(up);
			if (clipPath === 'inset(50%)' || opacity === '0') return true;
		}
		return false;
	};

	/** What is left of a line after the clips of its ancestors; null when it is scrolled out of sight or was reported. */
	function seen(owner: Element, text: string, line: DOMRect): Piece['box'] | null {
		const box = { left: line.left, top: line.top, right: line.right, bottom: line.bottom };
		const leeway = line.height * 0.3;
		for (let up: Element | null = owner; up && up !== root && up !== document.body;) {
			const style = styleOf(up);
			const clipsX = style.overflowX !== 'visible' || style.contentVisibility === 'auto';
			const clipsY = style.overflowY !== 'visible' || style.contentVisibility === 'auto';
			if (clipsX || clipsY) {
				const edge = up.getBoundingClientRect();
				const scrollsY = /auto|scroll/.test(style.overflowY) && up.scrollHeight > up.clientHeight;
				const scrollsX = /auto|scroll/.test(style.overflowX) && up.scrollWidth > up.clientWidth;
				if (scrollsY && (box.bottom <= edge.top + 1 || box.top >= edge.bottom - 1)) return null;
				const isCutX = clipsX && (box.left < edge.left - SLACK || box.right > edge.right + SLACK);
				const isCutY =
					clipsY && !scrollsY && (box.top < edge.top - leeway || box.bottom > edge.bottom + leeway);
				if (isCutX && !scrollsX && !(style.textOverflow === 'ellipsis' && hasWhole(up))) {
					say('cut at the side', up, text);
					return null;
				}
				if (isCutY && !hasWhole(up)) {
					say('cut above or below', up, text);
					return null;
				}
				box.left = Math.max(box.left, edge.left);
				box.right = Math.min(box.right, edge.right);
				box.top = Math.max(box.top, edge.top);
				box.bottom = Math.min(box.bottom, edge.bottom);
				if (box.right - box.left < 1 || box.bottom - box.top < 1) return null;
			}
			if (style.position === 'fixed') break;
			up = up.parentElement;
		}
		return box;
	}

	function layerOf(element: Element): Element {
		for (let up: Element | null = element; up; up = up.parentElement) {
			if (/fixed|sticky/.test(styleOf(up).position)) return up;
		}
		return root;
	}

	if (root.scrollWidth > root.clientWidth + 1) {
		found.add(`the page scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} px`);
	}
	for (const element of document.body.querySelectorAll('*:not([role="row"] *, svg *)')) {
		if (!element.checkVisibility()) continue;
		const { overflowX } = styleOf(element);
		const isScroller = overflowX === 'auto' || overflowX === 'scroll';
		if (isScroller && element.scrollWidth > element.clientWidth + 1) {
			say('scrolls sideways', element, element.textContent.trim());
		}
	}

	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
		const owner = node.parentElement;
		const text = node.data.trim();
		if (!owner || text === '' || owner.closest('script, style, noscript')) continue;
		const isVisible = owner.checkVisibility({
			opacityProperty: true,
			visibilityProperty: true,
			contentVisibilityAuto: true,
		});
		if (!isVisible || isHiddenToEyes(owner)) continue;
		const isLabel = owner.closest('svg') !== null;
		const range = document.createRange();
		range.selectNodeContents(node);
		for (const line of range.getClientRects()) {
			if (line.width < 1 || line.height < 1) continue;
			const box = seen(owner, text, line);
			if (!box) continue;
			if (box.bottom <= 0 && root.scrollTop === 0) continue; // a skip link that waits for the focus
			if (!isLabel && (box.left < -SLACK || box.right > innerWidth + SLACK)) {
				say('beyond the edge of the screen', owner, text);
			}
			pieces.push({ node, owner, text, box, layer: isLabel ? owner : layerOf(owner), isLabel });
		}
	}

	/** The part of a line where its letters are, without the room above and below them. */
	const letters = ({ box }: Piece) => {
		const inset = (box.bottom - box.top) * 0.22;
		return { ...box, top: box.top + inset, bottom: box.bottom - inset };
	};
	for (const [i, a] of pieces.entries()) {
		const one = letters(a);
		for (const b of pieces.slice(i + 1)) {
			if (a.node === b.node || a.isLabel !== b.isLabel) continue;
			if (!a.isLabel && a.layer !== b.layer) continue;
			const two = letters(b);
			const width = Math.min(one.right, two.right) - Math.max(one.left, two.left);
			const height = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
			if (width > SLACK && height > SLACK) say(`on "${b.text.slice(0, 40)}"`, a.owner, a.text);
		}
	}

	for (const piece of pieces) {
		const { owner, box, layer, text } = piece;
		const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
		if (piece.isLabel || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
		if (styleOf(owner).pointerEvents === 'none') continue;
		const top = document.elementFromPoint(x, y);
		if (!top || top.contains(owner) || owner.contains(top) || layerOf(top) !== layer) continue;
		const { backgroundColor } = styleOf(top);
		const isPainted = !/^rgba\(.*, 0\)$/.test(backgroundColor);
		if (isPainted || top instanceof HTMLImageElement) {
			say(`covered by <${top.localName} ${top.getAttribute('class') ?? ''}>`, owner, text);
		}
	}
	return [...found];
}
