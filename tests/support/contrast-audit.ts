import type { Browser, Page } from 'playwright';

/** Something whose color must stand out from the pixels around it. */
interface Sample {
	what: string;
	/** Red, green, blue 0 … 255 and alpha 0 … 1 of its ink, with the opacity of everything above it. */
	ink: [number, number, number, number][];
	box: { x: number; y: number; width: number; height: number };
	least: number;
}

/** WCAG 2.2: text (1.4.3) without its discount for large letters, and everything else that carries a meaning (1.4.11). */
const LEAST = { text: 4.5, mark: 3 } as const;

/** Runs in the page: texts, marks and edges of controls that are in sight, with the colors they are drawn in. */
function collectSamples(least: { text: number; mark: number }): Sample[] {
	const samples: Sample[] = [];
	const parse = (color: string): [number, number, number, number] => {
		const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
		const scale = color.startsWith('color(') ? 255 : 1;
		return [red * scale, green * scale, blue * scale, alpha];
	};
	const opacityOf = (element: Element): number => {
		let opacity = 1;
		for (let up: Element | null = element; up; up = up.parentElement) {
			opacity *= Number(getComputedStyle(up).opacity);
		}
		return opacity;
	};
	const inkOf = (element: Element, ...colors: string[]): Sample['ink'] =>
		colors
			.filter((color) => color !== 'none')
			.map(parse)
			.map(([red, green, blue, alpha]) => [red, green, blue, alpha * opacityOf(element)]);
	const add = (what: string, box: DOMRect, ink: Sample['ink'], atLeast: number) => {
		const { x, y, width, height } = box;
		const isInSight =
			x >= 0 && y >= 0 && x + width <= innerWidth && y + height <= innerHeight && width > 1;
		if (isInSight && height > 1 && ink.length > 0) {
			samples.push({ what, ink, box: { x, y, width, height }, least: atLeast });
		}
	};
	/** Whether the middle of a box really shows an element: not scrolled under a bar, not clipped away. */
	const isOnTop = (element: Element, box: DOMRect): boolean => {
		const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		if (!top) return false;
		const group = element.closest('[role="row"], a, button, summary, li, p') ?? element;
		return group.contains(top) || top.contains(element);
	};

	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const owner = node.parentElement;
		const text = node.textContent?.trim() ?? '';
		if (!owner || text === '' || owner.closest('script, style, noscript, svg')) continue;
		if (!owner.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
		if (owner.closest('.visually-hidden, [disabled], [aria-disabled="true"]')) continue;
		const range = document.createRange();
		range.selectNodeContents(node);
		const box = range.getClientRects()[0];
		if (!box || !isOnTop(owner, box)) continue;
		add(`"${text.slice(0, 40)}"`, box, inkOf(owner, getComputedStyle(owner).color), least.text);
	}
	for (const mark of document.querySelectorAll('svg.mark, svg.late, svg.bar')) {
		const box = mark.getBoundingClientRect();
		if (!mark.checkVisibility({ contentVisibilityAuto: true }) || !isOnTop(mark, box)) continue;
		const shapes = [...mark.querySelectorAll('.fill, .ring, .hatch, .busy, circle')];
		const ink = shapes.flatMap((shape) => {
			const { fill, stroke } = getComputedStyle(shape);
			return inkOf(shape, fill, stroke);
		});
		const kind = mark.getAttribute('class')?.replace(/\s?svelte-\w+/g, '') ?? '';
		add(`mark ${kind}`, box, ink, least.mark);
	}
	for (const field of document.querySelectorAll('input:not([type="hidden"]), select, textarea')) {
		const box = field.getBoundingClientRect();
		if (!field.checkVisibility() || !isOnTop(field, box)) continue;
		const { borderTopColor, borderTopWidth } = getComputedStyle(field);
		if (borderTopWidth === '0px') continue;
		const name = field.getAttribute('name') ?? '';
		add(`edge of the field ${name}`, box, inkOf(field, borderTopColor), least.mark);
	}
	return samples;
}

/** Runs in a blank page: the lowest contrast of each sample's best ink with the most frequent color behind it. */
async function measure({
	picture,
	samples,
}: {
	picture: string;
	samples: Sample[];
}): Promise<string[]> {
	const blob = await (await fetch(`data:image/png;base64,${picture}`)).blob();
	const bitmap = await createImageBitmap(blob);
	const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw new Error('no canvas');
	context.drawImage(bitmap, 0, 0);
	const channel = (value: number) => {
		const share = value / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	};
	const luminance = ([red = 0, green = 0, blue = 0]: number[]) =>
		0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
	return samples.flatMap(({ what, ink, box, least }) => {
		const [x, y] = [Math.floor(box.x) - 2, Math.floor(box.y) - 1];
		const { data } = context.getImageData(
			x,
			y,
			Math.ceil(box.width) + 4,
			Math.ceil(box.height) + 2,
		);
		const width = Math.ceil(box.width) + 4;
		const height = Math.ceil(box.height) + 2;
		const counts = new Map<number, number>();
		for (let i = 0; i < data.length; i += 4) {
			// A shape may fill its box: it stands out from the pixels at the edge. Letters never do.
			const [column, line] = [(i / 4) % width, Math.floor(i / 4 / width)];
			const isEdge = column < 2 || column >= width - 2 || line < 1 || line >= height - 1;
			if (least < 4.5 && !isEdge) continue;
			const color = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
			counts.set(color, (counts.get(color) ?? 0) + 1);
		}
		const [ground = 0] = [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([color]) => color);
		const behind = [ground >> 16, (ground >> 8) & 255, ground & 255];
		const ratios = ink.map(([red, green, blue, alpha]) => {
			const front = [red, green, blue].map(
				(value, i) => value * alpha + (behind[i] ?? 0) * (1 - alpha),
			);
			const [light = 0, dark = 0] = [luminance(front), luminance(behind)].sort((a, b) => b - a);
			return (light + 0.05) / (dark + 0.05);
		});
		const best = Math.max(...ratios);
		return best < least - 0.005 ? [`contrast ${best.toFixed(2)} under ${least}: ${what}`] : [];
	});
}

/** Measures contrast on the pixels of pages. */
export interface ContrastMeter {
	/** Everything in sight of a page that does not stand out enough, each as one readable line, and how much was measured. */
	audit(page: Page): Promise<{ problems: string[]; measured: number }>;
	close(): Promise<void>;
}

/** Opens a meter: pictures are read in a blank page of their own, which no policy of ours restricts. */
export async function openContrastMeter(browser: Browser): Promise<ContrastMeter> {
	const blank = await browser.newPage();
	return {
		audit: async (page) => {
			const samples = await page.evaluate(collectSamples, LEAST);
			const picture = (await page.screenshot({ animations: 'disabled' })).toString('base64');
			const problems = await blank.evaluate(measure, { picture, samples });
			return { problems: [...new Set(problems)], measured: samples.length };
		},
		close: () => blank.close(),
	};
}
