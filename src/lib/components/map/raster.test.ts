import { describe, expect, it } from 'vitest';
import { createRaster, over, packPixel } from './raster.ts';

const red = [255, 0, 0] as const;
const white = [255, 255, 255] as const;

const channels = (pixel: number) => [0, 8, 16, 24].map((shift) => (pixel >>> shift) & 255);

describe('over', () => {
	it('shows a solid color as it is', () => {
		expect(over(packPixel(red, 255), packPixel(white, 255))).toBe(packPixel(red, 255));
	});

	it('keeps a soft color over nothing', () => {
		expect(over(packPixel(red, 90), 0)).toBe(packPixel(red, 90));
	});

	it('lets the ground through where the top is empty', () => {
		expect(over(0, packPixel(white, 255))).toBe(packPixel(white, 255));
	});

	it('mixes a soft color with solid ground', () => {
		const mixed = channels(over(packPixel(red, 128), packPixel(white, 255)));
		[255, 127, 127, 255].forEach((expected, at) => {
			expect(Math.abs((mixed[at] ?? 0) - expected)).toBeLessThanOrEqual(2);
		});
	});

	it('adds up two soft colors by their shares', () => {
		const mixed = channels(over(packPixel(red, 128), packPixel(white, 128)));
		[255, 85, 85, 192].forEach((expected, at) => {
			expect(Math.abs((mixed[at] ?? 0) - expected)).toBeLessThanOrEqual(3);
		});
	});
});

describe('createRaster', () => {
	const pixel = packPixel(red, 255);
	const sprite = {
		half: 2,
		pixels: new Int32Array(16).fill(pixel),
		spans: Int16Array.of(0, 4, 0, 4, 0, 4, 0, 4),
	};
	const painted = (pixels: Int32Array) => [...pixels.keys()].filter((at) => pixels[at] !== 0);

	it('lays a sprite around a point', () => {
		const raster = createRaster(6, 6);
		raster.lay(sprite, 3, 3, { left: 0, top: 0, right: 6, bottom: 6 });
		expect(painted(raster.pixels)).toHaveLength(16);
		expect(raster.pixels[7]).toBe(pixel);
		expect(raster.pixels[0]).toBe(0);
	});

	it('paints nothing outside the clip or the picture', () => {
		const raster = createRaster(6, 6);
		raster.lay(sprite, 0, 0, { left: 0, top: 0, right: 6, bottom: 6 });
		expect(painted(raster.pixels)).toEqual([0, 1, 6, 7]);
		raster.clear({ left: 0, top: 0, right: 6, bottom: 6 });
		raster.lay(sprite, 3, 3, { left: 2, top: 2, right: 3, bottom: 6 });
		expect(painted(raster.pixels)).toEqual([14, 20, 26]);
	});

	it('clears a part', () => {
		const raster = createRaster(4, 4);
		raster.pixels.fill(pixel);
		raster.clear({ left: 1, top: 1, right: 3, bottom: 2 });
		expect([...raster.pixels.keys()].filter((at) => raster.pixels[at] === 0)).toEqual([5, 6]);
	});
});
