import { FEED_RIGHTS, type FeedRight } from '../../src/lib/domain/permission.ts';
import { isNetwork } from '../../src/lib/server/address-list.ts';
import { makeFeedKey } from '../../src/lib/server/auth/token.ts';
import { insertFeed } from '../../src/lib/server/store/feeds.ts';
import {
	instant,
	listOf,
	UsageError,
	wholeNumber,
	type Arguments,
	type Command,
} from './command.ts';
import { withDatabase } from './database.ts';
import { findFeedPlaces } from './feed-places.ts';
import { operatorChange } from './operator.ts';

const DAY_MS = 86_400_000;
/** A key lives this long unless told otherwise, and never longer than the second. */
const LIFE_DAYS = { usual: 365, longest: 400 } as const;

/** Makes a feed and its first key. */
export const feedAdd: Command = {
	name: 'feed add',
	summary: 'makes a feed and prints its key, once',
	flags: {
		name: { value: 'TEXT', help: 'what sends: vendor, system, place' },
		centers: { value: 'all|IDS', help: 'centers that it may speak of (default: none)' },
		'contact-centers': { value: 'all|IDS', help: 'contact-center sites, the same (default: none)' },
		rights: {
			value: 'LIST',
			help: `${FEED_RIGHTS.join(', ')} (default: readings, or contact_readings, by its places)`,
		},
		'cadence-seconds': { value: 'N', help: 'promised seconds between its readings (30)' },
		expires: {
			value: 'INSTANT',
			help: `end of the key (default: in ${LIFE_DAYS.usual} days, at most ${LIFE_DAYS.longest})`,
		},
		addresses: {
			value: 'LIST',
			help: 'client addresses or networks that may use it (default: any)',
		},
	},
	notes: ['The key is the only line on standard output; only its hash is stored.'],
	run: async (args, around) => {
		const name = args.required('name').normalize('NFC').trim();
		if (name.length > 200 || /\p{Cc}/u.test(name)) {
			throw new UsageError('--name must have 1 to 200 characters');
		}
		const wanted = { centers: args.text('centers'), contactCenters: args.text('contact-centers') };
		if (wanted.centers === null && wanted.contactCenters === null) {
			throw new UsageError('say with --centers or --contact-centers what the feed may speak of');
		}
		const rights = readRights(args.text('rights'), wanted);
		const cadenceSeconds = wholeNumber(args, 'cadence-seconds', {
			min: 1,
			max: 86_400,
			fallback: 30,
		});
		const now = around.now();
		const expiresAt = readExpiry(args, now);
		const addresses = readAddresses(args.text('addresses'));
		await withDatabase(around, async (sql) => {
			const places = await findFeedPlaces(sql, wanted);
			const key = makeFeedKey();
			const credential = { keyId: key.id, secretHash: key.secretHash, addresses, expiresAt };
			const feed = { name, cadenceSeconds, rights, ...places, ...credential };
			const id = await insertFeed(sql, feed, operatorChange(around));
			around.tell(
				`feed ${id} "${name}" (${rights.join(', ')}), key until ${expiresAt.toISOString()}`,
			);
			around.tell('the key is shown only now:');
			around.print(key.text);
		});
	},
};

function readRights(
	text: string | null,
	wanted: { centers: string | null; contactCenters: string | null },
): FeedRight[] {
	if (text === null) {
		return [
			...(wanted.centers === null ? [] : ['readings' as const]),
			...(wanted.contactCenters === null ? [] : ['contact_readings' as const]),
		];
	}
	const parts = listOf(text);
	const rights = FEED_RIGHTS.filter((right) => parts.includes(right));
	const unknown = parts.filter((part) => !FEED_RIGHTS.some((right) => right === part));
	if (unknown.length > 0 || rights.length === 0) {
		throw new UsageError(`--rights must be some of ${FEED_RIGHTS.join(', ')}, not "${text}"`);
	}
	return rights;
}

function readExpiry(args: Arguments, now: Date): Date {
	const given = instant(args, 'expires');
	const latest = new Date(now.getTime() + LIFE_DAYS.longest * DAY_MS);
	const expiresAt = given ?? new Date(now.getTime() + LIFE_DAYS.usual * DAY_MS);
	if (expiresAt <= now || expiresAt > latest) {
		throw new UsageError(
			`--expires must lie ahead and within ${LIFE_DAYS.longest} days: at most ${latest.toISOString()}`,
		);
	}
	return expiresAt;
}

function readAddresses(text: string | null): string[] | null {
	if (text === null) return null;
	const list = listOf(text);
	const wrong = list.filter((entry) => !isNetwork(entry));
	if (list.length === 0 || wrong.length > 0) {
		throw new UsageError(
			`--addresses must be addresses or networks as 10.1.0.0/16, not "${wrong.join(', ')}"`,
		);
	}
	return list;
}
