// The composition root, in the order the data flows. Each part's stop goes on a stack when it is created; `stop()` unwinds
// it, twice is safe, and it also runs when the start fails half-way.
import type { Server } from 'node:http';
import { join } from 'node:path';
import { anchorFile } from './audit/anchors.ts';
import { createAudit } from './audit/audit.ts';
import { followEndings } from './auth/ended-watch.ts';
import { createFeedKeys } from './auth/feed-keys.ts';
import { createAccount } from './auth/account.ts';
import { createAdministration, type KnownPlaces } from './auth/administration.ts';
import { createDrafts, type DraftView } from './auth/drafts.ts';
import { createFactors } from './auth/factors.ts';
import { createPasswordHasher } from './auth/password.ts';
import { RULE_PACE } from './auth/rule-pace.ts';
import { createSecretBox } from './auth/secret-box.ts';
import { createSessions } from './auth/sessions.ts';
import { createMemoryBus } from './bus/memory.ts';
import { createRedisBus } from './bus/redis.ts';
import { createSystemClock } from './clock.ts';
import { loadConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { prepareDemo } from './demo.ts';
import { createDetect } from './detect/detect.ts';
import { bundledCalendar } from './directory/bundled-calendar.ts';
import { draftImport } from './directory/draft-import.ts';
import { createThresholds } from './directory/thresholds.ts';
import { createDirectoryView } from './directory/view.ts';
import { startFeeder } from './feeder.ts';
import { createFeedHealth } from './history/feed-health.ts';
import { createHistory } from './history/history.ts';
import { createFeedTally } from './ingest/feed-tally.ts';
import { createEscalator } from './incidents/escalator.ts';
import { createIncidents } from './incidents/incidents.ts';
import { createWorkList } from './incidents/work-list.ts';
import { createIngest } from './ingest/ingest.ts';
import { createJob } from './job.ts';
import { createLiveBoard } from './live/board.ts';
import { createLiveChanges } from './live/changes.ts';
import { createGateway } from './live/gateway.ts';
import { createLocalTime } from './live/local-time.ts';
import { createLog } from './log.ts';
import type { CenterThresholdChange, ContactThresholdChange } from '../domain/admin-change.ts';
import type { Center, Directory } from '../domain/directory.ts';
import { figuresTogether } from '../domain/lever-figures.ts';
import type { Principal } from '../domain/permission.ts';
import type { LevelChange } from '../domain/thresholds.ts';
import type { DegradedPart } from '../protocol/live.ts';
import { channelsOn } from '../domain/channel.ts';
import { createMetrics } from './metrics.ts';
import { createAlerts } from './notify/alerts.ts';
import { openChannels } from './notify/open-channels.ts';
import { createOutbox } from './notify/outbox.ts';
import { createMessageWords } from './notify/words.ts';
import { createActFiles } from './regimes/act-files.ts';
import { startAnnouncer } from './regimes/announcer.ts';
import { enterRecordedRules } from './regimes/recorded-rules.ts';
import { createDecisionPages } from './regimes/decision-pages.ts';
import { createDraftedDecisions } from './regimes/drafted-decisions.ts';
import { createRegimes } from './regimes/regimes.ts';
import { createRuleBoard } from './regimes/rule-board.ts';
import { createRuleChanges } from './regimes/rule-changes.ts';
import { createRuleEffect, previewWithLoads } from './regimes/rule-effect.ts';
import { createRulePages } from './regimes/rule-pages.ts';
import { createRuleView } from './regimes/rule-view.ts';
import { readSealingKey } from './sealing-key.ts';
import { startOperationsClock } from './operations.ts';
import { createStoreWatch } from './store-watch.ts';
import { LOCKS, whileLocked } from './store/advisory-lock.ts';
import { readDatabaseIdentity, readDatabaseName } from './store/database-identity.ts';
import { findDecisionChange } from './store/decisions.ts';
import {
	addFeedTallies,
	forgetFeedTallies,
	listCenterSources,
	listDoorCounts,
} from './store/feed-health.ts';
import { centerHistory, contactHistory, contactMinutes } from './store/history.ts';
import { ingestAvailability, ingestContactReadings, ingestReadings } from './store/ingest.ts';
import { readMarks } from './store/marks.ts';
import { forgetCommands } from './store/incidents.ts';
import { forgetMessages } from './store/outbox.ts';
import { forgetChanges, readChangesAfter, readOpenChanges } from './store/numbered-changes.ts';
import { readBatchesAfter, readCounter, readPresent } from './store/present.ts';
import { dropOldDays, prepareDays, type Retention } from './store/retention.ts';
import { refreshRollups } from './store/rollups.ts';

/** Real times of the background work, ms. */
const EVERY = {
	/** Coarser roll-ups follow the minutes. */
	rollupsMs: 5000,
	/** Pages are told what does not work. */
	healthMs: 1000,
	/** New day partitions, old ones and known ids. */
	upkeepMs: 60_000,
} as const;

/** How long history is kept (realtime.md §5); quarter hours and hours stay for years. */
const RETENTION: Retention = { rawDays: 30, minuteDays: 400, keyDays: 3 };

/** Counters of feeds, on the operations clock. */
const TALLIES_KEPT_MS = 2 * 24 * 3_600_000;

/** Messages that were settled, and answers to commands, on the system clock. */
const MESSAGES_KEPT_MS = 30 * 24 * 3_600_000;

/** A started app: what `event.locals.app` offers to routes. */
export type App = Awaited<ReturnType<typeof startApp>>;

/** What `/readyz` says of a part. */
type CheckWord = 'ok' | 'degraded' | 'failed';

/** What the entry hands over. */
export interface AppSurroundings {
	server: Server;
	/** The project folder. */
	root: string;
	/** Under Vite. */
	dev: boolean;
	/** Told the end of the app as soon as there is something to end. */
	setStop: (stop: () => Promise<void>) => void;
	/** Told what to do once requests are answered. */
	setReady: (onReady: () => void) => void;
}

/** Starts everything; rejects with a readable error, after undoing what was begun. */
export async function startApp({ server, root, dev, setStop, setReady }: AppSurroundings) {
	const stops: (() => Promise<void> | void)[] = [];
	let stopping: Promise<void> | null = null;
	const stop = () => (stopping ??= unwind(stops));
	setStop(stop);

	try {
		const config = loadConfig(process.env, root);
		const log = createLog(config.logLevel);
		const progress = (text: string) => {
			if (config.mode === 'demo') console.log(`kezek: ${text}`);
			else log.info(text);
		};
		const system = createSystemClock({ log });

		const database = await openDatabase(config, log, progress);
		stops.push(() => database.stop());
		const { sql, spare } = database.store;

		let openSockets = () => 0;
		let reporting = () => 0;
		const metrics = createMetrics({
			sockets: () => openSockets(),
			freshCenters: () => reporting(),
			machineAheadSeconds: () => system.machineAheadMs() / 1000,
		});

		const bus =
			config.redisUrl === null
				? createMemoryBus({ log })
				: createRedisBus({
						url: config.redisUrl,
						stream: `kezek:${await readDatabaseIdentity(sql)}:batches`,
						log,
						count: (outcome) => metrics.busNotices.inc({ outcome }),
					});
		stops.push(() => bus.close());

		const watch = await createStoreWatch({
			readMarks: () => readMarks(spare),
			clock: system,
			isHurried: () => bus.state() !== 'ok',
			log,
		});
		stops.push(() => watch.stop());

		const dataFolder = join(config.root, 'data');
		const calendar = bundledCalendar(dataFolder);
		const clock = await startOperationsClock({ config, sql, system, calendar, log });
		stops.push(() => clock.stop());
		const operations = clock.operations;

		const hasher = createPasswordHasher();
		const box = createSecretBox(await readSealingKey(config));
		const localTime = createLocalTime();
		const isRecorded = config.feeder !== null && 'file' in config.feeder;
		const demo =
			config.mode === 'demo'
				? await whileLocked(sql, LOCKS.seed, async () => {
						const made = await prepareDemo({ config, sql, system, hasher, box, progress });
						const clocks = { at: system.now(), now: operations.now() };
						await enterRecordedRules({ sql, dataFolder, localTime, ...clocks });
						return made;
					})
				: null;

		const directory = await createDirectoryView({ sql, operations });
		const thresholds = await createThresholds({ sql, directory: directory.current });

		const prepareNextDays = () =>
			prepareDays(sql, { operationsNow: operations.now(), writtenAt: system.now() });
		await prepareNextDays();
		const upkeep = createJob({
			name: 'upkeep',
			everyMs: EVERY.upkeepMs,
			step: async () => {
				await prepareNextDays();
				await dropOldDays(sql, {
					operationsNow: operations.now(),
					systemNow: system.now(),
					retention: RETENTION,
				});
				await forgetChanges(sql);
				const kept = operations.now().getTime() - TALLIES_KEPT_MS;
				await forgetFeedTallies(sql, new Date(kept));
				const settledBefore = new Date(system.now().getTime() - MESSAGES_KEPT_MS);
				await forgetMessages(sql, settledBefore);
				await forgetCommands(sql, settledBefore);
			},
			log,
		});
		stops.push(() => upkeep.stop());
		const rollups = createJob({
			name: 'rollups',
			everyMs: EVERY.rollupsMs,
			step: async () => {
				const { batch, rolledUpBatch } = watch.marks();
				if (rolledUpBatch < batch) await refreshRollups(sql);
			},
			log,
		});
		stops.push(() => rollups.stop());

		const rules = await createRuleView({ sql });
		const live = createLiveBoard({
			clock: operations,
			floorMs: operations.floorMs,
			synthetic: config.mode === 'demo' && !isRecorded,
			bus,
			directory: directory.current(),
			localTime,
			calendar,
			thresholds: thresholds.current(),
			ruleOf: rules.markOf,
			log,
			readPresent: (minutesFrom) => readPresent(sql, minutesFrom),
			readBatchesAfter: (batch, minutesFrom) => readBatchesAfter(sql, batch, minutesFrom),
			readCounter: () => readCounter(sql),
			openSockets: () => openSockets(),
			observeTick: (seconds) => metrics.tickSeconds.observe(seconds),
			builtSnapshot: () => metrics.snapshots.inc(),
		});
		reporting = () => live.reporting;
		stops.push(() => live.stop());
		await live.start();
		watch.subscribe(({ batch }) => live.sawCounter(batch));
		directory.onChange((changed) => live.setDirectory(changed));
		watch.follow({
			name: 'directory',
			markOf: ({ directoryVersion }) => directoryVersion,
			look: directory.look,
		});
		thresholds.onChange((changed) => live.setThresholds(changed));
		watch.follow({
			name: 'limits of levels',
			markOf: ({ limitChanges }) => limitChanges,
			look: thresholds.look,
		});

		const changes = createLiveChanges({
			readChangesAfter: async (n) => {
				const read = await readChangesAfter(sql, n);
				// A page that hears of a rule asks for it at once: this node knows it by then.
				if (read.changes.some(({ kind }) => kind === 'regime')) {
					await rules.look();
					live.forgetRules();
				}
				return read;
			},
			readOpenChanges: () => readOpenChanges(sql),
			clock: operations,
			onLost: () => live.startAfresh(),
		});
		stops.push(() => changes.stop());
		await changes.start();
		watch.follow({
			name: 'numbered changes',
			markOf: ({ changeTurn }) => changeTurn,
			look: (isRestored) => changes.look(isRestored),
		});

		const tally = createFeedTally({ write: (tallies) => addFeedTallies(sql, tallies), log });
		stops.push(() => tally.stop());

		watch.follow({
			name: 'rules',
			markOf: ({ changeTurn }) => changeTurn,
			look: (isRestored) => rules.look(isRestored),
		});
		const announcer = startAnnouncer({
			sql,
			system,
			operations,
			rules,
			onAnnounced: () => changes.hint(),
			log,
		});
		stops.push(() => announcer.stop());
		const regimes = createRegimes({ rules, directory: directory.current, operations });
		const draftedDecisions = createDraftedDecisions({
			sql,
			system,
			operations,
			directory: directory.current,
		});
		const rulePages = createRulePages({ rules, directory: directory.current, operations });
		const decisionPages = createDecisionPages({
			rules,
			directory: directory.current,
			operations,
			sql,
		});
		const ruleBoard = createRuleBoard({
			rules,
			directory: directory.current,
			operations,
			localTime,
		});
		const actFiles = createActFiles({
			sql,
			system,
			operations,
			rules,
			directory: directory.current,
		});
		const withLoads = previewWithLoads((ids) => live.detailsOf(ids));
		const ruleEffect = createRuleEffect({
			rules,
			directory: directory.current,
			operations,
			withLoads,
		});
		const ruleChanges = createRuleChanges({
			rules,
			directory: directory.current,
			calendar,
			localTime,
			now: () => operations.now(),
			withLoads,
			findChange: (id, now) => findDecisionChange(sql, id, now),
		});

		const ingest = createIngest({
			store: {
				ingestReadings: (input) => ingestReadings(sql, input),
				ingestContactReadings: (input) => ingestContactReadings(sql, input),
				ingestAvailability: (input) => ingestAvailability(sql, input),
			},
			bus,
			system,
			operations,
			directory: directory.current,
			refreshDirectory: directory.refresh,
			metrics,
			tally,
		});
		stops.push(() => ingest.stop());

		const history = createHistory({
			store: {
				centerHistory: (center, query) => centerHistory(sql, center, query),
				contactHistory: (site, query) => contactHistory(sql, site, query),
				contactMinutes: (from) => contactMinutes(sql, from),
			},
			directory: directory.current,
			operations,
			localTime,
		});
		const feedHealth = createFeedHealth({
			listCenterSources: (center) => listCenterSources(sql, center),
			listDoorCounts: (windows) => listDoorCounts(sql, windows),
			operations,
			directory: directory.current,
		});

		const { listedAddresses } = config;
		const feedKeys = createFeedKeys({ sql: spare, system, log, listedAddresses });
		const sessions = createSessions({
			sql: spare,
			system,
			hasher,
			log,
			isSecure: config.origin.startsWith('https:'),
			asksFactor: config.mode === 'production',
			listedAddresses,
		});

		const factors = createFactors({ sql: spare, system, box });
		const account = createAccount({
			sql: spare,
			system,
			hasher,
			factors,
			next: (...input) => sessions.next(...input),
			placeNames: () => namesOf(directory.current()),
		});
		const drafts = createDrafts({
			sql,
			system,
			factors,
			rules: {
				needsSecond: (draft) => ruleEffect.needsSecond(draft),
				pace: RULE_PACE,
				lapsesInMs: (draft) => ruleEffect.lapsesInMs(draft),
				onDone: async () => {
					changes.hint();
					await rules.look();
				},
			},
			log,
		});
		const administration = createAdministration({
			sql,
			drafts,
			places: () => knownPlaces(directory.current()),
		});

		const outbox = createOutbox({
			sql,
			system,
			operations,
			channels: openChannels(config.channels, system),
			testAddresses: config.channels.test,
			localTime,
			words: createMessageWords({ directory: directory.current, origin: config.origin }),
			log,
		});
		stops.push(() => outbox.stop());
		watch.subscribe(({ messageDueAt }) => outbox.sawDue(messageDueAt));
		const ways = {
			channels: channelsOn(config.channels),
			webhooks: config.channels.webhook?.urls ?? [],
		};
		/** Whatever was written of incidents is told, here and outside. */
		const toldOfIncidents = () => {
			changes.hint();
			outbox.hint();
		};
		const workList = createWorkList({ sql, directory: directory.current });
		const incidents = createIncidents({
			sql,
			system,
			operations,
			directory: directory.current,
			ways,
			figuresOf: (centerIds) => {
				const center = ({ id }: Center) => centerIds.includes(id);
				return figuresTogether(live.view({ center, place: () => false }).centers);
			},
			onChanged: toldOfIncidents,
		});
		const escalator = createEscalator({
			sql,
			system,
			operations,
			ways,
			onChanged: toldOfIncidents,
			log,
		});
		stops.push(() => escalator.stop());
		watch.subscribe(({ escalationDueAt }) => {
			if (escalationDueAt !== null && escalationDueAt <= operations.now()) void escalator.runNow();
		});
		const detect = createDetect({
			sql,
			system,
			operations,
			directory: directory.current,
			localTime,
			calendar,
			rules,
			thresholds: thresholds.current,
			tables: live.tables,
			ways,
			onChanged: toldOfIncidents,
			log,
		});
		stops.push(() => detect.stop());
		// The store answers again: it need not wait for its time.
		watch.subscribe(() => {
			if (detect.state() !== 'ok') void detect.look();
		});
		const alerts = createAlerts({
			sql,
			system,
			operations,
			directory: directory.current,
			settings: config.channels,
			isZone: (timezone) => {
				try {
					localTime(timezone, 0);
					return true;
				} catch {
					return false;
				}
			},
			onMessage: () => outbox.hint(),
		});

		const gateway = createGateway({
			server,
			dev,
			origin: config.origin,
			sessions: {
				// A page that reconnects by itself is nobody's act.
				authenticate: (cookies) => sessions.authenticate(cookies, { isAct: false }),
				isValid: (ids) => sessions.isValid(ids),
			},
			board: live,
			changes,
			incidents,
			alerts,
			log,
			listedAddresses,
			addressHeader: config.addressHeader,
		});
		stops.push(() => gateway.close());
		openSockets = () => gateway.sockets();
		sessions.onEnded((ended, reason) => gateway.endSessions(ended, reason));
		watch.follow({
			name: 'ended sessions',
			markOf: ({ auditSeq }) => auditSeq,
			look: await followEndings({ sql: spare, onEndings: () => gateway.recheckSessions() }),
		});

		const audit = await createAudit({
			sql,
			system,
			log,
			anchors: anchorFile(config.dataFolder, await readDatabaseName(sql)),
			warnsOfOwner: config.mode === 'production',
		});
		stops.push(() => audit.stop());

		setReady(() => {
			progress(`ready: ${config.origin}`);
			if (!demo || !config.feeder) return;
			const feeder = startFeeder({
				feeder: config.feeder,
				root: config.root,
				url: config.origin,
				feedKey: demo.feedKey,
				historyMinutes: clock.isNewDay ? 120 : 0,
				progress,
				log,
			});
			stops.push(() => feeder.stop());
		});

		/** Which levels a drafted change of limits would change by now; null for any other draft. */
		const levelChangesOf = ({ kind, content }: DraftView): LevelChange[] | null => {
			if (kind !== 'center.thresholds' && kind !== 'contact.thresholds') return null;
			const change = content as CenterThresholdChange | ContactThresholdChange;
			return live.levelChangesUnder(thresholds.after(change));
		};

		/** The state of each part in a word; the bus or the machine's clock alone is never a failure. */
		const health = async () => {
			const checks: Record<string, CheckWord> = {
				database: (await watch.isAnswering()) ? 'ok' : 'failed',
				clock: system.state(),
				bus: bus.state() === 'ok' ? 'ok' : 'degraded',
				migrations: 'ok',
				liveState: live.state(),
				detect: detect.state(),
			};
			return { status: worstOf(Object.values(checks)), checks };
		};
		const announcing = createJob({
			name: 'health',
			everyMs: EVERY.healthMs,
			step: async () => {
				const { checks } = await health();
				const parts: Record<DegradedPart, CheckWord | undefined> = {
					database: checks.database,
					bus: checks.bus,
					live_state: checks.liveState,
				};
				const names = Object.keys(parts) as DegradedPart[];
				gateway.announceState(names.filter((part) => parts[part] !== 'ok'));
			},
			log,
		});
		stops.push(() => announcing.stop());

		return {
			config,
			log,
			metrics,
			clock: operations,
			directory,
			live,
			ingest,
			history,
			regimes,
			draftedDecisions,
			rulePages,
			ruleBoard,
			decisionPages,
			ruleChanges,
			ruleEffect,
			incidents,
			workList,
			alerts,
			actFiles,
			feedHealth,
			sessions,
			factors,
			account,
			drafts,
			administration,
			thresholds,
			levelChangesOf,
			draftImport: (principal: Principal, file: { name: string; bytes: Uint8Array }) =>
				draftImport(sql, principal, file),
			audit,
			feedKeys,
			health,
			/** Empty outside demo mode. */
			demoAccounts: demo?.accounts ?? [],
			/** Folder of the bundled data. */
			dataFolder,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Words that no password may hold: the places themselves. */
function namesOf({ places }: Directory): string[] {
	return places.flatMap(({ kind, name }) => (kind === 'nation' ? [] : [name.kk, name.ru, name.en]));
}

/** The directory as administration looks at it. */
function knownPlaces({ places, centers, contactCenters }: Directory): KnownPlaces {
	const regionIds = places.filter(({ kind }) => kind === 'region').map(({ id }) => id);
	return { regionIds, centers, contactCenters };
}

function worstOf(words: readonly CheckWord[]): CheckWord {
	if (words.includes('failed')) return 'failed';
	return words.includes('degraded') ? 'degraded' : 'ok';
}

/** Ends the parts, the last first; one that fails does not keep the others from ending. */
async function unwind(stops: (() => Promise<void> | void)[]): Promise<void> {
	for (let end = stops.pop(); end; end = stops.pop()) {
		try {
			await end();
		} catch (error) {
			console.error('kezek: a part did not end well', error);
		}
	}
}
