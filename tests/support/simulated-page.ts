import { createConnection, type Connection } from '../../src/lib/client/connection.ts';
import type { TransportHandlers } from '../../src/lib/client/transport.ts';
import type { Row, RowKind } from '../../src/lib/domain/row.ts';
import { hashOf, SecondClient } from './second-client.ts';
import type { OpenLine, SimNode } from './simulated-node.ts';
import { SCOPES, type World } from './simulation.ts';

const FREEZE_MS = 15_000;
const LONG_FREEZE_MS = 90_000;
/** Of so many comparisons of a scope one looks at every row; the others at changed rows and the hash. */
const WHOLE_EVERY = 25;

/** What a client knows of one scope, as the comparison needs it. */
interface Known {
	scope: string;
	cursor: { e: string; s: number } | null;
	isJoining: boolean;
	mismatches: number;
	since: number | null;
	hash: () => number;
	row: (kind: RowKind, ordinal: number) => Row | null;
	size: () => number;
	/** Open objects as `kind id revision`. */
	open: () => string[];
}

/** A page of a world: a client on a line that breaks, freezes, loses and doubles. */
export abstract class Page {
	protected world: World;
	protected line: OpenLine | null = null;
	/** Counts the lines: what was under way on an older one is lost. */
	protected life = 0;
	#node: SimNode | null = null;
	#isOpening = false;
	#queue: (() => void)[] = [];
	#frozenUntil = 0;
	#compared = new Map<string, { e: string; s: number; times: number }>();

	constructor(world: World) {
		this.world = world;
	}

	abstract start(): void;
	abstract stop(): void;
	protected abstract known(): Iterable<Known>;
	protected abstract onOpened(): void;
	protected abstract onClosed(): void;
	protected abstract onMessage(event: string, payload: object): void;

	/** A mishap of the line, and what has arrived. */
	step(): void {
		const { world } = this;
		if (world.happens('brokenLine')) this.drop();
		if (world.happens('frozenLine')) this.#freeze(FREEZE_MS);
		if (world.happens('longFrozenLine')) this.#freeze(LONG_FREEZE_MS);
		if (world.isCalm) this.#frozenUntil = 0;
		if (performance.now() < this.#frozenUntil) return;
		const arrived = this.#queue;
		this.#queue = [];
		for (const deliver of arrived) deliver();
	}

	/** Compares every scope that says it stands where its node stands, if it moved since; returns how many. */
	compare(): number {
		const node = this.#node;
		if (!node) return 0;
		let compared = 0;
		for (const known of this.known()) {
			const beat = node.board.heartbeat(known.scope);
			const { cursor, isJoining, scope } = known;
			if (!cursor || isJoining || cursor.e !== beat.e || cursor.s < beat.p) continue;
			if (scope === 'nation' && node.isNationHeld) continue;
			const before = this.#compared.get(scope);
			if (before?.e === cursor.e && before.s === cursor.s) continue;
			const times = (before?.times ?? 0) + 1;
			const isWhole = before?.e !== cursor.e || times % WHOLE_EVERY === 0;
			this.#mustEqual(node, known, isWhole ? undefined : before);
			if (known.hash() !== beat.h) throw new Error(`${scope}: another hash at ${cursor.s}`);
			this.#compared.set(scope, { ...cursor, times });
			compared += 1;
		}
		return compared;
	}

	/** Hashes that were not the client's. */
	get mismatches(): number {
		return [...this.known()].reduce((sum, { mismatches }) => sum + mismatches, 0);
	}

	/** What differs from the node that the page hangs on, once all is quiet; empty when nothing does. */
	differences(): string[] {
		const node = this.#node;
		if (!node) return ['no line'];
		return [...this.known()].flatMap(({ scope, cursor, since, open }) => {
			const beat = node.board.heartbeat(scope);
			const events = node.changes.eventsOf(scope);
			const truth =
				'reset' in events
					? [...named('incident', events.incidents), ...named('regime', events.regimes)]
					: [];
			const isCurrent = cursor?.e === beat.e && cursor.s >= beat.p;
			return [
				...(isCurrent ? [] : [`${scope} stands at ${JSON.stringify(cursor)}, not at ${beat.p}`]),
				...(since === events.n ? [] : [`${scope} knows changes to ${since}, not to ${events.n}`]),
				...(open().sort().join() === truth.sort().join()
					? []
					: [`${scope} has other open objects`]),
			];
		});
	}

	/** Opens a line to some node after a while. */
	protected open(): void {
		this.#isOpening = true;
		this.later(this.world.random() * 300, () => {
			this.#isOpening = false;
			const node = this.world.anyNode();
			if (!node) return this.onClosed();
			this.#node = node;
			this.line = node.open({
				arrive: (event, payload) => this.#arrive(event, payload),
				closedByServer: () => this.drop(),
			});
			this.onOpened();
		});
	}

	/** Sends to the node, through time. */
	protected send(event: string, payload: object, reply?: (ack: unknown) => void): void {
		const late = this.world.happens('lateReply') ? 11_000 : 0;
		this.later(this.world.random() * 60 + late, () => {
			this.line?.send(event, payload, reply && ((ack) => this.#enqueue(() => reply(ack))));
		});
	}

	/** Breaks the line. */
	protected drop(): void {
		const hadOne = this.#isOpening || this.#node !== null;
		this.#isOpening = false;
		this.life += 1;
		this.line?.close();
		this.line = this.#node = null;
		this.#queue = [];
		this.#frozenUntil = 0;
		if (hadOne) this.onClosed();
	}

	/** Runs something later on this line, if it still is there. */
	protected later(ms: number, run: () => void): void {
		const life = this.life;
		setTimeout(() => {
			if (life === this.life) run();
		}, ms);
	}

	#freeze(mostMs: number): void {
		this.#frozenUntil = performance.now() + this.world.random() * mostMs;
	}

	#arrive(event: string, payload: object): void {
		if (this.world.happens('lostMessage')) return;
		const times = this.world.happens('doubledMessage') ? 2 : 1;
		for (let i = 0; i < times; i++) this.#enqueue(() => this.onMessage(event, payload));
	}

	#enqueue(run: () => void): void {
		const life = this.life;
		this.#queue.push(() => {
			if (life === this.life) run();
		});
	}

	/** Throws on the first row that differs: of those changed since an equal picture, or of all. */
	#mustEqual(node: SimNode, known: Known, since: { e: string; s: number } | undefined): void {
		const answer = node.board.join(known.scope, since);
		if (!answer) throw new Error(`${known.scope} is gone`);
		const { v } = 'snapshot' in answer ? answer.snapshot : answer.patch;
		let rows = 0;
		for (const [kind, list] of Object.entries(v) as [RowKind, Row[]][]) {
			rows += list.length;
			for (const row of list) {
				const own = known.row(kind, row[0] ?? 0);
				if (!own || !row.every((value, i) => value === own[i])) {
					throw new Error(`${known.scope}: ${kind} is ${String(own)} instead of ${String(row)}`);
				}
			}
		}
		if ('snapshot' in answer && rows !== known.size()) {
			throw new Error(`${known.scope}: ${known.size()} rows instead of ${rows}`);
		}
	}
}

