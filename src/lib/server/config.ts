import { isAbsolute, resolve } from 'node:path';
import type { ChannelSettings } from '../domain/channel.ts';
import { isNetwork } from './address-list.ts';
import { readChannels } from './channel-config.ts';

/** How the app runs: `demo` seeds itself and binds to loopback only; `production` seeds nothing. */
type Mode = 'demo' | 'production';

/** Start and speed of an exercise's operations clock. */
interface ExerciseClock {
	startsAt: Date;
	/** Operations seconds per real second, 0.1–3600. */
	speed: number;
}

/** Where the streets under the map come from. */
interface Tiles {
	/** With `{z}`, `{x}` and `{y}`. */
	url: string;
	/** Whose they are, as the map names it. */
	credit: string;
}

/** Everything the environment decides, checked once at start. */
export interface Config {
	/** The project folder: migrations, data, simulator. */
	root: string;
	mode: Mode;
	host: string;
	port: number;
	/** Scheme, host and port that browsers use; forms and sockets from elsewhere are refused. */
	origin: string;
	/** Null: the bundled PostgreSQL in the data folder. */
	databaseUrl: string | null;
	/** Carries notices between several nodes; null: a single node, or nodes that only read the store. */
	redisUrl: string | null;
	dataFolder: string;
	logLevel: string;
	/** Key that seals seeds of second factors, 32 bytes; null: the file in the data folder, made at the first start. */
	sealingKey: Buffer | null;
	/** Null: `/metrics` answers loopback only. */
	metricsToken: string | null;
	/** Behind a proxy: the header that carries the client's address, for the limits. */
	addressHeader: string | null;
	/** Addresses and networks, such as offices behind one address, whose limits are ten times as wide. */
	listedAddresses: string[];
	/** Null: the map stands on outlines alone, and asks no foreign host. */
	tiles: Tiles | null;
	/** An exercise starts afresh in a database of its own; null: the ordinary demo, or production. */
	exercise: ExerciseClock | null;
	/** How people are told; all of it off unless set. */
	channels: ChannelSettings;
	/** Who feeds a demo or exercise: a scenario's name, a recorded file to replay, or nobody. */
	feeder: { scenario: string } | { file: string; from: string | null; to: string | null } | null;
}

/** One wrong variable: its name and what it must be. */
export interface ConfigMistake {
	variable: string;
	problem: string;
}

/** The environment cannot be used; lists every mistake, one readable line each. */
export class ConfigError extends Error {
	readonly mistakes: readonly ConfigMistake[];

	constructor(mistakes: readonly ConfigMistake[]) {
		super(mistakes.map((m) => `${m.variable}: ${m.problem}`).join('\n'));
		this.name = 'ConfigError';
		this.mistakes = mistakes;
	}
}

