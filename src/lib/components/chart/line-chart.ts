import { Chart, LineController, LineElement, LinearScale, PointElement } from 'chart.js';

Chart.register(LineController, LineElement, LinearScale, PointElement);

/** One line of a chart; `y` null where nothing was measured. */
export interface Line {
	label: string;
	points: readonly { x: number; y: number | null }[];
	/** Custom property that colors it. */
	token: string;
	/** Lines differ by stroke as well as by color. A thin line is a limit: it has no gaps. */
	stroke: 'solid' | 'dashed' | 'thin';
}

/** What a chart shows. Instants are Unix ms. */
export interface LineChartContent {
	lines: readonly Line[];
	from: number;
	to: number;
	/** Instants to write under the axis, and how. */
	ticks: readonly number[];
	tickText: (at: number) => string;
	valueText: (value: number) => string;
	/** Time without a point after which a line breaks: a silence is a gap and not a slope. */
	gapMs: number;
}

/** A chart on a canvas, updated in place. */
export interface LineChart {
	update(content: LineChartContent): void;
	/** Reads the tokens again: the theme or the density has changed. */
	restyle(): void;
	destroy(): void;
}

const STROKES = {
	solid: { borderWidth: 2, borderDash: [] },
	dashed: { borderWidth: 2, borderDash: [6, 4] },
	thin: { borderWidth: 1, borderDash: [2, 3] },
} satisfies Record<Line['stroke'], { borderWidth: number; borderDash: number[] }>;

/** Draws lines over time on a canvas. The size follows the parent, which must have one. */
export function createLineChart(canvas: HTMLCanvasElement, first: LineChartContent): LineChart {
	let content = first;
	const chart = new Chart<'line', { x: number; y: number | null }[]>(canvas, {
		type: 'line',
		data: { datasets: [] },
		options: {
			animation: false,
			parsing: false,
			normalized: true,
			responsive: true,
			maintainAspectRatio: false,
			events: [],
			layout: { padding: { top: 6, right: 8 } },
			elements: { point: { radius: 0 }, line: { tension: 0 } },
			scales: {
				x: {
					type: 'linear',
					afterBuildTicks: (axis) => {
						axis.ticks = content.ticks.map((value) => ({ value }));
					},
					ticks: {
						autoSkip: false,
						maxRotation: 0,
						callback: (value) => content.tickText(Number(value)),
					},
					grid: { display: false },
				},
				y: {
					beginAtZero: true,
					suggestedMax: 10,
					ticks: {
						maxTicksLimit: 5,
						precision: 0,
						callback: (value) => content.valueText(Number(value)),
					},
					border: { display: false },
				},
			},
		},
	});

	const write = () => {
		const style = getComputedStyle(canvas);
		chart.data.datasets = content.lines.map(({ label, points, token, stroke }) => ({
			label,
			data: points as { x: number; y: number | null }[],
			borderColor: colorOf(canvas, token),
			spanGaps: stroke === 'thin' ? true : content.gapMs,
			...STROKES[stroke],
		}));
		const { x, y } = chart.options.scales ?? {};
		if (x && y) {
			x.min = content.from;
			x.max = content.to;
			const ink = colorOf(canvas, '--ink-muted');
			const font = {
				family: style.fontFamily,
				size: Number.parseFloat(style.fontSize),
			};
			x.ticks = { ...x.ticks, color: ink, font };
			y.ticks = { ...y.ticks, color: ink, font };
			x.border = { color: colorOf(canvas, '--line-soft') };
			y.grid = { color: colorOf(canvas, '--chart-grid') };
		}
		chart.update('none');
	};
	write();

	return {
		update: (next) => {
			content = next;
			write();
		},
		restyle: write,
		destroy: () => chart.destroy(),
	};
}

/** A token as the browser resolves it here: a custom property itself keeps `light-dark(…)` as text. */
function colorOf(canvas: HTMLCanvasElement, token: string): string {
	const probe = document.createElement('span');
	probe.hidden = true;
	// Forced colors would make one color of all.
	probe.style.setProperty('forced-color-adjust', 'none');
	probe.style.setProperty('color', `var(${token})`);
	canvas.parentElement?.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}
