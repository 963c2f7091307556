// 23 August 2021 as an exercise, seen through GET /api/v1/board: calm before nine, then the halls and streets of Almaty
// fill, Almaly and Medeu are critical, and the places whose rule did not change stay as they were. The crowd is one incident of
// Almaty, with the lifting as its first cause.
import { expect, test } from './fixtures.ts';

const NAMED = ['almaty-almaly', 'almaty-medeu'];
const CRITICAL = 'critical';

interface BoardCenter {
	id: string;
	level: string;
	occupancy: number | null;
	/** People that the hall holds safely. */
	capacity: number | null;
	queueOutside: number | null;
}

interface BoardIncident {
	kind: string;
	openedAt: string;
	members: { id: string; cityId: string | null }[];
	causes: { kind: string; decisionId: string | null }[];
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
	const { items } = await read<{
		items: { id: string; cityId: string | null }[];
	}>('/api/v1/centers?limit=1000');
	const inAlmaty = new Set(items.filter(({ cityId }) => cityId === 'almaty').map(({ id }) => id));
	/** When each hall was first seen over its cap, ms. */
	const passed = new Map<string, number>();
	const look = async () => {
		const { at, centers } = await read<{ at: string; centers: BoardCenter[] }>('/api/v1/board');
		const city = centers.filter(({ id }) => inAlmaty.has(id));
		const named = centers.filter(({ id }) => NAMED.includes(id));
		for (const { id, occupancy, capacity } of named) {
			if ((occupancy ?? 0) > (capacity ?? Infinity) && !passed.has(id))
				passed.set(id, Date.parse(at));
		}
		const elsewhere = centers.filter(({ id }) => !inAlmaty.has(id));
		const people = city.reduce(
			(sum, { occupancy, queueOutside }) => sum + (occupancy ?? 0) + (queueOutside ?? 0),
			0,
		);
		const known = city.filter(({ level }) => level !== 'unknown').length;
		return { at, city, named, elsewhere, people, known };
	};
	const crowds = async () => {
		const { items } = await read<{ items: BoardIncident[] }>('/api/v1/incidents?limit=500');
		return items.filter(
			({ kind, members }) => kind === 'crowding' && members.some(({ id }) => NAMED.includes(id)),
		);
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

	const isWhole = async () => {
		const [crowd] = await crowds();
		return NAMED.every((id) => crowd?.members.some((member) => member.id === id));
	};
	await expect.poll(isWhole, { timeout: 60_000 }).toBe(true);
	const found = await crowds();
	expect(found).toHaveLength(1);
	const [crowd] = found;
	// The lifting is a decision of its own, which began that day.
	expect(crowd?.causes[0]).toMatchObject({ kind: 'rule_started', decisionId: 'almaty-2021-08-23' });
	expect(crowd?.members.filter(({ id }) => !inAlmaty.has(id))).toEqual([]);
	const passedAt = Math.min(...passed.values());
	expect(passed.size, 'halls seen over their cap').toBeGreaterThan(0);
	expect(Date.parse(crowd?.openedAt ?? '') - passedAt).toBeLessThanOrEqual(10 * 60_000);

	const after = await look();
	expect(after.people).toBeGreaterThan(8 * before.people);
	const worse = after.elsewhere.filter(({ level }) => ['crowded', CRITICAL].includes(level));
	expect(worse.length / after.elsewhere.length).toBeLessThan(0.03);
	expect(after.elsewhere.filter(({ level }) => level === 'calm').length).toBeGreaterThan(250);
});
