import { noSums, placeRow, replaceSummands, summandsOf, type Sums } from './aggregate.ts';
import {
	addMember,
	noteChange,
	scopesOf,
	type BoardScope,
	type BoardScopes,
} from './board-scopes.ts';
import { PLAIN_WEEKS, type Calendar } from './calendar.ts';
import {
	noCenterInputs,
	pictureOf,
	type CenterInputs,
	type CenterPicture,
} from './center-picture.ts';
import {
	noContactInputs,
	poolPictureOf,
	sitePictureOf,
	type ContactInputs,
	type ContactPicture,
} from './contact-picture.ts';
import { safeCapacity, type Center, type Directory, type Place } from './directory.ts';
import { DueQueue } from './due-queue.ts';
import { forgetMinutes, MINUTE_MS, oldestMinuteNeeded, putMinute } from './minute-window.ts';
import { isOpenAt, minutesToChange, type LocalTimeOf } from './opening.ts';
import { UNKNOWN, type LevelLimits } from './load.ts';
import type { CommittedBatch } from './reading.ts';
import { columnOf, COLUMNS, type Row, type RowKind, type Rows } from './row.ts';
import { NO_RULE, type RegimeMark } from './regime-mark.ts';
import { RowTable } from './row-table.ts';
import {
	limitsOfCenter,
	limitsOfContact,
	PRESET_THRESHOLDS,
	type LevelChange,
	type Thresholds,
} from './thresholds.ts';

/** Ordinal of the contact center's pool in `k` rows. */
const POOL = 0;
/** Nothing is known of a center's rule yet. */
const UNREAD_RULE: RegimeMark = { bits: 0, untilMs: -Infinity };
/** Rows whose minute window moved are recomputed over this long after the minute, not all in one tick. */
const MINUTE_SPREAD_MS = 2000;

/** What the store holds of the present; what a batch changed has the same shape. */
export type PresentRows = Omit<CommittedBatch, 'batch'>;

/** What one tick changed in one scope: rows changed in (p, s], absolute values as of s. */
export interface ScopeChange {
	r: string;
	p: number;
	s: number;
	v: Rows;
}

/** What a Board needs beside readings. */
export interface BoardOptions {
	directory: Directory;
	/** Least length of windows and freshness limits in ms of operations time. */
	floorMs: number;
	localTime: LocalTimeOf;
	/** Holidays and moved days off; every day follows its weekday without it. */
	calendar?: Calendar;
	/** Marks every value as invented by a simulator. */
	synthetic?: boolean;
	/** Limits of the levels; the presets without them. */
	thresholds?: Thresholds;
	/** The rule of a center at an instant (ms); none without it. */
	ruleOf?: (center: Center, nowMs: number) => RegimeMark;
}

/** One center with all that its rows depend on. */
interface CenterEntry {
	center: Center;
	capacity: number | null;
	limits: LevelLimits;
	inputs: CenterInputs;
	open: boolean | null;
	/** When `open` may change, ms. */
	openUntil: number;
	rule: RegimeMark;
	/** Own summands, and the places that they are part of. */
	sums: Sums;
	places: PlaceEntry[];
	scopes: BoardScope[];
	detail: BoardScope;
}

interface PlaceEntry {
	place: Place;
	centers: number;
	sums: Sums;
	scopes: BoardScope[];
	/** The sums changed since the row was written. */
	dirty: boolean;
}

interface SiteEntry {
	inputs: ContactInputs;
	picture: ContactPicture | null;
}

/**
 * The present picture as tables of latest rows: the fold (board, batch) → board and the diff between two ticks, run by
 * the server and by replay. Folding only takes inputs in; rows change in `advance`, so between ticks the Board is frozen
 * and a join sees exactly the state at `seq`. Batches may come in any order and any number of times: of each row the
 * higher batch wins. A tick costs what changed or fell due, not the number of centers.
 */
export class Board {
	readonly directory: Directory;
	readonly scopes: BoardScopes;
	readonly tables: Record<RowKind, RowTable>;
	/** Version: raised by one in each tick that changed a row. */
	seq = 0;

