// The commands about rules over the recorded ones: what is in force, why, and what was believed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { createLocalTime } from '$lib/server/live/local-time.ts';
import { enterRecordedRules } from '$lib/server/regimes/recorded-rules.ts';
import { kezek } from '../support/command-line.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await freshDatabase();
	const now = new Date();
	await loadBundledDirectory(database.sql, 'data', now);
	const localTime = createLocalTime();
	await enterRecordedRules({ sql: database.sql, dataFolder: 'data', localTime, at: now, now });
});
afterAll(() => database.drop());

const run = (...args: string[]) => kezek(args, { env: { DATABASE_URL: database.url } });

describe('regime list', () => {
	it('has every decision with its state, in the order of entry', async () => {
		const { code, out } = await run('regime', 'list');
		expect(code).toBe(0);
		const lines = out.trim().split('\n');
		expect(lines).toHaveLength(11);
		expect(lines[5]).toMatch(
			/^ten-cities-2021-01-21 +ended +region +2021-01-20T18:00:00Z +2021-08-22T/,
		);
	});
	it('lists one state, and names in a language', async () => {
		const { out } = await run('regime', 'list', '--state', 'repealed', '--language', 'kk');
		expect(out.trim().split('\n').slice(1)).toEqual([
			expect.stringMatching(
				/^almaty-booking .*Алматы қаласының бас мемлекеттік санитариялық дәрігері$/,
			),
			expect.stringMatching(/^shymkent-30 .* 30 /),
		]);
	});
	it('tells what was known then', async () => {
		const { out } = await run('regime', 'list', '--known', '2020-03-20T12:00:00+06:00');
		expect(out.trim().split('\n').slice(1)).toEqual([
			expect.stringMatching(/^oral-2020-03-19 /),
			expect.stringMatching(/^nation-2020-03-20 /),
		]);
	});
});

describe('regime show', () => {
	it('shows the legal basis and each measure', async () => {
		const { out } = await run('regime', 'show', 'ten-cities-2021-01-21');
		expect(out).toContain('city karaganda (unconfirmed)');
		expect(out).toContain('except    district, rural');
		expect(out).toContain('2021-01-20T19:00:00Z to 2021-08-22T19:00:00Z in Asia/Atyrau');
		expect(out).toContain('admission: "booking_only"');
	});
	it('is JSON on request', async () => {
		const { out } = await run('regime', 'show', 'shymkent-30', '--json');
		expect(JSON.parse(out)).toMatchObject({
			id: 'shymkent-30',
			state: 'repealed',
			isEnteredLate: true,
			repealed: { by: 'shymkent-31' },
		});
	});
});

describe('regime resolve', () => {
	it('tells the regime at an instant, and why', async () => {
		const { out } = await run('regime', 'resolve', 'tobyl-1', '--at', '2021-01-21T10:00:00+06:00');
		expect(out).toContain('admission: "booking_only" by ten-cities-2021-01-21');
		expect(out).toContain('(region): applies, named_beats_class_exemption');
		expect(out).toContain('superseded, later_act ten-cities-2021-01-21');
	});
	it('is JSON on request, as it was known then', async () => {
		const at = ['--at', '2021-09-30T12:00:00+06:00', '--known', '2021-09-20T12:00:00+06:00'];
		const { out } = await run('regime', 'resolve', 'shymkent-abai', ...at, '--json');
		expect(JSON.parse(out)).toMatchObject({
			id: 'shymkent-abai',
			admission: 'booking_only',
			decisionId: 'shymkent-30',
		});
	});
	it('knows the sites of 1414', async () => {
		const { out } = await run(
			'regime',
			'resolve',
			'kokshetau',
			'--at',
			'2022-01-11T10:00:00+06:00',
		);
		expect(out).toContain('intakeHours: {"opensAt":"09:00","closesAt":"21:00","days":null}');
	});
});

it.each([
	[['regime', 'show', 'nothing'], 1, 'no decision "nothing"'],
	[['regime', 'resolve', 'nowhere'], 1, 'no center and no site of 1414 "nowhere"'],
	[['regime', 'resolve', 'tobyl-1', '--at', 'yesterday'], 2, '--at must be an instant'],
	[['regime', 'list', '--state', 'draft'], 2, '--state must be one of'],
	[['regime', 'list', '--language', 'de'], 2, '--language must be one of kk, ru, en'],
	[['regime', 'list', '--known', '2999-01-01T00:00:00Z'], 2, 'must not lie in the future'],
] as const)('kezek %s ends with %s', async (args, code, message) => {
	const { code: ended, err } = await run(...args);
	expect(ended).toBe(code);
	expect(err).toContain(message);
});
