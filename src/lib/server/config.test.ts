import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const load = (env: Record<string, string>) => loadConfig(env, '/srv/kezek');
const mistakesOf = (env: Record<string, string>) => {
	try {
		load(env);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.mistakes.map((mistake) => mistake.variable);
		throw error;
	}
};

describe('the configuration', () => {
	it('needs nothing in demo mode', () => {
		expect(load({})).toMatchObject({
			mode: 'demo',
			host: '127.0.0.1',
			port: 3000,
			origin: 'http://127.0.0.1:3000',
			databaseUrl: null,
			redisUrl: null,
			dataFolder: '/srv/kezek/.kezek',
			tiles: null,
			exercise: null,
			feeder: { scenario: 'ordinary-day' },
		});
	});

	it('reads the clock of an exercise', () => {
		expect(load({ KEZEK_CLOCK: '2021-08-23T08:30:00+06:00@60' }).exercise).toEqual({
			startsAt: new Date('2021-08-23T02:30:00Z'),
			speed: 60,
		});
	});

	it.each([
		['a port that is no number', { PORT: 'http' }, 'PORT'],
		['a port out of range', { PORT: '70000' }, 'PORT'],
		['an unknown mode', { KEZEK_MODE: 'test' }, 'KEZEK_MODE'],
		['a database without a mode', { DATABASE_URL: 'postgres://u@h/d' }, 'KEZEK_MODE'],
		['production without a database', { KEZEK_MODE: 'production' }, 'DATABASE_URL'],
		[
			'a database address of another kind',
			{ KEZEK_MODE: 'demo', DATABASE_URL: 'mysql://h/d' },
			'DATABASE_URL',
		],
		['a Redis of another kind', { REDIS_URL: 'http://h:6379' }, 'REDIS_URL'],
		['a Redis without a host', { REDIS_URL: 'redis://' }, 'REDIS_URL'],
		['a demo open to the network', { HOST: '0.0.0.0' }, 'HOST'],
		['an origin with a path', { ORIGIN: 'https://kezek.example/app' }, 'ORIGIN'],
		['an origin that is no address', { ORIGIN: 'kezek' }, 'ORIGIN'],
		[
			'production on plain http',
			{
				KEZEK_MODE: 'production',
				DATABASE_URL: 'postgres://u@h/d',
				ORIGIN: 'http://kezek.example',
			},
			'ORIGIN',
		],
		[
			'an exercise in production',
			{
				KEZEK_MODE: 'production',
				DATABASE_URL: 'postgres://u@h/d',
				KEZEK_CLOCK: '2021-08-23T08:30:00Z@60',
			},
			'KEZEK_CLOCK',
		],
		['a clock without offset', { KEZEK_CLOCK: '2021-08-23T08:30:00@60' }, 'KEZEK_CLOCK'],
		['a clock that runs too fast', { KEZEK_CLOCK: '2021-08-23T08:30:00Z@9999' }, 'KEZEK_CLOCK'],
		['an unknown log level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
		['a guessable metrics token', { METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
		['tiles without a credit', { TILE_URL: 'https://tiles.kz/{z}/{x}/{y}.png' }, 'TILE_CREDIT'],
		...['http://tiles.kz/{z}/{x}/{y}.png', 'https://tiles.kz/', 'https://a;b/{z}/{x}/{y}'].map(
			(url) =>
				['tiles from ' + url, { TILE_URL: url, TILE_CREDIT: 'Us' }, 'TILE_URL'] as [
					string,
					Record<string, string>,
					string,
				],
		),
		[
			'a list with something else than addresses',
			{ LISTED_ADDRESSES: '10.0.0.0/8, office' },
			'LISTED_ADDRESSES',
		],
	])('refuses %s by name', (_name, env, variable) => {
		expect(mistakesOf(env)).toEqual([variable]);
	});

	it('names every mistake at once, one line each', () => {
		expect(mistakesOf({ PORT: 'x', LOG_LEVEL: 'loud', HOST: '0.0.0.0' })).toEqual([
			'PORT',
			'HOST',
			'LOG_LEVEL',
		]);
	});
});
