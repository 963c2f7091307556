// The one look of a node at its store: which mark each commit moves, what the parts then know, and whose clock counts.
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bySystem } from '$lib/domain/change.ts';
import { followEndings } from '$lib/server/auth/ended-watch.ts';
import { createSystemClock } from '$lib/server/clock.ts';
import { loadBundledDirectory } from '$lib/server/directory/bundled.ts';
import { createDirectoryView } from '$lib/server/directory/view.ts';
import { createStoreWatch, type StoreWatch } from '$lib/server/store-watch.ts';
import { openStore, type Store } from '$lib/server/store/connect.ts';
import { closeDirectoryEntries } from '$lib/server/store/directory.ts';
import { ingestReadings } from '$lib/server/store/ingest.ts';
import { readMarks } from '$lib/server/store/marks.ts';
import { refreshRollups } from '$lib/server/store/rollups.ts';
import { disableUser } from '$lib/server/store/users.ts';
import { freshDatabase, SILENT, type TestDatabase } from '../support/database.ts';
import { aPerson } from '../support/people.ts';
import { after, aReading, NOW } from '../support/reading-builders.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const DATA = join(import.meta.dirname, '../../data');
const MINUTES = 60_000;
const log = pino({ level: 'silent' });

let db: TestDatabase;
beforeAll(async () => {
	db = await freshDatabase();
	await loadBundledDirectory(db.sql, DATA, NOW);
	await aPerson(db.sql, { username: 'aigerim' }, NOW);
	await aPerson(db.sql, { username: 'boss', role: 'admin' }, NOW);
});
afterAll(() => db.drop());

const numberChange = (id: string) => db.sql`
	select number_change('incident', ${id}, 1, array['nation'], true, '{}'::jsonb)`;
const report = (id: string) =>
	ingestReadings(db.sql, {
		items: [aReading({ id, occupancy: 40 })],
		receivedAt: NOW,
		presentAfter: after(-86_400),
	});

const CONTACT_LIMITS = JSON.stringify({
	limits: { lostShare: [0.1, 0.2, 0.3], waitingPerOperator: [1, 2, 3] },
	seenRevision: 0,
});

describe('the marks', () => {
	const movedBy = async (work: () => Promise<unknown>) => {
		const before = await readMarks(db.sql);
		await work();
		const now = await readMarks(db.sql);
		const names = Object.keys(now) as (keyof typeof now)[];
		return names.filter((name) => name !== 'databaseAt' && now[name] !== before[name]);
	};

	test.each([
		['an audited change', () => aPerson(db.sql, { username: 'serik' }, NOW), ['auditSeq']],
		[
			'other limits of levels',
			() =>
				db.sql`select apply_contact_thresholds(${CONTACT_LIMITS}::text::jsonb, '{}', 'system', now())`,
			['auditSeq', 'limitChanges'],
		],
		['a change of an incident', () => numberChange('one'), ['changeTurn']],
		['a batch of readings', () => report('one'), ['batch']],
		['the roll-ups', () => refreshRollups(db.sql), ['rolledUpBatch']],
		['nothing', () => refreshRollups(db.sql), []],
	])('moved by %s are just these', async (_, work, expected) => {
		expect(await movedBy(work)).toEqual(expected);
	});

	test('of roll-ups reach the batches', async () => {
		await report('two');
		expect((await readMarks(db.sql)).rolledUpBatch).toBeLessThan((await readMarks(db.sql)).batch);
		await refreshRollups(db.sql);
		const { batch, rolledUpBatch } = await readMarks(db.sql);
		expect(rolledUpBatch).toBe(batch);
	});

	test('hold the version that the directory carries', async () => {
		const view = await createDirectoryView({ sql: db.sql, operations: { now: () => NOW } });
		expect((await readMarks(db.sql)).directoryVersion).toBe(view.current().version);
	});
});

describe('a watch', () => {
	let proxy: TcpProxy;
	let store: Store;
	let watch: StoreWatch;
	const machineMs = () => Date.now() + 7 * MINUTES;
	let system: ReturnType<typeof createSystemClock>;

	beforeEach(async () => {
		const url = new URL(db.url);
		proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
		url.port = String(proxy.port);
		store = openStore({ url: url.href, log: SILENT });
		system = createSystemClock({ log, machineMs });
		watch = await createStoreWatch({
			readMarks: () => readMarks(store.spare),
			clock: system,
			isHurried: () => false,
			log,
		});
	});
	afterEach(async () => {
		await watch.stop();
		await store.close();
		await proxy.close();
	});

	test('makes an import and an ended session known within two seconds of their commit', async () => {
		const view = await createDirectoryView({ sql: store.sql, operations: { now: () => NOW } });
		let checks = 0;
		watch.follow({
			name: 'directory',
			markOf: ({ directoryVersion }) => directoryVersion,
			look: view.look,
		});
		watch.follow({
			name: 'ended sessions',
			markOf: ({ auditSeq }) => auditSeq,
			look: await followEndings({
				sql: store.spare,
				onEndings: () => {
					checks += 1;
					return Promise.resolve();
				},
			}),
		});
		const centers = view.current().centers.length;
		await closeDirectoryEntries(db.sql, { centers: ['almaty-almaly'] }, NOW);
		await disableUser(db.sql, 'aigerim', bySystem(NOW));
		await expect
			.poll(() => [view.current().centers.length, checks], { timeout: 2000 })
			.toEqual([centers - 1, 1]);
	});

	test('says that the storage is away, and that it is back, which its parts learn too', async () => {
		const view = await createDirectoryView({ sql: store.sql, operations: { now: () => NOW } });
		watch.follow({
			name: 'directory',
			markOf: ({ directoryVersion }) => directoryVersion,
			look: view.look,
		});
		const centers = view.current().centers.length;
		proxy.setMode('hang_up');
		await closeDirectoryEntries(db.sql, { centers: ['almaty-auezov'] }, NOW);
		await expect.poll(() => watch.isAnswering(), { timeout: 10_000 }).toBe(false);
		expect(view.current().centers).toHaveLength(centers);
		proxy.setMode('pass');
		await expect.poll(() => watch.isAnswering(), { timeout: 10_000 }).toBe(true);
		await expect.poll(() => view.current().centers.length).toBe(centers - 1);
	});

	test('sets the system clock by the database, on a machine that is seven minutes ahead', async () => {
		const [row] = await db.sql<{ at: Date }>`select clock_timestamp() as at`;
		expect(Math.abs(system.now().getTime() - (row?.at.getTime() ?? 0))).toBeLessThan(1000);
		expect(system.machineAheadMs()).toBeGreaterThan(7 * MINUTES - 1000);
		expect(system.state()).toBe('degraded');
	});
});
