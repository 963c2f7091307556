// Where the figures of a center come from: which feed said what, and when. For those who may see the health of feeds.
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import {
	doorHealth,
	TALLY,
	type CenterSource,
	type DoorCounts,
	type DoorHealth,
	type TallyWindows,
} from '../../domain/feed-health.ts';
import {
	canEverywhere,
	canInCenter,
	requireSomewhere,
	type Principal,
} from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';

/** Takes the store's read and the directory. */
export function createFeedHealth(deps: {
	listCenterSources: (center: number) => Promise<CenterSource[]>;
	listDoorCounts: (windows: TallyWindows) => Promise<DoorCounts[]>;
	directory: () => Directory;
	operations: Clock;
}) {
	return {
		/** The feeds of a center; `forbidden` where the reader may not see their health. */
		ofCenter: (principal: Principal, id: string): Promise<CenterSource[]> => {
			const center = deps.directory().centers.find((candidate) => candidate.id === id);
			if (!center || !canInCenter(principal, 'feed.health', center)) {
				throw new AppError('forbidden', 'The role lacks the permission feed.health', {
					reason: 'feed.health',
				});
			}
			return deps.listCenterSources(center.ordinal);
		},

		/** The health of these feeds, door by door; `forbidden` to whoever may not see every feed’s. */
		ofFeeds: async (
			principal: Principal,
			feeds: readonly { feedId: number; cadenceSeconds: number; createdAt: Date }[],
		): Promise<Map<number, DoorHealth[]>> => {
			requireSomewhere(principal, 'feed.health');
			if (!canEverywhere(principal, 'feed.health')) {
				throw new AppError('forbidden', 'Not every feed is theirs', { reason: 'feed.health' });
			}
			const now = deps.operations.now();
			const untilMs = Math.floor(now.getTime() / TALLY.spanMs) * TALLY.spanMs;
			const counts = await deps.listDoorCounts({
				daySince: new Date(untilMs - TALLY.dayMs),
				recentSince: new Date(untilMs - TALLY.recentMs),
				until: new Date(untilMs),
			});
			return new Map(
				feeds.map((feed) => [
					feed.feedId,
					counts
						.filter(({ feedId }) => feedId === feed.feedId)
						.map((one) => doorHealth(one, feed, now)),
				]),
			);
		},
	};
}
