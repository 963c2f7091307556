// 23 August 2021 as an exercise, seen through GET /api/v1/board: calm before nine, then the halls and streets of Almaty
// fill, Almaly and Medeu are critical, and the places whose rule did not change stay as they were.
import { expect, test } from './fixtures.ts';

const NAMED = ['almaty-almaly', 'almaty-medeu'];
const CRITICAL = 'critical';

interface BoardCenter {
	id: string;
	level: string;
	occupancy: number | null;
	queueOutside: number | null;
}

test.use({
	env: {
		KEZEK_SCENARIO: 'almaty-2021-08-23',
		KEZEK_CLOCK: '2021-08-23T07:45:00+06:00@90',
	},
});

test('the morning on which booking was lifted in Almaty', async ({ kezek }) => {
	test.setTimeout(200_000);
	const read = async <T>(path: string) => {
		const headers = { authorization: `Bearer ${kezek.app.demo.feedKey}` };
		return (await (await fetch(`${kezek.url}${path}`, { headers })).json()) as T;
	};
	const { items } = await read<{ items: { id: string; cityId: string | null }[] }>(
		'/api/v1/centers?limit=1000',
	);
	const inAlmaty = new Set(items.filter(({ cityId }) => cityId === 'almaty').map(({ id }) => id));
	const look = async () => {
		const { at, centers } = await read<{ at: string; centers: BoardCenter[] }>('/api/v1/board');
		const city = centers.filter(({ id }) => inAlmaty.has(id));
		const named = centers.filter(({ id }) => NAMED.includes(id));
		const elsewhere = centers.filter(({ id }) => !inAlmaty.has(id));
		const people = city.reduce(
			(sum, { occupancy, queueOutside }) => sum + (occupancy ?? 0) + (queueOutside ?? 0),
			0,
		);
		const known = city.filter(({ level }) => level !== 'unknown').length;
		return { at, city, named, elsewhere, people, known };
	};
	const levels = (centers: BoardCenter[]) => new Set(centers.map(({ level }) => level));

	await expect.poll(async () => (await look()).known, { timeout: 60_000 }).toBe(inAlmaty.size);
	const before = await look();
	expect(before.at < '2021-08-23T03:00', `the first look at ${before.at} is before nine`).toBe(
		true,
	);
	expect([...levels(before.city)]).toEqual(['calm']);

	await expect
		.poll(async () => [...levels((await look()).named)], { timeout: 120_000 })
		.toEqual([CRITICAL]);
	await expect.poll(async () => (await look()).people, { timeout: 60_000 }).toBeGreaterThan(600);

	const street = async () =>
		Math.max(...(await look()).named.map(({ queueOutside }) => queueOutside ?? 0));
	await expect.poll(street, { timeout: 60_000 }).toBeGreaterThan(20);

	const after = await look();
	expect(after.people).toBeGreaterThan(8 * before.people);
	const worse = after.elsewhere.filter(({ level }) => ['crowded', CRITICAL].includes(level));
	expect(worse.length / after.elsewhere.length).toBeLessThan(0.03);
	expect(after.elsewhere.filter(({ level }) => level === 'calm').length).toBeGreaterThan(250);
});