function named(kind: string, states: Iterable<{ id: string; revision: number }>): string[] {
	return Array.from(states, ({ id, revision }) => `${kind} ${id} ${revision}`);
}

/** A page with the connection of the app. */
export class AppPage extends Page {
	#connection: Connection;
	#handlers!: TransportHandlers;

	constructor(world: World) {
		super(world);
		this.#connection = createConnection({
			openTransport: (handlers) => {
				this.#handlers = handlers;
				return {
					open: () => this.open(),
					close: () => this.drop(),
					send: (event, payload, reply) => this.send(event, payload, reply),
				};
			},
			listener: {
				state: () => undefined,
				rows: () => undefined,
				changes: () => undefined,
				slow: () => undefined,
				time: () => undefined,
				directory: () => undefined,
				degraded: () => undefined,
				ended: () => undefined,
			},
			realMs: () => performance.now(),
			wallMs: () => Date.now(),
			random: world.random,
		});
		for (const scope of SCOPES) if (world.random() < 0.7) this.#connection.want(scope);
	}

	start(): void {
		this.#connection.start();
	}

	stop(): void {
		this.#connection.stop();
	}

	protected onOpened(): void {
		this.#handlers.opened();
	}

	protected onClosed(): void {
		this.#handlers.closed({ code: null, retryAfterMs: null });
	}

	protected onMessage(event: string, payload: object): void {
		this.#handlers.message(event as 'heartbeat', payload as never);
	}

	protected *known(): Generator<Known> {
		for (const picture of this.#connection.pictures()) {
			const { scope, cursor, isJoining, mismatches, tables, changes } = picture;
			yield {
				scope,
				cursor,
				isJoining,
				mismatches,
				since: changes.since,
				hash: () => picture.hash,
				row: (kind, ordinal) => tables.get(kind)?.read(ordinal) ?? null,
				size: () => [...tables.values()].reduce((sum, table) => sum + table.size, 0),
				open: () => [
					...named('incident', changes.open('incident')),
					...named('regime', changes.open('regime')),
				],
			};
		}
	}
}

/** A page with the second client, which comes back by itself a second after a loss. */
export class SecondPage extends Page {
	#client = new SecondClient((event, payload, reply) => {
		this.send(event, payload, reply as (ack: unknown) => void);
	}, true);
	#isOver = false;

	constructor(world: World) {
		super(world);
		for (const scope of SCOPES) if (world.random() < 0.7) this.#client.join(scope);
	}

	start(): void {
		this.open();
	}

	stop(): void {
		this.#isOver = true;
		this.drop();
	}

	protected onOpened(): void {
		this.#client.connected();
	}

	protected onClosed(): void {
		this.#client.disconnected();
		if (!this.#isOver) setTimeout(() => this.open(), 1000);
	}

	protected onMessage(event: string, payload: object): void {
		this.#client.receive(event, payload);
	}

	protected *known(): Generator<Known> {
		for (const [scope, picture] of this.#client.pictures) {
			const { epoch, seq, rows, isJoining, differed, since } = picture;
			yield {
				scope,
				cursor: epoch === null ? null : { e: epoch, s: seq },
				isJoining,
				mismatches: differed,
				since,
				hash: () => hashOf(picture),
				row: (kind, ordinal) => rows.get(`${kind} ${ordinal}`)?.row ?? null,
				size: () => rows.size,
				open: () => [
					...named('incident', picture.incidents.values()),
					...named('regime', picture.regimes.values()),
				],
			};
		}
	}
}
