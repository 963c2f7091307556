import { ORDINARY_DAY } from './ordinary-day.ts';
import type { Scenario } from './scenario.ts';

/** An ordinary day whose feeds fail in every way. */
export const FEED_FAILURES: Scenario = {
	...ORDINARY_DAY,
	name: 'feed-failures',
	summary:
		'an ordinary day with feeds that are late, silent, frozen, absurd, doubled or come and go',
	illustrative: [...ORDINARY_DAY.illustrative, 'All faults'],
	background: 'quiet',
	feeds: [
		{
			centers: ['astana-esil', 'shymkent-abai', 'aktobe-1', 'pavlodar-1'],
			fault: 'late',
			behindCadences: 3.5,
			why: 'a slow line: readings come after three and a half cadences, shown and marked late',
		},
		{
			centers: ['astana-nura', 'taraz-1', 'kostanay-1'],
			fault: 'late',
			behindCadences: 7.5,
			why: 'a sender that lags behind: stale, hatched, out of the sums',
		},
		{
			centers: ['almaty-turksib', 'oral-1', 'semey-1', 'petropavl-1'],
			fault: 'silent',
			why: 'a dead feed: lost since before the start',
		},
		{
			centers: ['almaty-alatau', 'karaganda-1', 'atyrau-1', 'oskemen-1'],
			fault: 'frozen',
			why: 'a counter that stands still with fresh time stamps: not moving after sixty cadences',
		},
		{
			centers: ['almaty-zhetysu', 'shymkent-turan', 'kokshetau-1'],
			fault: 'absurd',
			why: 'a broken counter: figures sixty times too high, suspect',
		},
		{
			centers: ['astana-almaty', 'taldykorgan-1'],
			fault: 'doubled',
			why: 'a sender that sends everything twice: nothing counts twice',
		},
		{
			centers: ['astana-baikonyr', 'aktau-1', 'turkistan-1'],
			fault: 'flapping',
			why: 'a feed that comes and goes: late, stale, back again',
		},
	],
};
