/**
 * Limits of the levels. Input: what was set in the store, followed by looks. Output: the limits in force for whoever may
 * change them, and the content of a draft that changes some; what that would do to the levels is counted on the present
 * picture. Guarantee: nothing is changed here: a confirmed draft does it (auth/drafts.ts).
 */
import type { CenterThresholdChange, ContactThresholdChange } from '../../domain/admin-change.ts';
import { CENTER_CLASSES, CENTER_TYPES, type Directory } from '../../domain/directory.ts';
import { AppError } from '../../domain/errors.ts';
import {
	canEverywhere,
	canInRegion,
	requireSomewhere,
	type Principal,
} from '../../domain/permission.ts';
import {
	CENTER_DIMENSIONS,
	CONTACT_DIMENSIONS,
	limitsOfCenter,
	limitsOfContact,
	thresholdOf,
	withCenterLimits,
	withContactLimits,
	type CenterKind,
	type CenterLimits,
	type ContactLimits,
	type Thresholds,
} from '../../domain/thresholds.ts';
import type { Sql } from '../store/connect.ts';
import { readThresholds } from '../store/level-limits.ts';

/** Limits of one kind of centers, as a page shows them. */
export interface KindLimits extends CenterKind {
	/** Centers of the kind in the place. */
	centers: number;
	limits: CenterLimits;
	/** Who set them: this place, the whole network, or nobody. */
	setBy: 'place' | 'network' | 'nobody';
}

/** A place whose limits somebody may set, with the kinds of centers that it has. Region null: the whole network. */
export interface PlaceLimits {
	regionId: string | null;
	/** All places that the person may set limits for, this one among them. */
	places: (string | null)[];
	kinds: KindLimits[];
}

/** Reads what was set; it is followed by looks. Rejects when the store cannot be read. */
export async function createThresholds(deps: { sql: Sql; directory: () => Directory }) {
	const { sql, directory } = deps;
	const listeners = new Set<(thresholds: Thresholds) => void>();
	let thresholds = await readThresholds(sql);

	const placesOf = (principal: Principal): (string | null)[] => {
		const regions = directory().places.filter(
			({ kind, id }) => kind === 'region' && canInRegion(principal, 'center.thresholds', id),
		);
		const ids = regions.map(({ id }) => id);
		return canEverywhere(principal, 'center.thresholds') ? [null, ...ids] : ids;
	};
	const requirePlace = (principal: Principal, regionId: string | null) => {
		requireSomewhere(principal, 'center.thresholds');
		if (!placesOf(principal).includes(regionId)) throw new AppError('not_found', 'No such place');
	};
	const kindsIn = (regionId: string | null): KindLimits[] =>
		CENTER_CLASSES.flatMap((centerClass) =>
			CENTER_TYPES.flatMap((type): KindLimits[] => {
				const kind = { class: centerClass, type };
				const centers = directory().centers.filter(
					(one) =>
						one.class === centerClass &&
						one.type === type &&
						(regionId === null || one.regionId === regionId),
				).length;
				if (centers === 0) return [];
				const isOwn = thresholdOf(thresholds, regionId, kind) !== null;
				const isOfNetwork = thresholdOf(thresholds, null, kind) !== null;
				const limits = inForce(regionId, kind);
				const setBy = isOwn ? 'place' : isOfNetwork ? 'network' : 'nobody';
				return [{ ...kind, centers, limits, setBy }];
			}),
		);
	const inForce = (regionId: string | null, kind: CenterKind): CenterLimits =>
		// No region has this id: what is left is the network's.
		pick(limitsOfCenter(thresholds, { ...kind, regionId: regionId ?? '' }), CENTER_DIMENSIONS);

	return {
		/** As of the last look. */
		current: (): Thresholds => thresholds,
		/** Reads what is in the store now. */
		look: async (): Promise<void> => {
			thresholds = await readThresholds(sql);
			for (const listener of listeners) listener(thresholds);
		},
		/** Calls `listener` after every look. */
		onChange: (listener: (thresholds: Thresholds) => void): void => void listeners.add(listener),

		/**
		 * The limits of a place, the first of the person's unless one is named (`nation`, or a region). Throws `forbidden`,
		 * `not_found`.
		 */
		ofPlace(principal: Principal, name: string | null): PlaceLimits {
			requireSomewhere(principal, 'center.thresholds');
			const places = placesOf(principal);
			const regionId = name === null ? (places[0] ?? null) : regionOf(name);
			requirePlace(principal, regionId);
			return { regionId, places, kinds: kindsIn(regionId) };
		},

		/** Other limits for one kind of centers, to be confirmed. Throws `forbidden`, `not_found`. */
		draftCenters(
			principal: Principal,
			{
				place,
				...typed
			}: { place: string; limits: CenterLimits; reason: string | null } & CenterKind,
		): CenterThresholdChange {
			const regionId = regionOf(place);
			requirePlace(principal, regionId);
			const hasKind = kindsIn(regionId).some(
				(one) => one.class === typed.class && one.type === typed.type,
			);
			if (!hasKind) throw new AppError('not_found', 'No such centers there');
			const seenRevision = thresholdOf(thresholds, regionId, typed)?.revision ?? 0;
			return { ...typed, regionId, before: inForce(regionId, typed), seenRevision };
		},

		/** The limits of the contact center. Throws `forbidden`. */
		ofContact(principal: Principal): { limits: ContactLimits; isSet: boolean } {
			requireSomewhere(principal, 'contact.thresholds');
			const limits = pick(limitsOfContact(thresholds), CONTACT_DIMENSIONS);
			return { limits, isSet: thresholds.contact !== null };
		},

		/** Other limits for the contact center, to be confirmed. Throws `forbidden`. */
		draftContact(
			principal: Principal,
			typed: { limits: ContactLimits; reason: string | null },
		): ContactThresholdChange {
			requireSomewhere(principal, 'contact.thresholds');
			const before = pick(limitsOfContact(thresholds), CONTACT_DIMENSIONS);
			return { ...typed, before, seenRevision: thresholds.contact?.revision ?? 0 };
		},

		/** All limits as they would be after a change. */
		after(change: CenterThresholdChange | ContactThresholdChange): Thresholds {
			return 'class' in change
				? withCenterLimits(thresholds, change, change.limits)
				: withContactLimits(thresholds, change.limits);
		},
	};
}

/** The region behind a place's name in addresses and forms; null: the whole network. */
function regionOf(place: string): string | null {
	return place === 'nation' ? null : place;
}

function pick<K extends keyof L, L>(limits: L, names: readonly K[]): Pick<L, K> {
	return Object.fromEntries(names.map((name) => [name, limits[name]])) as Pick<L, K>;
}
