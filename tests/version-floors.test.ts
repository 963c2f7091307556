// No copy of a package in the lock file is older than the fix of a known hole (reliability.md §8).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Oldest version that may be locked, and why. */
const FLOORS: [name: string, floor: string, because: string][] = [
	['@sveltejs/kit', '2.69.1', 'GHSA-wqjv-9729-c5q2, CVE-2026-40073'],
	['@sveltejs/adapter-node', '5.5.1', 'notes of January 2026'],
	['svelte', '5.55.7', 'notes of January 2026, and the preferred floor'],
	['devalue', '5.9.3', 'notes of January 2026, and the preferred floor'],
	['socket.io', '4.8.4', 'CVE-2024-38355'],
	['socket.io-parser', '4.2.7', 'CVE-2026-33151, CVE-2026-69185'],
	['engine.io', '6.6.10', 'CVE-2026-59725, CVE-2026-102599'],
	['ws', '8.21.0', 'CVE-2026-48779, CVE-2026-45736, CVE-2024-37890'],
	['leaflet', '1.9.4', 'the last release; CVE-2025-69993 is kept out by our own rule against HTML'],
	['cookie', '0.7.2', 'CVE-2024-47764'],
];

/** From the first to before the last these are holes too, although above the floor. */
const HOLES: [name: string, from: string, to: string, because: string][] = [
	['@sveltejs/kit', '2.70.0', '2.70.2', 'GHSA-29g2-3rmr-qm68'],
];

const { packages } = JSON.parse(
	readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'),
) as { packages: Record<string, { version?: string }> };

/** Every locked copy of a package, by where it lies. */
function copiesOf(name: string): { path: string; version: string }[] {
	return Object.entries(packages).flatMap(([path, { version = '' }]) =>
		path.endsWith(`node_modules/${name}`) ? [{ path, version }] : [],
	);
}

/** Below zero where the first version is older; a pre-release counts as older than its release. */
function compare(a: string, b: string): number {
	const partsOf = (version: string) => {
		const [numbers = '', label] = version.split(/-(.*)/s);
		return [...numbers.split('.').map(Number), label === undefined ? 1 : 0];
	};
	const [left, right] = [partsOf(a), partsOf(b)];
	const at = left.findIndex((part, i) => part !== right[i]);
	return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

describe('versions', () => {
	it.each([
		['5.9.3', '5.10.0'],
		['2.70.0-next.1', '2.70.0'],
		['0.7.2', '1.0.0'],
	])('%s is older than %s', (older, newer) => {
		expect(compare(older, newer)).toBeLessThan(0);
		expect(compare(newer, older)).toBeGreaterThan(0);
		expect(compare(newer, newer)).toBe(0);
	});
});

describe('the lock file', () => {
	it.each(FLOORS)('has no %s before %s: %s', (name, floor) => {
		const copies = copiesOf(name);
		expect(copies).not.toEqual([]);
		expect(copies.filter(({ version }) => compare(version, floor) < 0)).toEqual([]);
	});

	it.each(HOLES)('has no %s from %s to before %s: %s', (name, from, to) => {
		const inside = copiesOf(name).filter(
			({ version }) => compare(version, from) >= 0 && compare(version, to) < 0,
		);
		expect(inside).toEqual([]);
	});

	it('has no remote functions behind it: they stay off', () => {
		const config = readFileSync(join(import.meta.dirname, '../svelte.config.js'), 'utf8');
		expect(config).not.toContain('remoteFunctions');
	});
});
