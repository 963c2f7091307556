import type { Figures, IncidentKind } from './finding.ts';
import type { Lever } from './lever.ts';
import type { Relief } from './relief.ts';

/** Presets of the catalog [I]. */
const CATALOG = {
	/** A queue that this many people leave behind is worth further hours. */
	extraHoursFromQueue: 10,
	/** Lately so many minutes before closing further hours are decided. */
	extraHoursFromMinutes: 180,
	/** A neighbor that lends clerks keeps at least this many windows. */
	lenderWindowsAtLeast: 4,
} as const;

/** Why a lever cannot be used here and now. */
type LeverObstacle =
	| 'no_closed_window'
	| 'no_neighbor'
	| 'too_early'
	| 'queue_too_short'
	| 'nobody_waits'
	/** By a rule in force nobody may be refused entry: `decisionId` names it. */
	| 'entry_not_refused'
	| 'groups_in_force'
	| 'not_measured';

/** A lever with what it would use, or why it cannot be used. */
export interface LeverOffer {
	lever: Lever;
	/** Null: it can be used. */
	obstacle: LeverObstacle | null;
	/** The decision that stands against it. */
	decisionId: string | null;
	/** Centers that could take visitors or lend clerks, the best first. */
	centerIds: readonly string[];
	/** What it has to work with: windows, people, minutes. */
	figures: Figures;
}

/** A center that could lend clerks: calm, of the same city or region. */
interface Lender {
	id: string;
	distanceKm: number;
	windowsServing: number;
}

/** How things stand at a center, as far as levers ask. */
export interface LeverSituation {
	kind: IncidentKind;
	queueLength: number | null;
	queueOutside: number | null;
	/** Windows that exist, and that serve. */
	windows: number | null;
	windowsServing: number | null;
	/** Null: closed, or its hours are unknown. */
	minutesToClosing: number | null;
	/** Small groups are in force already. */
	hasGroups: boolean;
	/**
	 * The decision in force by which nobody may be refused entry; null: admission is the manager's. After booking was lifted
	 * entry may not be refused [S1].
	 */
	openedBy: string | null;
	relief: readonly Relief[];
	/** Centers nearby that are calm. */
	lenders: readonly Lender[];
}

/** What can be done at a center of an incident, in the order of the catalog, each with its obstacle if it has one. */
export function leversFor(situation: LeverSituation): LeverOffer[] {
	if (situation.kind === 'feed') return [offer('call_feed_owner')];
	if (situation.kind === 'contact')
		return [offer('second_operators'), offer('message_to_citizens')];
	return [
		openWindows(situation),
		staffFromNeighbor(situation),
		extraHours(situation),
		virtualTickets(situation),
		redirect(situation),
		offer('message_to_citizens'),
		smallGroups(situation),
	];
}

function openWindows({ windows, windowsServing }: LeverSituation): LeverOffer {
	if (windows === null || windowsServing === null) return offer('open_windows', 'not_measured');
	const closed = Math.max(0, windows - windowsServing);
	const obstacle = closed === 0 ? 'no_closed_window' : null;
	return offer('open_windows', obstacle, { figures: { closed, windowsServing } });
}

function staffFromNeighbor({ lenders }: LeverSituation): LeverOffer {
	const able = lenders
		.filter(({ windowsServing }) => windowsServing > CATALOG.lenderWindowsAtLeast)
		.sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1));
	const centerIds = able.map(({ id }) => id);
	return offer('staff_from_neighbor', able.length === 0 ? 'no_neighbor' : null, { centerIds });
}

function extraHours({ queueLength, queueOutside, minutesToClosing }: LeverSituation): LeverOffer {
	const people = (queueLength ?? 0) + (queueOutside ?? 0);
	const figures = { people, minutesToClosing };
	const isEarly = minutesToClosing === null || minutesToClosing > CATALOG.extraHoursFromMinutes;
	const isShort = people < CATALOG.extraHoursFromQueue;
	return offer('extra_hours', isEarly ? 'too_early' : isShort ? 'queue_too_short' : null, {
		figures,
	});
}

function virtualTickets({ queueOutside }: LeverSituation): LeverOffer {
	const figures = { queueOutside };
	if (queueOutside === null) return offer('virtual_tickets', 'not_measured');
	return offer('virtual_tickets', queueOutside === 0 ? 'nobody_waits' : null, { figures });
}

function redirect({ relief }: LeverSituation): LeverOffer {
	const [best] = relief;
	if (!best) return offer('redirect', 'no_neighbor');
	const { distanceKm, waySeconds, waitSeconds } = best;
	const figures = { distanceKm: Math.round(distanceKm * 10) / 10, waySeconds, waitSeconds };
	return offer('redirect', null, { centerIds: relief.map(({ id }) => id), figures });
}

/** A lever that only a rule can give: small groups refuse entry for a while. */
function smallGroups({ hasGroups, openedBy }: LeverSituation): LeverOffer {
	if (hasGroups) return offer('small_groups', 'groups_in_force');
	if (openedBy === null) return offer('small_groups');
	return offer('small_groups', 'entry_not_refused', { decisionId: openedBy });
}

function offer(
	lever: Lever,
	obstacle: LeverObstacle | null = null,
	some: Partial<LeverOffer> = {},
): LeverOffer {
	return { lever, obstacle, decisionId: null, centerIds: [], figures: {}, ...some };
}
