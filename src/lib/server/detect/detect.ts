/**
 * Looks for incidents. Input: this node's Board, the rules, what is usual, the incidents of the store; output: incidents that
 * open, grow, ease and end, each revision by one statement with what follows from it. Guarantee: one node looks at a time, by a
 * lease; two at once do no harm, for the store takes each revision once; a node that takes over goes on with what the one
 * before remembered.
 */
import { randomUUID } from 'node:crypto';
import type { Calendar } from '../../domain/calendar.ts';
import { quarterOf } from '../../domain/comparable-slots.ts';
import type { Center, Directory } from '../../domain/directory.ts';
import { memoryJson, memoryOfJson, type DetectionMemory } from '../../domain/detection-memory.ts';
import { REOPEN_WITHIN_MINUTES, type Incident } from '../../domain/incident.ts';
import { tellingOf, UNTOLD } from '../../domain/incident-telling.ts';
import { createWatch, type Watch } from '../../domain/incident-watch.ts';
import type { LocalTimeOf } from '../../domain/opening.ts';
import type { RowTable } from '../../domain/row-table.ts';
import type { RuleBook } from '../../domain/rule-book.ts';
import { limitsOfCenter, limitsOfContact, type Thresholds } from '../../domain/thresholds.ts';
import type { OperationsClock, Clock } from '../clock.ts';
import { createJob } from '../job.ts';
import type { Log } from '../log.ts';
import type { Sql } from '../store/connect.ts';
import { keepDetectionMemory, leaveDetectionTurn, takeDetectionTurn } from '../store/detection.ts';
import {
	changeIncidents,
	listCurrentIncidents,
	type IncidentRevision,
	type Ways,
} from '../store/incidents.ts';
import { readBaselines } from './baselines.ts';

/** Real times of detection, ms. */
const TIMES = {
	everyMs: 5000,
	/** In an exercise once a minute of its clock, and never more often than this. */
	exerciseAtLeastMs: 250,
	/** A node that does not come back within this has lost its turn. */
	leaseMs: 12_000,
} as const;

/** So many looks in a row without success, and nobody can count on this node's detection. */
const FAILED_AFTER = 3;

/** The running detection. */
export interface Detect {
	/** Looks now, or joins the look under way. */
	look(): Promise<void>;
	/** For `/readyz`: `degraded` while its last look did not succeed, `failed` after several. */
	state(): 'ok' | 'degraded' | 'failed';
	stop(): Promise<void>;
}

