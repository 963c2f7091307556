import { flushSync } from 'svelte';
import { LiveBoard } from '$lib/client/live-board.svelte.ts';
import type { TransportHandlers } from '$lib/client/transport.ts';
import type { Directory } from '$lib/domain/directory.ts';
import { COLUMNS, type Row } from '$lib/domain/row.ts';
import type { Frame, JoinReply } from '$lib/protocol/live.ts';
import { frameCost, settle } from './frame-time.ts';

/** The same rows twice in one page: in the app's LiveBoard, and in Svelte's deep state. */
export interface BoardPage {
	/** Rows arrive in one frame; ms until they are applied and what is shown is up to date. */
	ours(rows: Row[]): Promise<number>;
	yardstick(rows: Row[]): Promise<number>;
}

const SCOPE = 'region:KZ-75';
const EPOCH = 'bench';
/** Rows that fit a screen. */
const SHOWN_ROWS = 30;
const SHOWN_COLUMNS = ['level', 'freshness', 'occupancy', 'queueLength', 'waitSeconds'] as const;

type Named = Record<(typeof COLUMNS.c)[number], number | null>;

function named(row: Row): Named {
	return Object.fromEntries(COLUMNS.c.map((column, i) => [column, row[i] ?? null])) as Named;
}

/** Opens both with the same rows; the first ones are shown. */
export async function openBoardPage(directory: Directory, rows: Row[]): Promise<BoardPage> {
	const every = Math.floor(rows.length / SHOWN_ROWS);
	const shown = rows.filter((_, i) => i % every === 0).map((row) => row[0] ?? 0);
	const ours = openLiveBoard(directory, rows);
	const theirs: Record<number, Named> = $state(
		Object.fromEntries(rows.map((row) => [row[0] ?? 0, named(row)])),
	);
	/** What both screens say now: whoever reads it last must find the same. */
	const screens = { ours: [] as unknown[], yardstick: [] as unknown[] };
	$effect.root(() => {
		$effect(() => {
			screens.ours = shown.map((ordinal) =>
				SHOWN_COLUMNS.map((column) => ours.board.value('c', ordinal, column)),
			);
		});
		$effect(() => {
			screens.yardstick = shown.map((ordinal) =>
				SHOWN_COLUMNS.map((column) => theirs[ordinal]?.[column]),
			);
		});
	});
	flushSync();
	await settle(4);
	return {
		ours: async (changed) => {
			await settle();
			const cost = await frameCost(
				() => ours.take(changed),
				() => undefined,
			);
			checkEqual();
			return cost;
		},
		yardstick: async (changed) => {
			await settle();
			const names = changed.map(named);
			return frameCost(
				() => {
					for (const row of names) Object.assign(theirs[row.ordinal ?? 0] ?? {}, row);
					flushSync();
				},
				() => undefined,
			);
		},
	};

	/** A side that is fast because it does nothing would show old rows. */
	function checkEqual(): void {
		const isSame = JSON.stringify(screens.ours) === JSON.stringify(current(ours.board));
		if (!isSame) throw new Error('the screen does not show the newest rows');
	}

	function current(board: LiveBoard): unknown[] {
		return shown.map((ordinal) => SHOWN_COLUMNS.map((column) => board.value('c', ordinal, column)));
	}
}

/** A LiveBoard whose server is this page: joined, with the rows as its snapshot. */
function openLiveBoard(directory: Directory, rows: Row[]) {
	let handlers: TransportHandlers | null = null;
	const snapshot: JoinReply = {
		ok: true,
		snapshot: {
			e: EPOCH,
			r: SCOPE,
			s: 1,
			t: Date.now(),
			v: { c: rows },
			columns: { c: COLUMNS.c },
			directory: directory.version,
		},
		events: { n: 0, list: [] },
	};
	const board = new LiveBoard({
		directory,
		snapshots: [],
		clock: { now: Date.now(), speed: 1, exercise: false },
		openTransport: (own) => {
			handlers = own;
			return {
				open: () => own.opened(),
				close: () => undefined,
				send: (event, _payload, reply) => {
					if (event === 'board:join') reply?.(snapshot);
				},
			};
		},
	});
	board.join(SCOPE);
	board.start();
	let seq = 1;
	return {
		board,
		take(changed: Row[]) {
			const frame: Frame = {
				e: EPOCH,
				r: SCOPE,
				p: seq,
				s: (seq += 1),
				t: Date.now(),
				v: { c: changed },
			};
			handlers?.message('board:patch', frame);
		},
	};
}
