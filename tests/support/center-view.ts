import type { Center } from '$lib/domain/directory.ts';
import type { MarkKind } from '$lib/components/map/mark.ts';
import type { CenterView } from '$lib/components/center/center-view.ts';

/** A center of the directory for tests; name only what matters. */
export function aCenter(over: Partial<Center> = {}): Center {
	const id = over.id ?? 'almaty-almaly';
	return {
		ordinal: 1,
		id,
		cityId: 'almaty',
		regionId: 'KZ-75',
		class: 'city',
		type: 'ordinary',
		name: { kk: id, ru: id, en: id },
		lat: 43.25,
		lon: 76.95,
		hallM2: 240,
		seats: 60,
		windows: 20,
		opensAt: '09:00',
		closesAt: '18:00',
		timezone: 'Asia/Almaty',
		illustrative: true,
		...over,
	};
}

/** A view of a center for tests; the level follows from `kind`. */
export function aCenterView(
	over: Partial<Omit<CenterView, 'center'>> & { id?: string; kind?: MarkKind } = {},
): CenterView {
	const { id = 'almaty-almaly', kind = 'calm', ...rest } = over;
	return {
		center: aCenter({ id }),
		placeName: { kk: 'Алматы', ru: 'Алматы', en: 'Almaty' },
		level: kind === 'closed' ? 'unknown' : kind,
		freshness: kind === 'unknown' ? 'lost' : 'fresh',
		kind,
		isClosed: kind === 'closed',
		isSilent: kind === 'unknown',
		isReporting: kind !== 'unknown' && kind !== 'closed',
		isBookingOnly: false,
		isExempt: false,
		isSynthetic: false,
		at: 1_000_000,
		waitSeconds: null,
		occupancy: null,
		fillShare: null,
		queueLength: null,
		queueOutside: null,
		trend: null,
		...rest,
	};
}
