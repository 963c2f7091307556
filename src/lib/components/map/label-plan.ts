import type { Name } from '$lib/domain/directory.ts';
import { REGIME_BITS } from '$lib/domain/row.ts';
import { RANK } from './mark.ts';
import type { Box } from './label-layout.ts';
import { NOT_SHOWN, type MarkField } from './mark-field.ts';

/** A text beside marks, before it has a place. */
export interface Label {
	/** How it is colored: by the level that it names, plain, or muted for the ground. */
	tone: 'critical' | 'crowded' | 'plain' | 'ground';
	title: string;
	/** Second line; null without one. */
	value: string | null;
	/** The second line names a rule, not the level. */
	isRule: boolean;
	/** It is dropped rather than cover more marks than this. */
	mayCover: number;
	/** Marks that it names, as positions in the field; empty for a name of the ground. */
	members: readonly number[];
	/** City that a press on it opens; null for all others. */
	cityId: string | null;
	/** Where a name of the ground stands, px of the projected world; null where it stands beside marks. */
	point: { x: number; y: number } | null;
}

/** How many marks a label may cover: an alarm is worth any calm mark, a name for orientation is not. */
const MAY_COVER: Record<Label['tone'], number> = {
	critical: Infinity,
	crowded: 3,
	plain: 1,
	ground: 1,
};

/** Texts of labels in the language of the page. */
export interface LabelTexts {
	name(name: Name): string;
	/** Second line of a place with `count` critical centers, the longest wait among them in seconds. */
	critical(waitSeconds: number | null, count: number): string;
	/** Second line of a city that is booking-only. */
	bookingOnly(): string;
	/** Wait and fill of a center by its ordinal, or since when it is silent. */
	state(ordinal: number): string | null;
}

/** What the labels of one picture depend on. */
export interface LabelScene {
	field: Pick<MarkField, 'centers' | 'cities' | 'ranks' | 'rules' | 'xy'>;
	/** Names of the ground and where they stand. */
	regions: readonly { name: Name; point: { x: number; y: number } }[];
	/** Positions in the field; null for none. */
	selected: number | null;
	hovered: number | null;
	/** Positions of the marks to name one by one, when few enough are in view; null names cities. */
	nearby: readonly number[] | null;
	/** A narrow map has room for names of places only, not for their figures or for the ground. */
	isNarrow: boolean;
	/** Levels are drawn; without them every mark counts as calm. */
	hasLoad: boolean;
	/** Booking-only cities are named. */
	hasRules: boolean;
	/** Expected wait of a center by ordinal, seconds. */
	waitSeconds: (ordinal: number) => number | null;
	texts: LabelTexts;
}

/**
 * The labels of a picture in the order in which they claim room (ui.md §6): critical, crowded, selected and pointed at,
 * booking-only and main cities, and last the names of the ground.
 */
export function planLabels(given: LabelScene): Label[] {
	const scene = given.hasLoad ? given : withoutLoad(given);
	const { selected, hovered, nearby } = scene;
	const single = nearby ?? loners(scene);
	const plan = [
		...(nearby ? [] : cityLabels(scene)),
		...single.map((index) => centerLabel(scene, index)),
	];
	const urgent = plan.filter(({ tone }) => tone !== 'plain').sort(byUrgency(scene));
	const quiet = plan
		.filter(({ tone }) => tone === 'plain')
		.sort((a, b) => Number(b.value !== null) - Number(a.value !== null));
	const chosen = [hovered, selected]
		.filter((index) => index !== null && !single.includes(index))
		.map((index) => ({ ...centerLabel(scene, index ?? 0), mayCover: Infinity }));
	const all = [...urgent, ...chosen, ...quiet];
	if (!scene.isNarrow) return [...all, ...groundLabels(scene)];
	return all.map((label) => (chosen.includes(label) ? label : { ...label, value: null }));
}

function withoutLoad(scene: LabelScene): LabelScene {
	const { field, texts } = scene;
	const { centers, cities, rules, xy } = field;
	const ranks = field.ranks.map((rank) => (rank === NOT_SHOWN ? rank : RANK.calm));
	return {
		...scene,
		field: { centers, cities, rules, xy, ranks },
		texts: { ...texts, state: () => null },
	};
}

