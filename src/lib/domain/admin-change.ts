import type { ImportEntry } from './directory-entry.ts';
import type { FeedRight, Role } from './permission.ts';
import type { StoredEntry } from './regime-entry.ts';
import type { Json } from './regime-json.ts';
import type { CenterKind, CenterLimits, ContactLimits } from './thresholds.ts';

/** A change of an account: the content of a draft `user.manage`. Regions null: all. */
export type UserChange =
	| {
			act: 'create';
			username: string;
			displayName: string;
			role: Role;
			regions: string[] | null;
			reason: string | null;
	  }
	| {
			act: 'change';
			userId: string;
			username: string;
			displayName: string;
			role: Role;
			regions: string[] | null;
			seenEpoch: number;
			reason: string | null;
	  }
	| {
			act: 'disable' | 'enable';
			userId: string;
			username: string;
			seenEpoch: number;
			reason: string | null;
	  };

/** A one-time link for an account: the content of a draft `user.reset`. */
export interface UserReset {
	userId: string;
	username: string;
	/** The second factor goes too: its device is lost. */
	removesFactor: boolean;
	reason: string | null;
}

/** A change of a feed or its keys: the content of a draft `key.manage`. Places are ordinals, null: all. */
export type KeyChange =
	| {
			act: 'create';
			name: string;
			cadenceSeconds: number;
			rights: FeedRight[];
			centers: number[] | null;
			contactCenters: number[] | null;
			addresses: string[] | null;
			lifeDays: number;
			reason: string | null;
	  }
	| {
			act: 'add_key';
			feedId: number;
			name: string;
			addresses: string[] | null;
			lifeDays: number;
			reason: string | null;
	  }
	| { act: 'revoke_feed'; feedId: number; name: string; reason: string | null }
	| { act: 'revoke_key'; feedId: number; name: string; keyId: string; reason: string | null };

/** Entries of a directory file: the content of a draft `place.manage`. */
export interface PlaceChange {
	file: string;
	added: number;
	changed: number;
	entries: ImportEntry[];
	/** Version of the directory that the file was compared with. */
	seenVersion: string;
}

/** Other limits for one kind of centers: the content of a draft `center.thresholds`. Region null: the whole network. */
export interface CenterThresholdChange extends CenterKind {
	regionId: string | null;
	/** In force when the draft was made. */
	before: CenterLimits;
	limits: CenterLimits;
	/** Revision of what was set for exactly these centers; 0: nothing. */
	seenRevision: number;
	reason: string | null;
}

/** Other limits for the contact center: the content of a draft `contact.thresholds`. */
export interface ContactThresholdChange {
	before: ContactLimits;
	limits: ContactLimits;
	seenRevision: number;
	reason: string | null;
}

/** A decision to be entered: the content of a draft `regime.request`. */
export interface RuleRequest {
	entry: Json<StoredEntry>;
	/** The instant in the entry that stands for that of the confirmation; null: it begins at a date. */
	atOnce: string | null;
	/** Newest change of rules that its author saw. */
	seenChange: number;
	reason: string;
}

/** A scheduled decision to be taken back: the content of a draft `regime.cancel`. */
export interface RuleCancel {
	id: string;
	seenRevision: number;
	reason: string;
}

/** A decision in force to be ended by another act: the content of a draft `regime.lift`. */
export interface RuleLift extends RuleRequest {
	id: string;
	seenRevision: number;
}

/** An urgent decision to be countersigned: the content of a draft `regime.approve`. */
export interface RuleCountersign {
	id: string;
	seenRevision: number;
}

/** A center to be spared by a decision from the confirmation on: the content of a draft `regime.exempt`. */
export interface RuleExempt {
	/** The decision. */
	id: string;
	seenRevision: number;
	centerId: string;
	/** Places of the measures that cover the center, from 0. */
	measures: number[];
	/** RFC 3339. */
	until: string;
	reason: string;
}

/** What a draft of each kind holds. */
export interface DraftContents {
	'user.manage': UserChange;
	'user.reset': UserReset;
	'key.manage': KeyChange;
	'place.manage': PlaceChange;
	'center.thresholds': CenterThresholdChange;
	'contact.thresholds': ContactThresholdChange;
	'regime.request': RuleRequest;
	'regime.cancel': RuleCancel;
	'regime.lift': RuleLift;
	'regime.emergency': RuleRequest;
	'regime.approve': RuleCountersign;
	'regime.exempt': RuleExempt;
}

/** A kind of draft. */
export type DraftKind = keyof DraftContents;

/** JSON with sorted keys: one text per content, so that what was shown and what is done have one digest. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
