import type { Page } from '@playwright/test';
import { auditLayout } from './layout-audit.ts';

/** Waits until the page was drawn twice. */
export async function nextFrames(page: Page): Promise<void> {
	await page.evaluate(async () => {
		for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
	});
}

/** What stays wrong: a map or a chart follows a new size a few frames later. */
export async function lastingProblems(page: Page): Promise<string[]> {
	for (let attempt = 0; ; attempt++) {
		const problems = await page.evaluate(auditLayout);
		if (problems.length === 0 || attempt === 20) return problems;
		await nextFrames(page);
	}
}
