/**
 * The audit trail for people: reading, exporting, verifying, anchoring. Input: what the triggers of the database wrote.
 * Guarantee: nobody reads beyond their role and regions; a fault of the chain is logged and shown until the trail is whole.
 */
import { canEverywhere, requireSomewhere, type Principal } from '../../domain/permission.ts';
import type { Clock } from '../clock.ts';
import { createJob } from '../job.ts';
import type { Log } from '../log.ts';
import {
	canRewriteAudit,
	listAudit,
	listAuditObjects,
	type AuditEntry,
	type AuditFilter,
} from '../store/audit.ts';
import type { Sql } from '../store/connect.ts';
import { entriesOf } from './entries.ts';
import { insertExport } from '../store/exports.ts';
import { anchorDaily, readAnchors } from './anchors.ts';
import { verifyTrail, type Verdict } from './trail.ts';

/** Entries that are verified at the start. */
const AT_START = 1000;
/** Whether the day's full verification and anchor are due is asked so often, real ms. */
const ANCHOR_EVERY_MS = 10 * 60_000;
/** Entries on a page. */
const PAGE = 50;

/** A verdict and when it was found. */
export interface DatedVerdict extends Verdict {
	at: Date;
}

/** A page of the trail. */
export interface AuditPage {
	entries: AuditEntry[];
	/** Number to continue before; null at the end. */
	before: number | null;
}

/** Opens the trail of this node: verifies its end now and all of it once a day, before the day's anchor. */
export async function createAudit(deps: {
	sql: Sql;
	system: Clock;
	log: Log;
	/** File of the anchors. */
	anchors: string;
	/** An app that could rewrite its own trail is told to the operator: its role must not be the owner. */
	warnsOfOwner: boolean;
}) {
	const { sql, system, log, anchors, warnsOfOwner } = deps;
	let verdict: DatedVerdict;

	const verify = async (last?: number): Promise<DatedVerdict> => {
		const found = await verifyTrail(sql, {
			anchors: await readAnchors(anchors),
			...(last && { last }),
		});
		verdict = { ...found, at: system.now() };
		if (found.fault)
			log.error({ event: 'audit_fault', ...found.fault }, 'the audit trail does not verify');
		return verdict;
	};
	verdict = await verify(AT_START);
	if (warnsOfOwner && (await canRewriteAudit(sql))) {
		log.warn(
			{ event: 'audit_rewritable' },
			'the database role of the app could change the audit trail: connect as a role that does not own it',
		);
	}

	const anchor = async () => {
		const last = (await readAnchors(anchors)).at(-1);
		if (last && system.now().getTime() - Date.parse(last.at) < 24 * 3600 * 1000) return;
		const { head, fault } = await verify();
		if (head && head.seq > 0 && !fault) {
			await anchorDaily({ file: anchors, head, now: system.now(), log });
		}
	};
	await anchor();
	const job = createJob({ name: 'audit anchor', everyMs: ANCHOR_EVERY_MS, step: anchor, log });

	/** The filter cut to what a principal may read. */
	const visible = (principal: Principal, filter: AuditFilter): AuditFilter => {
		requireSomewhere(principal, 'audit.read');
		if (canEverywhere(principal, 'audit.read') || principal.kind !== 'user') return filter;
		return { ...filter, regions: principal.regions === 'all' ? [] : principal.regions };
	};

	return {
		/** Entries that match, newest first. Throws `forbidden`. */
		async list(
			principal: Principal,
			filter: AuditFilter,
			before: number | null,
		): Promise<AuditPage> {
			const entries = await listAudit(sql, visible(principal, filter), {
				before,
				limit: PAGE,
			});
			const last = entries.at(-1);
			return { entries, before: entries.length === PAGE && last ? last.seq : null };
		},

		/** Kinds of objects to filter by. Throws `forbidden`. */
		objects(principal: Principal): Promise<string[]> {
			requireSomewhere(principal, 'audit.read');
			return listAuditObjects(sql);
		},

		/** Entries that match, newest first, in steps; that they are taken is an entry too. Throws `forbidden` at once. */
		async export(principal: Principal, filter: AuditFilter): Promise<AsyncIterable<AuditEntry[]>> {
			const cut = visible(principal, filter);
			if (principal.kind === 'user') {
				const by = `user:${principal.userId}` as const;
				await insertExport(sql, { kind: 'audit', filter: cut }, { by, at: system.now() });
			}
			return entriesOf(sql, cut);
		},

		/** The latest verdict; what a page shows. Throws `forbidden`. */
		verdict(principal: Principal): DatedVerdict {
			requireSomewhere(principal, 'audit.read');
			return verdict;
		},

		/** Verifies all of it now. Throws `forbidden`, `unavailable`. */
		verify(principal: Principal): Promise<DatedVerdict> {
			requireSomewhere(principal, 'audit.verify');
			return verify();
		},

		stop: () => job.stop(),
	};
}