/** Shown marks inside a view of the world; null when there are more than `most`. */
export function marksInView(field: MarkField, view: Box, most: number): number[] | null {
	const found: number[] = [];
	for (let index = 0; index < field.centers.length; index++) {
		if (field.ranks[index] === NOT_SHOWN) continue;
		const [x = 0, y = 0] = [field.xy[index * 2], field.xy[index * 2 + 1]];
		if (x < view.left || x > view.right || y < view.top || y > view.bottom) continue;
		if (found.push(index) > most) return null;
	}
	return found;
}

/** More labels than this find no room on any screen. */
export const MOST_LABELS = 150;

/** Centers outside cities that are worth a name on their own: the worst of them. */
function loners({ field, waitSeconds }: LabelScene): number[] {
	const found: { index: number; rank: number; wait: number }[] = [];
	field.centers.forEach(({ cityId, ordinal }, index) => {
		const rank = field.ranks[index] ?? NOT_SHOWN;
		if (cityId !== null || rank === NOT_SHOWN || rank < RANK.crowded) return;
		found.push({ index, rank, wait: waitSeconds(ordinal) ?? 0 });
	});
	found.sort((a, b) => b.rank - a.rank || b.wait - a.wait || a.index - b.index);
	return found.slice(0, MOST_LABELS).map(({ index }) => index);
}

function cityLabels({ field, hasRules, waitSeconds, texts }: LabelScene): Label[] {
	const labels: Label[] = [];
	const isBookingOnly = (index: number) =>
		((field.rules[index] ?? 0) & REGIME_BITS.bookingOnly) !== 0;
	for (const { id, name, members, isMain } of field.cities) {
		const shown = members.filter((index) => field.ranks[index] !== NOT_SHOWN);
		const worst = Math.max(...shown.map((index) => field.ranks[index] ?? 0));
		const isRuled = hasRules && shown.some(isBookingOnly);
		if (shown.length === 0 || (worst < RANK.crowded && !isMain && !isRuled)) continue;
		const critical = shown.filter((index) => field.ranks[index] === RANK.critical);
		const waits = critical
			.map((index) => waitSeconds(field.centers[index]?.ordinal ?? -1))
			.filter((wait) => wait !== null);
		const longest = waits.length > 0 ? Math.max(...waits) : null;
		const isRule = critical.length === 0 && isRuled;
		labels.push({
			tone: toneOf(worst),
			mayCover: MAY_COVER[toneOf(worst)],
			title: texts.name(name),
			value: isRule
				? texts.bookingOnly()
				: critical.length > 0
					? texts.critical(longest, critical.length)
					: null,
			isRule,
			members: shown,
			cityId: id,
			point: null,
		});
	}
	return labels;
}

function centerLabel({ field, texts }: LabelScene, index: number): Label {
	const center = field.centers[index];
	const tone = toneOf(field.ranks[index] ?? 0);
	return {
		tone,
		mayCover: MAY_COVER[tone],
		title: center ? texts.name(center.name) : '',
		value: center ? texts.state(center.ordinal) : null,
		isRule: false,
		members: [index],
		cityId: null,
		point: null,
	};
}

function groundLabels({ regions, texts }: LabelScene): Label[] {
	return regions.map(({ name, point }) => ({
		tone: 'ground',
		mayCover: MAY_COVER.ground,
		title: texts.name(name),
		value: null,
		isRule: false,
		members: [],
		cityId: null,
		point,
	}));
}

function toneOf(rank: number): Label['tone'] {
	if (rank === RANK.critical) return 'critical';
	return rank === RANK.crowded ? 'crowded' : 'plain';
}

/** Critical before crowded, then the longer wait, then the order of the directory. */
function byUrgency({ field, waitSeconds }: LabelScene): (a: Label, b: Label) => number {
	const longest = new Map<Label, number>();
	const waitOf = (label: Label): number => {
		const known = longest.get(label);
		if (known !== undefined) return known;
		const waits = label.members.map(
			(index) => waitSeconds(field.centers[index]?.ordinal ?? -1) ?? 0,
		);
		const wait = Math.max(0, ...waits);
		longest.set(label, wait);
		return wait;
	};
	const rankOf = ({ tone }: Label): number => (tone === 'critical' ? 0 : 1);
	return (a, b) =>
		rankOf(a) - rankOf(b) || waitOf(b) - waitOf(a) || (a.members[0] ?? 0) - (b.members[0] ?? 0);
}
