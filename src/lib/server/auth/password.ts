import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../../domain/errors.ts';
import { normalizePassword, PASSWORD_LENGTH } from '../../domain/password.ts';

const derive = promisify(
	(
		parameters: Argon2Parameters,
		done: (error: Error | null, tag: NonSharedBuffer | undefined) => void,
	) => argon2('argon2id', parameters, (error, tag) => done(error, tag)),
);

/** Cost of a new hash [reliability.md §4]: `memory` in KiB; one takes about 0.2 s and 64 MiB. */
const COST = { memory: 65_536, passes: 3, parallelism: 1 } as const;
const TAG_BYTES = 32;
const NONCE_BYTES = 16;

/** Costs that a stored text may name; beyond them the text is damaged or a trap. */
const COST_LIMITS = { memory: 1_048_576, passes: 20, parallelism: 8 } as const;

/**
 * How much of the machine hashing may take: each run occupies one of libuv's four threads, so more than two at once
 * would starve file and name look-ups, and more than forty waiting (about 5 s) serve nobody.
 */
const QUEUE = { running: 2, waiting: 40 } as const;

/** Hash of a password that nobody knows, in the present cost: an unknown login takes as long as a known one. */
const NOBODY =
	'$argon2id$v=19$m=65536,t=3,p=1$a2V6ZWstdW5rbm93bi0xMQ$' +
	'bxrpOPW3g5XkuPffgD+Ktz4XmHt9gk4Zvu+yhV/lK1Y';

/** Hashes and checks passwords, a bounded number at a time. */
export interface PasswordHasher {
	/** PHC text of a password. Throws `unavailable` when too many wait. */
	hash(password: string): Promise<string>;
	/**
	 * Whether a password fits a PHC text, with the cost named in the text; `null` (no such person) takes as long and is
	 * false. Throws `unavailable` when too many wait, and a plain error when the text is damaged.
	 */
	verify(password: string, phc: string | null): Promise<boolean>;
}

/** Makes the process's one hasher; `limits` differ in tests only. */
export function createPasswordHasher(
	limits: { running: number; waiting: number } = QUEUE,
): PasswordHasher {
	const inTurn = createTurns(limits);

	return {
		hash: (password) =>
			inTurn(async () => {
				const nonce = randomBytes(NONCE_BYTES);
				const tag = await run(password, { ...COST, nonce, tagLength: TAG_BYTES });
				return phcText(nonce, tag);
			}),
		verify: (password, phc) => {
			// Longer input never became a hash; refusing it here keeps a megabyte out of the queue.
			if (password.length > PASSWORD_LENGTH.max * 4) return Promise.resolve(false);
			const { parameters, tag } = parsePhc(phc ?? NOBODY);
			return inTurn(async () => {
				const actual = await run(password, { ...parameters, tagLength: tag.length });
				return timingSafeEqual(actual, tag) && phc !== null;
			});
		},
	};
}

/** Whether a stored text is weaker than what is written today: hash again at the next sign-in. */
export function needsRehash(phc: string): boolean {
	const { parameters, tag } = parsePhc(phc);
	return (
		parameters.memory < COST.memory ||
		parameters.passes < COST.passes ||
		parameters.nonce.length < NONCE_BYTES ||
		tag.length < TAG_BYTES
	);
}

async function run(
	password: string,
	parameters: Omit<Argon2Parameters, 'message'>,
): Promise<Buffer> {
	const tag = await derive({ ...parameters, message: normalizePassword(password) });
	if (!tag) throw new Error('argon2 gave no tag');
	return tag;
}

/** Runs steps a few at a time in the order they came; refuses beyond the waiting line. */
function createTurns(limits: { running: number; waiting: number }) {
	let running = 0;
	const line: (() => void)[] = [];

	return async <T>(step: () => Promise<T>): Promise<T> => {
		if (running >= limits.running) {
			if (line.length >= limits.waiting) {
				throw new AppError('unavailable', 'Too many sign-ins at once', {
					reason: 'busy',
					retryAfterMs: 5_000,
				});
			}
			await new Promise<void>((resolve) => line.push(resolve));
		} else {
			running += 1;
		}
		try {
			return await step();
		} finally {
			// The place is handed over, not freed, so that nobody overtakes the line.
			const next = line.shift();
			if (next) next();
			else running -= 1;
		}
	};
}

function phcText(nonce: Buffer, tag: Buffer): string {
	const cost = `m=${COST.memory},t=${COST.passes},p=${COST.parallelism}`;
	return `$argon2id$v=19$${cost}$${base64(nonce)}$${base64(tag)}`;
}

/** Standard Base64 without padding, as PHC texts have it. */
function base64(bytes: Buffer): string {
	return bytes.toString('base64').replace(/=+$/, '');
}

const PHC =
	/^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parsePhc(phc: string) {
	const match = PHC.exec(phc);
	if (!match) throw new Error('a stored password hash is not an argon2id PHC text');
	const [, memory = '', passes = '', parallelism = '', nonce = '', tag = ''] = match;
	const parameters = {
		memory: Number(memory),
		passes: Number(passes),
		parallelism: Number(parallelism),
		nonce: Buffer.from(nonce, 'base64'),
	};
	if (
		parameters.memory > COST_LIMITS.memory ||
		parameters.passes > COST_LIMITS.passes ||
		parameters.parallelism > COST_LIMITS.parallelism
	) {
		throw new Error('a stored password hash names a cost beyond the limits');
	}
	return { parameters, tag: Buffer.from(tag, 'base64') };
}
