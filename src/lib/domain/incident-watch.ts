import type { Baseline } from './baseline.ts';
import { slotOf } from './baseline.ts';
import type { Calendar } from './calendar.ts';
import type { CenterEvidence, ChangeReach } from './cause-context.ts';
import { createCauses } from './causes.ts';
import { evidenceOf } from './center-evidence.ts';
import { Detection } from './detection.ts';
import type { DetectionMemory } from './detection-memory.ts';
import type { CenterSight } from './detectors/sight.ts';
import type { Center, Directory } from './directory.ts';
import { instantOf, KIND_OF_FINDING, POOL_ID, type Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import { reconcile } from './incident-reconcile.ts';
import type { LevelLimits } from './load.ts';
import type { LocalTimeOf } from './opening.ts';
import type { Decision } from './regime.ts';
import { centerSubject } from './regime-scope.ts';
import type { RowTable } from './row-table.ts';
import { expectedSlot } from './rule-watch.ts';
import { createRulesNow } from './rules-now.ts';

/** What the watch needs beside the Board. */
export interface WatchOptions {
	directory: Directory;
	localTime: LocalTimeOf;
	calendar: Calendar;
	decisions: readonly Decision[];
	/** Since the regime in force began; and as it was, whatever regime there was. */
	baseline: { present: Baseline; before: Baseline };
	limitsOf: (center: Center) => LevelLimits;
	contactLimits: () => LevelLimits;
}

/** What one look brought. */
interface WatchTick {
	findings: Finding[];
	/** New and changed incidents, each one revision on: to be stored. */
	changed: Incident[];
}

/** Looks at the Board and makes incidents of what it sees: detection, causes and grouping in one. */
export interface Watch {
	/** `incidents`: the open ones and those resolved within the reopening window, as the store has them. */
	tick(
		tables: { d: RowTable; k: RowTable },
		incidents: readonly Incident[],
		nowMs: number,
	): WatchTick;
	/** Takes over from another node; see `Detection.resume`. */
	resume(incidents: readonly Incident[], memory: DetectionMemory | null): void;
	/** What another node would go on with. */
	memory(): DetectionMemory;
	setDecisions(decisions: readonly Decision[]): void;
	setBaseline(baseline: WatchOptions['baseline']): void;
}

/** Slot rows of 1414 stand in the baseline under this ordinal: `arrivals` are offered calls of all sites. */
export const CONTACT_ORDINAL = 0;

/** Zone by which 1414 counts its days. */
const CONTACT_ZONE = 'Asia/Almaty';

/** Makes the watch of a directory. */
export function createWatch(options: WatchOptions): Watch {
	const { directory, localTime, calendar, limitsOf, contactLimits } = options;
	let { decisions, baseline } = options;
	const rules = createRulesNow(decisions);
	const subjects = directory.centers.map(centerSubject);
	const windows = new Map(directory.centers.map((center) => [center.id, center.windows]));
	const reach = new Map<string, ChangeReach>();

	const usualOf = (center: Center, nowMs: number) => {
		const { weekday, minutes } = localTime(center.timezone, nowMs);
		const slot = slotOf(minutes);
		const own = baseline.present.usual(center.ordinal, weekday, slot);
		const rule = rules.of(center, nowMs);
		if (own || rule.was === null) return own;
		const before = baseline.before.usual(center.ordinal, weekday, slot);
		return expectedSlot(before, rule, nowMs);
	};
	const detection = new Detection(directory, {
		localTime,
		calendar,
		ruleOf: (center, nowMs) => rules.of(center, nowMs),
		usualOf,
		limitsOf,
		contactLimits,
	});

	function causesAt(tables: { k: RowTable }, findings: readonly Finding[], nowMs: number) {
		const moved = new Set(
			findings.flatMap(({ kind, subject }) => {
				const of = KIND_OF_FINDING[kind];
				return of === 'crowding' || of === 'access' ? [subject.id] : [];
			}),
		);
		// Asked only where an incident opens or grows.
		let sights: Map<string, CenterSight> | null = null;
		const evidence = new Map<string, CenterEvidence | null>();
		return createCauses({
			nowMs,
			dateOf: (timezone) => localTime(timezone, nowMs).date,
			centers: subjects,
			decisions,
			calendar,
			evidenceOf(id) {
				let known = evidence.get(id);
				if (known !== undefined) return known;
				sights ??= detection.sights();
				const sight = sights.get(id);
				known = sight ? evidenceOf(sight, moved.has(id), windows.get(id) ?? null) : null;
				evidence.set(id, known);
				return known;
			},
			reach,
			callsShare: callsShare(tables.k, nowMs),
			isContactTroubled: findings.some(
				({ kind, subject }) => KIND_OF_FINDING[kind] === 'contact' && subject.id === POOL_ID,
			),
		});
	}

	function callsShare(k: RowTable, nowMs: number): number | null {
		const { weekday, minutes } = localTime(CONTACT_ZONE, nowMs);
		const usual = baseline.before.usual(CONTACT_ORDINAL, weekday, slotOf(minutes))?.arrivals;
		const offered = k.value(CONTACT_ORDINAL, 'offered');
		return usual && usual.median > 0 && offered !== null ? offered / usual.median : null;
	}

	return {
		tick(tables, incidents, nowMs) {
			const findings = detection.tick(tables, nowMs);
			const causesOf = causesAt(tables, findings, nowMs);
			return { findings, changed: reconcile(incidents, findings, instantOf(nowMs), causesOf) };
		},
		resume: (incidents, memory) => detection.resume(incidents, memory),
		memory: () => detection.memory(),
		setDecisions(next) {
			decisions = next;
			rules.setDecisions(next);
			reach.clear();
		},
		setBaseline: (next) => (baseline = next),
	};
}
