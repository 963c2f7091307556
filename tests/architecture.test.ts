import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const SKIPPED = new Set(['node_modules', '.git', 'build', '.svelte-kit', '.kezek', 'paraglide']);

function filesBelow(folder: string): string[] {
	const path = join(root, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path).flatMap((name) => {
		if (SKIPPED.has(name)) return [];
		const inner = join(path, name);
		return statSync(inner).isDirectory()
			? filesBelow(relative(root, inner))
			: [relative(root, inner)];
	});
}

const foldersOf = (folder: string) =>
	readdirSync(join(root, folder), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
		.map((entry) => `${folder}/${entry.name}/`);

/** The room of the picture that a file belongs to; null for generated files. */
function roomOf(file: string): string | null {
	const room =
		/^src\/lib\/server\/([a-z]+)\//.exec(file)?.[1] ??
		(/^src\/lib\/server\/(clock|log|job|metrics|config|channel-config|address-list)\.ts/.test(file)
			? 'basics'
			: undefined) ??
		/^src\/lib\/server\/(http)\.ts/.exec(file)?.[1] ??
		(/^src\/lib\/server\//.test(file) ? 'app' : undefined) ??
		/^src\/lib\/(?!paraglide)([a-z]+)\//.exec(file)?.[1] ??
		(/^src\/hooks/.test(file) ? 'hooks' : undefined) ??
		/^(?:src\/)?(routes|simulator)\//.exec(file)?.[1];
	return room ?? null;
}

/** Imports between rooms, types too, as `a --> b`; every room may import `domain`, so those are left out. */
function importArrows(): Set<string> {
	const arrows = new Set<string>();
	const files = [...filesBelow('src'), ...filesBelow('simulator')];
	for (const file of files.filter(
		(name) => /\.(ts|svelte)$/.test(name) && !/\.test\.ts$/.test(name),
	)) {
		const from = roomOf(file);
		for (const [, path = ''] of read(file).matchAll(/from '((?:\.{1,2}|\$lib)\/[^']+)'/g)) {
			const target = path.startsWith('$lib')
				? `src/lib${path.slice(4)}`
				: relative(root, join(root, file, '..', path));
			const to = roomOf(target);
			if (from && to && from !== to && to !== 'domain') arrows.add(`${from} --> ${to}`);
		}
	}
	return arrows;
}

const ours = ['src', 'simulator', 'scripts', 'bench', 'tests'].flatMap(filesBelow);

describe('the house', () => {
	it('is described as it is: the folder table of docs/ARCHITECTURE.md names every folder and no other', () => {
		const described = [...read('docs/ARCHITECTURE.md').matchAll(/^\| `([^`]+\/)`/gm)].map(
			(match) => match[1],
		);
		const real = [
			...[
				'simulator/',
				'data/',
				'messages/',
				'bench/',
				'scripts/',
				'tests/',
				'docs/',
				'static/',
				'src/routes/',
			],
			...foldersOf('src/lib'),
			...foldersOf('src/lib/server'),
			...foldersOf('src/lib/components'),
		].filter((folder) => folder !== 'src/lib/server/' && folder !== 'src/lib/components/');
		expect([...described].sort()).toEqual([...real].sort());
	});

	it('is drawn as it is: the picture of the imports in docs/ARCHITECTURE.md has every arrow and no other', () => {
		const picture = /## The picture of the imports[\s\S]*?```mermaid([\s\S]*?)```/.exec(
			read('docs/ARCHITECTURE.md'),
		)?.[1];
		const drawn = [...(picture ?? '').matchAll(/^\s*(\w+) --> ([\w &]+)$/gm)].flatMap((line) =>
			(line[2] ?? '').split(' & ').map((target) => `${line[1]} --> ${target}`),
		);
		expect(drawn.sort()).toEqual([...importArrows()].sort());
	});

	it('has no file named after nothing', () => {
		const forbidden = /^(utils?|helpers?|misc|common|manager|service)\b/i;
		expect(ours.filter((file) => forbidden.test(basename(file)))).toEqual([]);
	});

	it('names files in one way', () => {
		const pattern =
			/^(\+?[a-z0-9]+(-[a-z0-9]+)*(\.svelte)?(\.test|\.spec|\.server|\.d)?\.(ts|mjs|js|css|sql|json|txt|html)|\d{4}-[a-z0-9-]+\.sql|\+?[A-Za-z]+\.svelte|[A-Za-z]+(\.svelte)?\.test\.ts)$/;
		const odd = ours.filter((file) => !pattern.test(basename(file)) && !file.includes('/data/'));
		expect(odd).toEqual([]);
	});

	it('lists every variable that it reads in .env.example, and no other', () => {
		const config = ['config', 'channel-config']
			.map((name) => read(`src/lib/server/${name}.ts`))
			.join();
		const readByApp = [...config.matchAll(/read\('([A-Z_]+)'\)/g)].map((match) => match[1] ?? '');
		const readByKit = ['XFF_DEPTH'];
		const listed = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(
			(match) => match[1] ?? '',
		);
		expect([...new Set(listed)].sort()).toEqual([...new Set([...readByApp, ...readByKit])].sort());
	});

	it('reads the environment in one place of src', () => {
		const readers = filesBelow('src').filter(
			(file) => !file.endsWith('.test.ts') && /process\.env/.test(read(file)),
		);
		// The feeder passes it on to its child; the composition root hands it to loadConfig.
		expect(readers.sort()).toEqual(['src/lib/server/app.ts', 'src/lib/server/feeder.ts']);
	});

	it('asks for a permission at every endpoint of the API but the open ones', () => {
		const open = [
			'src/routes/api/v1/clock/+server.ts',
			'src/routes/api/v1/openapi.json/+server.ts',
		];
		const unguarded = filesBelow('src/routes/api')
			.filter((file) => file.endsWith('+server.ts') && !open.includes(file))
			.filter((file) => !/requireReader\(|requireFeed\(/.test(read(file)));
		expect(unguarded).toEqual([]);
	});

	it('draws no HTML from text', () => {
		const unsafe = /\{@html|innerHTML|bindPopup\(|bindTooltip\(/;
		const files = filesBelow('src').filter((file) => /\.(svelte|ts)$/.test(file));
		expect(files.filter((file) => unsafe.test(read(file)))).toEqual([]);
	});

	it('pins every dependency exactly', () => {
		const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
			read('package.json'),
		) as Record<string, Record<string, string>>;
		const loose = Object.entries({
			...dependencies,
			...devDependencies,
			...optionalDependencies,
		}).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
		expect(loose).toEqual([]);
	});
});
