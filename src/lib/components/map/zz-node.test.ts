import { it } from 'vitest';
import { createMarkPainter } from './mark-painter.ts';
import { createMarkField } from './mark-field.ts';
import { markOf } from './mark.ts';
import { createSpriteSheet } from './sprites.ts';
import { aCenter, aDirectory } from '../../../../tests/support/board-builders.ts';
it('bench', () => {
	const N = 20000;
	const lvl = (i: number) => {
		const r = ((i * 2654435761) >>> 0) % 1000;
		return r < 780 ? 1 : r < 940 ? 2 : r < 980 ? 3 : 4;
	};
	const levels = new Uint8Array(N).map((_, i) => lvl(i));
	const field = createMarkField(
		aDirectory(
			Array.from({ length: N }, (_, i) =>
				aCenter(i + 1, { lat: ((i * 7919) % 7000) / 10, lon: ((i * 104729) % 10000) / 10 }),
			),
		),
		(o) => markOf(levels[o - 1] ?? 0, 1, 0),
	);
	const c = [10, 20, 30] as const;
	const theme: any = {
		fill: { closed: c, calm: c, unknown: c, busy: c, crowded: c, critical: c },
		casing: c,
		criticalHalo: c,
		criticalSign: c,
		ink: c,
		inkSecondary: c,
		unit: 1,
	};
	const size = { closed: 5, calm: 7, unknown: 11, busy: 10, crowded: 14, critical: 20 };
	field.read('all');
	field.project((y, x) => ({ x: x + 100, y: y + 70 }), size);
	const p = createMarkPainter(field);
	p.dress(createSpriteSheet({ theme, size, dpr: 1 }));
	p.frame({ x: 0, y: 0 }, 1200, 840, 1);
	const out: string[] = [];
	for (let k = 0; k < 20; k++) {
		const chosen = new Set<number>();
		for (let j = 0; j < N / 10; j++) {
			const i = (j * 10 + k * 3 + ((j * j) % 10)) % N;
			chosen.add(i + 1);
			levels[i] = lvl(i * 31 + k * 7 + 1);
		}
		const t0 = process.cpuUsage().user / 1000;
		const ch = field.read(chosen);
		const t1 = process.cpuUsage().user / 1000;
		const mv = field.respread();
		const t2 = process.cpuUsage().user / 1000;
		p.paint(new Set([...ch.changed, ...mv]));
		const t3 = process.cpuUsage().user / 1000;
		p.paint('all');
		const t4 = process.cpuUsage().user / 1000;
		out.push(
			`${ch.changed.length}: read ${(t1 - t0).toFixed(1)} spread ${(t2 - t1).toFixed(1)} some ${(t3 - t2).toFixed(1)} all ${(t4 - t3).toFixed(1)}`,
		);
	}
	console.log(out.join('\n'));
});
