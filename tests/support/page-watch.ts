import type { BrowserContext } from 'playwright';

/** What no page of ours may ever do. */
export interface PageWatch {
	/** Violations of the Content-Security-Policy, requests to other hosts and uncaught errors so far, one line each. */
	problems(): string[];
}

/** Watches every page of a context from now on. */
export async function watchPages(context: BrowserContext, origin: string): Promise<PageWatch> {
	const problems = new Set<string>();
	await context.exposeBinding('kezekViolation', (_, text: string) => void problems.add(text));
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event;
			const place = `${location.pathname} ${sourceFile}:${lineNumber}`;
			const report = (window as unknown as { kezekViolation: (text: string) => void })
				.kezekViolation;
			report(`CSP ${effectiveDirective} ${blockedURI} at ${place}`);
		});
	});
	const isForeign = (address: string) =>
		/^(https?|wss?):/.test(address) && new URL(address).host !== new URL(origin).host;
	context.on('request', (request) => {
		if (isForeign(request.url())) problems.add(`request to a foreign host: ${request.url()}`);
	});
	const watchPage = (page: import('playwright').Page) => {
		page.on('websocket', (socket) => {
			if (isForeign(socket.url())) problems.add(`socket to a foreign host: ${socket.url()}`);
		});
		page.on('pageerror', (error) => problems.add(`uncaught: ${error.message}`));
		page.on('console', (message) => {
			if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) {
				problems.add(message.text());
			}
		});
	};
	for (const page of context.pages()) watchPage(page);
	context.on('page', watchPage);
	return { problems: () => [...problems] };
}
