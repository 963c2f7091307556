import type { Figures } from './finding.ts';

/** People and waits of one center; null where they were not measured. */
interface Measured {
	occupancy: number | null;
	queueLength: number | null;
	queueOutside: number | null;
	waitSeconds: number | null;
}

/** People of some centers together, and the longest wait among them: what a lever is compared by. */
export function figuresTogether(centers: readonly Measured[]): Figures {
	const valuesOf = (name: keyof Measured) =>
		centers.flatMap((center) => (center[name] === null ? [] : [center[name]]));
	const sum = (name: keyof Measured) => {
		const values = valuesOf(name);
		return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
	};
	const waits = valuesOf('waitSeconds');
	return {
		occupancy: sum('occupancy'),
		queueLength: sum('queueLength'),
		queueOutside: sum('queueOutside'),
		waitSeconds: waits.length === 0 ? null : Math.max(...waits),
		measured: valuesOf('queueLength').length,
	};
}
