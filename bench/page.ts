// What the bench runs inside the browser; `bench/browser.ts` bundles it and calls it by this name.
import { openBoardPage } from './board-page.svelte.ts';
import { openMapPage } from './map-page.ts';

/** What the bench finds in its page. */
export interface BenchPage {
	openMapPage: typeof openMapPage;
	openBoardPage: typeof openBoardPage;
}

Object.assign(globalThis, { bench: { openMapPage, openBoardPage } satisfies BenchPage });
