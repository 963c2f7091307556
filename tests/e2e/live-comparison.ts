import type { Page } from '@playwright/test';
import type { Kezek } from './fixtures.ts';

/** A row of `GET /api/v1/board`, as far as the list shows it. */
interface CenterAnswer {
	id: string;
	level: string;
	freshness: string;
	waitSeconds: number | null;
	occupancy: number | null;
	capacity: number | null;
	queueOutside: number | null;
}

interface BoardAnswer {
	centers: CenterAnswer[];
}

/** What stands for a figure that nobody measured. */
const NOT_MEASURED = 'not measured';
const figure = (value: number | null, shown: (value: number) => string) =>
	value === null ? NOT_MEASURED : shown(value);

/** What the list shows, in its English words: by center, and how many report. */
export type Shown = Record<string, string>;

/** The board as the server told it. */
function inWords({ centers }: BoardAnswer): Shown {
	const rows = centers.map((center): [string, string] => {
		const { id, level, freshness, waitSeconds, occupancy, capacity, queueOutside } = center;
		const share = occupancy === null || !capacity ? null : occupancy / capacity;
		const figures = [
			figure(waitSeconds, (seconds) => `${Math.round(seconds / 60)} min`),
			figure(share, (part) => `${Math.round(part * 100)}%`),
			figure(queueOutside, String),
		];
		return [id, [level, freshness, ...(level === 'unknown' ? [] : figures)].join(' | ')];
	});
	const reporting = centers.filter(({ level }) => level !== 'unknown').length;
	return { reporting: String(reporting), ...Object.fromEntries(rows) };
}

/** What the page shows, between two answers of `GET /api/v1/board` to its person. */
export async function shownBeside(
	page: Page,
	kezek: Kezek,
): Promise<{ before: Shown; shown: Shown; after: Shown }> {
	const ask = async () => {
		const answer = await page.request.get(`${kezek.app.url}/api/v1/board`);
		return inWords((await answer.json()) as BoardAnswer);
	};
	const before = await ask();
	const shown = await shownBoard(page);
	return { before, shown, after: await ask() };
}

/** What the page shows now. */
export function shownBoard(page: Page): Promise<Shown> {
	return page.evaluate(() => {
		const textOf = (element: Element | null) => (element?.textContent ?? '').trim();
		const rows = [...document.querySelectorAll<HTMLElement>('[data-center-id]')].map((row) => {
			const { centerId = '', level, freshness } = row.dataset;
			const cells = [...row.querySelectorAll('[role="cell"]')];
			const figures = level === 'unknown' ? [] : cells.slice(2, 5).map(textOf);
			return [centerId, [level, freshness, ...figures].join(' | ')];
		});
		const [reporting = ''] = textOf(document.querySelector('.cell.reporting dd')).split(/\s/);
		return { reporting, ...Object.fromEntries(rows) } as Shown;
	});
}

/** A feed that goes on pushing until it is ended. */
export interface Feed {
	/** Resolves after so many more batches. */
	reached(batches: number): Promise<void>;
	/** Ends it, after the last batch is stored. */
	end(): Promise<void>;
}

/** Readings of one batch: about a fifth of the network, so that every return has changes to bring. */
const BATCH_EVERY = 5;

/** Feeds all centers once, then parts of them in turn, one batch after the other. */
export async function keepFeeding(page: Page, kezek: Kezek): Promise<Feed> {
	const answer = await page.request.get(`${kezek.url}/api/v1/board`);
	const ids = ((await answer.json()) as BoardAnswer).centers.map(({ id }) => id);
	let batches = 0;
	let isOver = false;
	let failure: Error | null = null;
	const waiting = new Set<() => void>();
	const pushSome = async (part: (i: number) => boolean) => {
		const figures = (i: number) => ({
			occupancy: 5 + ((i * 7 + batches * 3) % 60),
			queueLength: (i + batches * 5) % 40,
			queueOutside: (i * 3 + batches) % 25,
			windowsOpen: 8,
			windowsServing: 1 + ((i + batches) % 8),
		});
		const batch = ids.flatMap((centerId, i) => (part(i) ? [{ centerId, ...figures(i) }] : []));
		const { status } = await kezek.push(batch);
		// A sender tries again later, here with the next batch.
		if (status === 503) return;
		if (status !== 200) throw new Error(`the feed was answered ${status}`);
		batches += 1;
		for (const look of [...waiting]) look();
	};
	await pushSome(() => true);
	const going = (async () => {
		while (!isOver) await pushSome((i) => i % BATCH_EVERY === batches % BATCH_EVERY);
	})().catch((error: unknown) => {
		failure = error instanceof Error ? error : new Error(String(error));
		for (const look of [...waiting]) look();
	});
	return {
		reached: (more) => {
			const goal = batches + more;
			return new Promise((resolve, reject) => {
				const look = () => {
					if (batches < goal && failure === null) return;
					waiting.delete(look);
					if (failure === null) resolve();
					else reject(failure);
				};
				waiting.add(look);
				look();
			});
		},
		end: async () => {
			isOver = true;
			await going;
			if (failure !== null) throw failure;
		},
	};
}