	#options: BoardOptions;
	#centers = new Map<number, CenterEntry>();
	#places: PlaceEntry[] = [];
	#sites = new Map<number, SiteEntry>();
	#dirtyCenters = new Set<number>();
	#dirtySites = new Set<number>();
	#dueCenters = new DueQueue();
	#dueSites = new DueQueue();
	#nowMs = -Infinity;
	/** The nation changed in ticks that held it. */
	#isNationHeld = false;

	constructor(options: BoardOptions) {
		this.#options = options;
		this.directory = options.directory;
		this.scopes = scopesOf(options.directory);
		this.tables = Object.fromEntries(
			Object.entries(COLUMNS).map(([kind, columns]) => [
				kind,
				new RowTable(kind as RowKind, columns),
			]),
		) as Record<RowKind, RowTable>;
		addMember(this.scopes.contact, 'k', POOL);
		const places = new Map<string, PlaceEntry>();
		for (const place of options.directory.places) {
			const scopes = this.scopes.ofPlace(place);
			const entry = { place, centers: 0, sums: noSums(), scopes, dirty: true };
			places.set(`${place.kind}:${place.id}`, entry);
			this.#places.push(entry);
		}
		for (const center of options.directory.centers) {
			const own = [
				places.get('nation:nation'),
				places.get(`region:${center.regionId}`),
				center.cityId === null ? undefined : places.get(`city:${center.cityId}`),
			].filter((place) => place !== undefined);
			for (const place of own) place.centers++;
			this.#centers.set(center.ordinal, {
				center,
				capacity: safeCapacity(center.hallM2),
				limits: limitsOfCenter(this.#thresholds, center),
				inputs: noCenterInputs(),
				open: null,
				openUntil: -Infinity,
				rule: UNREAD_RULE,
				sums: noSums(),
				places: own,
				scopes: this.scopes.ofCenter(center),
				detail: this.scopes.ofDetail(center),
			});
			this.#dirtyCenters.add(center.ordinal);
		}
		for (const site of options.directory.contactCenters) {
			this.#sites.set(site.ordinal, {
				inputs: noContactInputs(),
				picture: null,
			});
			this.#dirtySites.add(site.ordinal);
		}
	}

	/**
	 * A Board of another directory (a center added, moved, closed) that knows what this one knows. Its versions start
	 * afresh: it is a new epoch. Rows of centers new to the directory come from the store, not from here.
	 */
	withDirectory(directory: Directory): Board {
		const next = new Board({ ...this.#options, directory });
		for (const [ordinal, entry] of next.#centers) {
			const known = this.#centers.get(ordinal);
			if (known) entry.inputs = known.inputs;
		}
		for (const [ordinal, entry] of next.#sites) {
			const known = this.#sites.get(ordinal);
			if (known) entry.inputs = known.inputs;
		}
		return next;
	}

	get #thresholds(): Thresholds {
		return this.#options.thresholds ?? PRESET_THRESHOLDS;
	}

	/** Takes other limits of the levels: the next tick shows by them whatever they concern. */
	setThresholds(thresholds: Thresholds): void {
		this.#options = { ...this.#options, thresholds };
		for (const [ordinal, entry] of this.#centers) {
			const limits = limitsOfCenter(thresholds, entry.center);
			if (limits === entry.limits) continue;
			entry.limits = limits;
			this.#dirtyCenters.add(ordinal);
		}
		for (const ordinal of this.#sites.keys()) this.#dirtySites.add(ordinal);
	}

	/** Other rules are known: the next tick shows what they say. */
	forgetRules(): void {
		for (const [ordinal, entry] of this.#centers) {
			entry.rule = UNREAD_RULE;
			this.#dirtyCenters.add(ordinal);
		}
	}

	/** Which levels other limits would change as of the last tick; the picture stays as it is. */
	levelChangesUnder(thresholds: Thresholds): LevelChange[] {
		const changes: LevelChange[] = [];
		const note = (kind: 'c' | 'k', ordinal: number, to: number) => {
			const from = this.tables[kind].value(ordinal, 'level') ?? UNKNOWN;
			if (from !== to) changes.push({ kind: kind === 'c' ? 'center' : 'site', ordinal, from, to });
		};
		for (const [ordinal, entry] of this.#centers) {
			const limits = limitsOfCenter(thresholds, entry.center);
			if (limits === entry.limits) continue;
			note('c', ordinal, this.#pictureOf(entry, limits).c[LEVEL] ?? UNKNOWN);
		}
		const limits = limitsOfContact(thresholds);
		if (limits === limitsOfContact(this.#thresholds)) return changes;
		const sites = [...this.#sites].map(([ordinal, entry]) =>
			this.#sitePictureOf(ordinal, entry, limits),
		);
		for (const { k } of [...sites, this.#poolPictureOf(sites, limits)]) {
			note('k', k[0] ?? POOL, k[SITE_LEVEL] ?? UNKNOWN);
		}
		return changes;
	}

	/** Takes in what a batch left behind, or what the store holds. Places unknown to the directory are passed over. */
	fold(rows: PresentRows): void {
		for (const row of rows.present) {
			const entry = this.#centers.get(row.center);
			if (entry && putNewer(entry.inputs.present, row)) this.#dirtyCenters.add(row.center);
		}
		for (const row of rows.availability) {
			const entry = this.#centers.get(row.center);
			if (entry && putNewer(entry.inputs.availability, row)) this.#dirtyCenters.add(row.center);
		}
		for (const row of rows.contactPresent) {
			const entry = this.#sites.get(row.contactCenter);
			if (entry && putNewer(entry.inputs.present, row)) this.#dirtySites.add(row.contactCenter);
		}
		const oldest = oldestMinuteNeeded(this.#nowMs, this.#options.floorMs);
		for (const row of rows.minutes) {
			if (row.bucket.getTime() < oldest) continue;
			const entry = this.#centers.get(row.center);
			if (entry && putMinute(entry.inputs.minutes, row)) this.#dirtyCenters.add(row.center);
		}
		for (const row of rows.contactMinutes) {
			if (row.bucket.getTime() < oldest) continue;
			const entry = this.#sites.get(row.contactCenter);
			if (entry && putMinute(entry.inputs.minutes, row)) this.#dirtySites.add(row.contactCenter);
		}
	}

	/**
	 * One tick: recomputes what was folded and what fell due by `now`, and returns what changed by scope; an empty list
	 * leaves `seq` as it was. `withPlaces` false keeps place rows for a later tick (they are recomputed once a second).
	 * `holdsNation` keeps what changed in the nation for the first tick without it: one merged change. Its hash goes on,
	 * so no heartbeat of the nation may leave meanwhile.
	 */
	advance(now: Date, { withPlaces = true, holdsNation = false } = {}): ScopeChange[] {
		this.#nowMs = Math.max(this.#nowMs, now.getTime());
		const seq = this.seq + 1;
		const touched: BoardScope[] = [];
		for (const ordinal of this.#dueCenters.take(this.#nowMs)) this.#dirtyCenters.add(ordinal);
		for (const ordinal of this.#dirtyCenters) this.#updateCenter(ordinal, seq, touched);
		this.#dirtyCenters.clear();
		for (const ordinal of this.#dueSites.take(this.#nowMs)) this.#dirtySites.add(ordinal);
		if (this.#dirtySites.size > 0) this.#updateContact(seq, touched);
		if (withPlaces) this.#updatePlaces(seq, touched);
		if (touched.length > 0) this.seq = seq;
		return this.#dueScopes(touched, holdsNation).map((scope) => {
			const change = { r: scope.name, p: scope.changedAt, s: this.seq, v: scope.pending ?? {} };
			scope.pending = null;
			scope.changedAt = this.seq;
			return change;
		});
	}

	/** The touched scopes without a nation that is held, or with one that was. */
	#dueScopes(touched: BoardScope[], holdsNation: boolean): BoardScope[] {
		const { nation } = this.scopes;
		if (holdsNation) {
			if (nation.pending === null) return touched;
			nation.pending = null;
			this.#isNationHeld = true;
			return touched.filter((scope) => scope !== nation);
		}
		if (!this.#isNationHeld) return touched;
		this.#isNationHeld = false;
		nation.pending = this.rowsSince(nation.name, nation.changedAt);
		return [nation, ...touched.filter((scope) => scope !== nation)];
	}

	/** All rows of a scope as of `seq`; null when the scope does not exist. */
	rowsOf(name: string): Rows | null {
		return this.#collect(name, (_, members) => members);
	}

	/** Rows of a scope changed after version `since`; null when the scope does not exist. */
	rowsSince(name: string, since: number): Rows | null {
		return this.#collect(name, (table, members) => changedMembers(table, members, since));
	}

	/** Number of rows of a scope; 0 when it does not exist. */
	sizeOf(name: string): number {
		const members = this.scopes.byName.get(name)?.members ?? {};
		return Object.values(members).reduce((sum, ordinals) => sum + ordinals.size, 0);
	}

	/** Hash of a scope at `seq`; 0 when it does not exist. */
	hashOf(name: string): number {
		return this.scopes.byName.get(name)?.hash ?? 0;
	}

	/** Centers in the sums now. */
	get reporting(): number {
		return this.tables.a.value(0, 'reporting') ?? 0;
	}

	#collect(
		name: string,
		choose: (table: RowTable, members: ReadonlySet<number>) => Iterable<number>,
	): Rows | null {
		const scope = this.scopes.byName.get(name);
		if (!scope) return null;
		const rows: Rows = {};
		for (const [kind, members] of Object.entries(scope.members) as [RowKind, Set<number>][]) {
			const table = this.tables[kind];
			const own: Row[] = [];
			for (const ordinal of choose(table, members)) {
				const row = table.read(ordinal);
				if (row) own.push(row);
			}
			if (own.length > 0) rows[kind] = own;
		}
		return rows;
	}

	#updateCenter(ordinal: number, seq: number, touched: BoardScope[]): void {
		const entry = this.#centers.get(ordinal);
		if (!entry) return;
		if (this.#nowMs >= entry.openUntil) this.#look(entry);
		if (this.#nowMs >= entry.rule.untilMs) {
			entry.rule = this.#options.ruleOf?.(entry.center, this.#nowMs) ?? NO_RULE;
		}
		forgetMinutes(entry.inputs.minutes, this.#nowMs, this.#options.floorMs);
		const picture = this.#pictureOf(entry, entry.limits);
		this.#dueCenters.set(ordinal, this.#dueOf(entry, picture));
		this.#writeCenter(entry, picture, seq, touched);
		const sums = summandsOf(picture.open, entry.rule.bits, picture.contribution);
		for (const place of entry.places) {
			if (replaceSummands(place.sums, entry.sums, sums)) place.dirty = true;
		}
		entry.sums = sums;
	}

	#pictureOf(
		{ center, capacity, open, inputs, rule }: CenterEntry,
		limits: LevelLimits,
	): CenterPicture {
		const { floorMs, synthetic = false } = this.#options;
		const nowMs = this.#nowMs;
		const regime = rule.bits;
		return pictureOf(inputs, { center, capacity, open, nowMs, floorMs, synthetic, limits, regime });
	}

	#sitePictureOf(ordinal: number, { inputs }: SiteEntry, limits: LevelLimits): ContactPicture {
		const { floorMs } = this.#options;
		return sitePictureOf(inputs, { ordinal, nowMs: this.#nowMs, floorMs, limits });
	}

	#poolPictureOf(sites: readonly ContactPicture[], limits: LevelLimits): ContactPicture {
		const { floorMs } = this.#options;
		return poolPictureOf(sites, { ordinal: POOL, nowMs: this.#nowMs, floorMs, limits });
	}

	/** Minute windows move at the same instant everywhere: spread, so that no tick carries them all. */
	#dueOf(entry: CenterEntry, picture: CenterPicture): number {
		const spread =
			picture.dueAt % MINUTE_MS === 0 ? (entry.center.ordinal * 37) % MINUTE_SPREAD_MS : 0;
		return Math.min(picture.dueAt + spread, entry.openUntil, entry.rule.untilMs);
	}

	#look(entry: CenterEntry): void {
		const local = this.#options.localTime(entry.center.timezone, this.#nowMs);
		const special = (this.#options.calendar ?? PLAIN_WEEKS)(entry.center.regionId, local.date);
		entry.open = isOpenAt(entry.center, local, special);
		const minuteStart = Math.floor(this.#nowMs / MINUTE_MS) * MINUTE_MS;
		entry.openUntil = minuteStart + minutesToChange(entry.center, local, special) * MINUTE_MS;
	}

	#writeCenter(
		entry: CenterEntry,
		picture: CenterPicture,
		seq: number,
		touched: BoardScope[],
	): void {
		const { nation, nationKind } = this.scopes;
		const grown = this.tables.c.write(picture.c, seq);
		if (grown !== null) {
			for (const scope of entry.scopes) noteChange(scope, 'c', picture.c, grown, touched);
			if (nationKind === 'c') noteChange(nation, 'c', picture.c, grown, touched);
		}
		if (nationKind === 'l') {
			const row = statusRow(picture.c);
			const moved = this.tables.l.write(row, seq);
			if (moved !== null) noteChange(nation, 'l', row, moved, touched);
		}
		const detail = this.tables.d.write(picture.d, seq);
		if (detail !== null) noteChange(entry.detail, 'd', picture.d, detail, touched);
	}

	#updateContact(seq: number, touched: BoardScope[]): void {
		const nowMs = this.#nowMs;
		const { floorMs } = this.#options;
		const limits = limitsOfContact(this.#thresholds);
		const write = (row: Row) => {
			const grown = this.tables.k.write(row, seq);
			if (grown !== null) noteChange(this.scopes.contact, 'k', row, grown, touched);
		};
		for (const ordinal of this.#dirtySites) {
			const entry = this.#sites.get(ordinal);
			if (!entry) continue;
			forgetMinutes(entry.inputs.minutes, nowMs, floorMs);
			entry.picture = this.#sitePictureOf(ordinal, entry, limits);
			this.#dueSites.set(ordinal, entry.picture.dueAt);
			write(entry.picture.k);
		}
		this.#dirtySites.clear();
		const sites = [...this.#sites.values()].map((site) => site.picture).filter((p) => p !== null);
		const pool = this.#poolPictureOf(sites, limits);
		this.#dueSites.set(POOL, pool.dueAt);
		write(pool.k);
	}

	#updatePlaces(seq: number, touched: BoardScope[]): void {
		for (const entry of this.#places) {
			if (!entry.dirty) continue;
			entry.dirty = false;
			const row = placeRow(entry.place.ordinal, entry.centers, entry.sums);
			const grown = this.tables.a.write(row, seq);
			if (grown === null) continue;
			for (const scope of entry.scopes) noteChange(scope, 'a', row, grown, touched);
		}
	}
}

/** Members changed after a version, by whichever walk is the shorter: over the members, or over all newer changes. */
function* changedMembers(
	table: RowTable,
	members: ReadonlySet<number>,
	since: number,
): Generator<number> {
	if (members.size < table.size / 8) {
		for (const ordinal of members) if (table.changedAt(ordinal) > since) yield ordinal;
	} else {
		for (const ordinal of table.changedSince(since)) if (members.has(ordinal)) yield ordinal;
	}
}

/** Of two versions of one feed's row the higher batch stays; false when nothing changed. */
function putNewer<R extends { feed: number; batch: number }>(
	rows: Map<number, R>,
	row: R,
): boolean {
	const known = rows.get(row.feed);
	if (known !== undefined && known.batch >= row.batch) return false;
	rows.set(row.feed, row);
	return true;
}

const LEVEL = columnOf('c', 'level');
const SITE_LEVEL = columnOf('k', 'level');
const FRESHNESS = columnOf('c', 'freshness');
const SEVERITY = columnOf('c', 'severity');
const REGIME = columnOf('c', 'regime');

/** The `l` row of a center: level + 8·freshness + 64·severity + 512·regime. */
function statusRow(c: Row): Row {
	const at = (position: number) => c[position] ?? 0;
	return [at(0), at(LEVEL) + 8 * at(FRESHNESS) + 64 * at(SEVERITY) + 512 * at(REGIME)];
}
