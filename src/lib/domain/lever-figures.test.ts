import { expect, it } from 'vitest';
import { figuresTogether } from './lever-figures.ts';

const aCenter = (some: object) => ({
	occupancy: null,
	queueLength: null,
	queueOutside: null,
	waitSeconds: null,
	...some,
});

it('adds people up and keeps the longest wait', () => {
	const centers = [
		aCenter({ occupancy: 40, queueLength: 10, waitSeconds: 600 }),
		aCenter({ occupancy: 60, queueLength: 0, waitSeconds: 1200 }),
	];
	expect(figuresTogether(centers)).toEqual({
		occupancy: 100,
		queueLength: 10,
		queueOutside: null,
		waitSeconds: 1200,
		measured: 2,
	});
});

it('says nothing of what was not measured, not zero', () => {
	expect(figuresTogether([aCenter({})])).toEqual({
		occupancy: null,
		queueLength: null,
		queueOutside: null,
		waitSeconds: null,
		measured: 0,
	});
});
