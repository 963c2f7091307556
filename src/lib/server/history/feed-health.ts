// Where the figures of a center come from: which feed said what, and when. For those who may see the health of feeds.
import type { Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import type { CenterSource } from '../../domain/feed-health.ts';
import { canInCenter, type Principal } from '../../domain/permission.ts';

/** Takes the store's read and the directory. */
export function createFeedHealth(deps: {
	listCenterSources: (center: number) => Promise<CenterSource[]>;
	directory: () => Directory;
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
	};
}
