import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Center } from '$lib/domain/directory.ts';
import type { Decision } from '$lib/domain/regime.ts';
import { resolve } from '$lib/domain/regime-resolve.ts';
import { centerSubject } from '$lib/domain/regime-scope.ts';
import { stretchAt } from '$lib/domain/regime-stretch.ts';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { aCenter } from '../../../../tests/support/board-builders.ts';
import RuleBlock from './RuleBlock.svelte';

const NOW = new Date('2026-11-10T07:00:00Z');
const CENTER: Center = aCenter(1, { cityId: 'almaty', regionId: 'KZ-75', timezone: 'Asia/Almaty' });
const ISSUER = { kk: 'Бас дәрігер', ru: 'Главный врач', en: 'Chief doctor' };

/** Almaty is booking-only from 1 November until 1 December 2026. */
function anAct(isConfirmed = true): Decision {
	return {
		id: 'almaty',
		revision: 1,
		level: 'city',
		act: {
			issuer: ISSUER,
			number: '41',
			date: '2026-10-30',
			isDatedByReport: false,
			title: ISSUER,
			source: 'test',
			file: null,
			uncertain: null,
		},
		measures: [
			{
				scope: {
					entries: [{ kind: 'city', id: 'almaty', regionId: 'KZ-75', isConfirmed }],
					classes: null,
					types: null,
				},
				exemptions: { classes: [], types: [], centers: [] },
				period: {
					from: new Date('2026-10-31T19:00:00Z'),
					until: new Date('2026-11-30T19:00:00Z'),
					timezone: 'Asia/Almaty',
					inZones: {},
				},
				content: { admission: 'booking_only', bookingUntil: '17:30' },
			},
		],
		reason: null,
		isEnteredLate: false,
		repealed: null,
		emergency: null,
		canceledAt: null,
	};
}

function open(decisions: Decision[], locale: 'kk' | 'ru' | 'en' = 'en') {
	overwriteGetLocale(() => locale);
	const subject = centerSubject(CENTER);
	const stretch = stretchAt(subject, NOW, decisions);
	const next = stretch.until && resolve(subject, stretch.until, decisions);
	return render(RuleBlock, { center: CENTER, stretch, next, decisions, locale });
}

beforeEach(() => {
	overwriteGetLocale(() => 'en');
});

describe('the rule of a center', () => {
	it('says what is in force, by which act, its limits and what is coming', async () => {
		await open([anAct()]);
		const block = page.getByRole('region', { name: 'Rule in force' });
		await expect.element(block.getByText('Booking only', { exact: true })).toBeVisible();
		await expect
			.element(
				block.getByText(
					'Booking only: decision 41 of October 30, 2026 (Chief doctor); the act names the city',
				),
			)
			.toBeVisible();
		await expect
			.element(block.getByText('Bookings are good for arrivals until 17:30'))
			.toBeVisible();
		await expect
			.element(block.getByText('Next change December 1, 2026, 00:00: Open to all'))
			.toBeVisible();
	});

	it('opens the trace by keyboard', async () => {
		const { container } = await open([anAct()]);
		const why = container.querySelector('summary');
		await expect
			.element(page.getByText('Admission: no other act speaks of this'))
			.not.toBeVisible();
		why?.focus();
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByText('Admission: no other act speaks of this')).toBeVisible();
	});

	it('of a place that is only reported there is none, and the report is told', async () => {
		const { container } = await open([anAct(false)]);
		await expect.element(page.getByText('No rule applies here')).toBeVisible();
		await expect.element(page.getByText('Open to all', { exact: true })).toBeVisible();
		container.querySelector('summary')?.click();
		await expect.element(page.getByText('Not confirmed, not applied')).toBeVisible();
	});

	it('without any act has nothing to ask about', async () => {
		const { container } = await open([]);
		await expect.element(page.getByText('No rule applies here')).toBeVisible();
		expect(container.querySelector('details')).toBeNull();
	});

	it('is Kazakh in Kazakh', async () => {
		await open([anAct()], 'kk');
		await expect
			.element(
				page.getByText(
					'Тек алдын ала жазылу арқылы: № 41 шешім, 2026 ж. 30 қазан (Бас дәрігер); шешімде қала аталған',
				),
			)
			.toBeVisible();
	});
});