/** Starts looking. */
export function createDetect(deps: {
	sql: Sql;
	system: Clock;
	operations: OperationsClock;
	directory: () => Directory;
	localTime: LocalTimeOf;
	calendar: Calendar;
	rules: { book(): RuleBook };
	thresholds: () => Thresholds;
	/** Rows of centers and of 1414, as this node shows them. */
	tables: () => { d: RowTable; k: RowTable };
	ways: Ways;
	/** Hears that incidents were written. */
	onChanged: () => void;
	log: Log;
	/** Real ms between looks, as the clock needs them; null: only when told, for tests. */
	everyMs?: number | null;
}): Detect {
	const { sql, system, operations, directory, localTime, calendar, rules, thresholds } = deps;
	const { tables, ways, onChanged, log } = deps;
	const node = randomUUID();
	let watch: Watch | null = null;
	/** What the store has of its memory, as JSON. */
	let kept = { places: '', quarters: '' };
	/** What the watch was made of; another one begins where these move. */
	let madeOf = { directory: '', rules: -1, quarter: -1 };

	const limitsOf = (center: Center) => limitsOfCenter(thresholds(), center);
	const contactLimits = () => limitsOfContact(thresholds());

	/** The watch as of now, and whether it is a new one. */
	const current = async (nowMs: number): Promise<{ watch: Watch; isNew: boolean }> => {
		const now = {
			directory: directory().version,
			rules: rules.book().n,
			quarter: quarterOf(nowMs),
		};
		const decisions = rules.book().all(new Date(nowMs));
		const world = { directory: directory(), localTime, calendar, decisions };
		const isSame = watch !== null && now.directory === madeOf.directory;
		if (watch !== null && isSame && now.rules === madeOf.rules && now.quarter === madeOf.quarter) {
			return { watch, isNew: false };
		}
		const baseline = await readBaselines(sql, world, nowMs);
		const known = isSame ? watch : null;
		known?.setDecisions(decisions);
		known?.setBaseline(baseline);
		watch = known ?? createWatch({ ...world, baseline, limitsOf, contactLimits });
		madeOf = now;
		return { watch, isNew: known === null };
	};

	const step = async () => {
		const systemNow = system.now();
		const leaseUntil = new Date(systemNow.getTime() + TIMES.leaseMs);
		const turn = await takeDetectionTurn(sql, node, { now: systemNow, leaseUntil });
		if (!turn) {
			watch = null;
			return;
		}
		if (!turn.wasOurs) watch = null;
		const remembered = turn.wasOurs ? (watch?.memory() ?? null) : memoryOf(turn);
		const nowMs = operations.now().getTime();
		const { watch: looking, isNew } = await current(nowMs);
		const resolvedSince = new Date(nowMs - REOPEN_WITHIN_MINUTES * 60_000);
		const stored = await listCurrentIncidents(sql, resolvedSince);
		const incidents = stored.map(({ incident }) => incident);
		if (isNew) looking.resume(incidents, remembered);
		const { changed } = looking.tick(tables(), incidents, nowMs);
		if (changed.length > 0) await write(stored, changed, systemNow);
		await keep(looking);
	};

	/** After what follows from it, so that a node that dies between leaves nothing undone. */
	const keep = async (looking: Watch) => {
		const memory = looking.memory();
		const next = { places: memoryJson(memory.places), quarters: memoryJson(memory.quarters) };
		const places = next.places === kept.places ? null : next.places;
		const quarters = next.quarters === kept.quarters ? null : next.quarters;
		if (places === null && quarters === null) return;
		await keepDetectionMemory(sql, node, { places, quarters });
		kept = next;
	};

	const write = async (
		stored: Awaited<ReturnType<typeof listCurrentIncidents>>,
		changed: readonly Incident[],
		at: Date,
	) => {
		const before = new Map(stored.map((one) => [one.incident.id, one]));
		const revisions = changed.map<IncidentRevision>((after) => {
			const known = before.get(after.id);
			const telling = tellingOf(known?.incident ?? null, after, known?.telling ?? UNTOLD);
			return { before: known?.incident ?? null, after, telling };
		});
		const written = await changeIncidents(sql, revisions, { at, ways });
		if (written.length > 0) onChanged();
	};

	const { everyMs = paceOf(operations) } = deps;
	const job = createJob({ name: 'detection', ...(everyMs !== null && { everyMs }), log, step });

	return {
		look: () => job.runNow(),
		state() {
			if (job.failures() === 0) return 'ok';
			return job.failures() < FAILED_AFTER ? 'degraded' : 'failed';
		},
		async stop() {
			await job.stop();
			// Whoever is next need not wait for the lease; while the store is away they will.
			await leaveDetectionTurn(sql, node).catch(() => undefined);
		},
	};
}

function memoryOf(turn: {
	places: string | null;
	quarters: string | null;
}): DetectionMemory | null {
	if (turn.places === null || turn.quarters === null) return null;
	return {
		places: memoryOfJson<'places'>(turn.places),
		quarters: memoryOfJson<'quarters'>(turn.quarters),
	};
}

function paceOf({ exercise, speed }: OperationsClock): number {
	if (!exercise) return TIMES.everyMs;
	return Math.max(TIMES.exerciseAtLeastMs, Math.min(TIMES.everyMs, 60_000 / speed));
}