/** The start cannot go on, and the message says why in words for whoever started it. */
export class StartError extends Error {
	constructor(message: string, cause?: unknown) {
		super(message, { cause });
		this.name = 'StartError';
	}
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads the environment into one typed value. `root` is the project folder.
 * Throws `ConfigError` with every mistake at once; an empty variable counts as absent.
 */
export function loadConfig(env: Record<string, string | undefined>, root: string): Config {
	const mistakes: ConfigMistake[] = [];
	const wrong = (variable: string, problem: string) => void mistakes.push({ variable, problem });
	const read = (name: string): string | null => env[name]?.trim() || null;

	const databaseUrl = read('DATABASE_URL');
	if (databaseUrl !== null && !/^postgres(ql)?:\/\/\S+$/.test(databaseUrl)) {
		wrong('DATABASE_URL', 'must look like postgres://user:password@host:5432/database');
	}

	const redisUrl = read('REDIS_URL');
	if (redisUrl !== null && !(/^rediss?:\/\/[^/\s]/.test(redisUrl) && URL.canParse(redisUrl))) {
		wrong('REDIS_URL', 'must look like redis://:password@host:6379, or rediss:// over TLS');
	}

	const modeText = read('KEZEK_MODE');
	const mode: Mode = modeText === 'production' ? 'production' : 'demo';
	if (modeText !== null && modeText !== 'demo' && modeText !== 'production') {
		wrong('KEZEK_MODE', `must be demo or production, not "${modeText}"`);
	}
	if (modeText === null && databaseUrl !== null) {
		wrong('KEZEK_MODE', 'must be set (demo or production) where DATABASE_URL is set');
	}
	if (mode === 'production' && databaseUrl === null) {
		wrong('DATABASE_URL', 'is required in production: the bundled PostgreSQL is for trials only');
	}

	const port = readPort(read('PORT'), wrong);
	const host = read('HOST') ?? '127.0.0.1';
	if (mode === 'demo' && !LOOPBACK.includes(host)) {
		wrong('HOST', `demo mode binds to loopback only (127.0.0.1), not "${host}"`);
	}

	const origin = readOrigin(read('ORIGIN') ?? `http://127.0.0.1:${port}`, wrong);
	const originHost = hostnameOf(origin);
	if (mode === 'production' && origin.startsWith('http:') && !LOOPBACK.includes(originHost)) {
		wrong('ORIGIN', 'must be https in production: sign-in cookies do not travel safely over http');
	}

	const logLevel = read('LOG_LEVEL') ?? (mode === 'demo' ? 'warn' : 'info');
	if (!LOG_LEVELS.includes(logLevel)) wrong('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);

	const exercise = readExercise(read('KEZEK_CLOCK'), wrong);
	if (exercise !== null && mode === 'production') {
		wrong('KEZEK_CLOCK', 'exercises exist in demo mode only');
	}

	const metricsToken = read('METRICS_TOKEN');
	if (metricsToken !== null && metricsToken.length < 16) {
		wrong('METRICS_TOKEN', 'must have at least 16 characters');
	}

	const sealingKeyText = read('KEZEK_SEALING_KEY');
	const sealingKey = sealingKeyText === null ? null : Buffer.from(sealingKeyText, 'base64');
	if (sealingKey !== null && sealingKey.length !== 32) {
		wrong(
			'KEZEK_SEALING_KEY',
			'must be 32 bytes in base64, as `openssl rand -base64 32` prints them',
		);
	}

	const listedAddresses = (read('LISTED_ADDRESSES') ?? '').split(/[\s,]+/).filter(Boolean);
	const notListable = listedAddresses.find((text) => !isNetwork(text));
	if (notListable !== undefined) {
		wrong(
			'LISTED_ADDRESSES',
			`must hold addresses or networks such as 10.1.0.0/16, not "${notListable}"`,
		);
	}

	const channels = readChannels(read, wrong);
	const tiles = readTiles(read('TILE_URL'), read('TILE_CREDIT'), wrong);
	const feeder = readFeeder(read, mode, wrong);

	if (mistakes.length > 0) throw new ConfigError(mistakes);
	return {
		root,
		mode,
		host,
		port,
		origin,
		databaseUrl,
		redisUrl,
		dataFolder: absolute(read('KEZEK_DATA_DIR') ?? '.kezek', root),
		logLevel,
		sealingKey,
		metricsToken,
		addressHeader: read('ADDRESS_HEADER')?.toLowerCase() ?? null,
		listedAddresses,
		tiles,
		exercise,
		channels,
		feeder,
	};
}

type Wrong = (variable: string, problem: string) => void;

function absolute(path: string, root: string): string {
	return isAbsolute(path) ? path : resolve(root, path);
}

function readPort(text: string | null, wrong: Wrong): number {
	const port = Number(text ?? 3000);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		wrong('PORT', `must be a whole number from 1 to 65535, not "${text}"`);
		return 3000;
	}
	return port;
}

function hostnameOf(origin: string): string {
	return URL.canParse(origin) ? new URL(origin).hostname.replace(/^\[|\]$/g, '') : '';
}

function readOrigin(text: string, wrong: Wrong): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
		wrong(
			'ORIGIN',
			`must be scheme, host and port only, such as https://kezek.example, not "${text}"`,
		);
	}
	return url?.origin ?? text;
}

function readTiles(url: string | null, credit: string | null, wrong: Wrong): Tiles | null {
	if (url === null) return null;
	const parsed = URL.canParse(url) ? new URL(url) : null;
	const isSafe = parsed?.protocol === 'https:' || LOOPBACK.includes(hostnameOf(url));
	const isTemplate = ['{z}', '{x}', '{y}'].every((part) => url.includes(part));
	// The host becomes a line of the content policy.
	if (!parsed || !isSafe || !isTemplate || !/^https?:\/\/[a-z0-9.:[\]-]+\//i.test(url)) {
		wrong('TILE_URL', 'must look like https://tiles.example/{z}/{x}/{y}.png');
	}
	if (credit === null)
		wrong('TILE_CREDIT', 'must name whose tiles they are, where TILE_URL is set');
	return { url, credit: credit ?? '' };
}

function readExercise(text: string | null, wrong: Wrong): ExerciseClock | null {
	if (text === null) return null;
	const [instant = '', speedText = '1', ...rest] = text.split('@');
	const speed = Number(speedText);
	const startsAt = new Date(instant);
	if (
		rest.length > 0 ||
		!INSTANT.test(instant) ||
		Number.isNaN(startsAt.getTime()) ||
		!(speed >= 0.1 && speed <= 3600)
	) {
		wrong(
			'KEZEK_CLOCK',
			'must look like 2021-08-23T08:30:00+06:00@60: an instant with offset, @, a speed of 0.1 to 3600',
		);
		return null;
	}
	return { startsAt, speed };
}

function readFeeder(
	read: (name: string) => string | null,
	mode: Mode,
	wrong: Wrong,
): Config['feeder'] {
	const scenario = read('KEZEK_SCENARIO');
	const file = read('KEZEK_EXERCISE_FILE');
	if (mode === 'production') {
		if (scenario !== null) wrong('KEZEK_SCENARIO', 'scenarios exist in demo mode only');
		if (file !== null) wrong('KEZEK_EXERCISE_FILE', 'exercises exist in demo mode only');
		return null;
	}
	if (file !== null) {
		return { file, from: read('KEZEK_EXERCISE_FROM'), to: read('KEZEK_EXERCISE_TO') };
	}
	return scenario === 'none' ? null : { scenario: scenario ?? 'ordinary-day' };
}
