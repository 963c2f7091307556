/** Who may import what: style.md's table as rules. Each says why. Paths are regular expressions on resolved files. */
const lib = '^src/lib/';
const server = `${lib}server/`;
const isTest = '\\.test\\.ts$';
const anyServer = (own) => ({ path: `^src/lib/server/`, pathNot: own });

/** A folder of the server and the other server folders it may use; `clock`, `log`, `job`, `metrics` are open to all. */
const serverFolder = (name, folder, mayUse, why) => ({
	name,
	comment: why,
	severity: 'error',
	from: { path: `${server}${folder}/`, pathNot: isTest },
	to: anyServer(
		`^src/lib/server/(${[folder, ...mayUse].join('|')})/|^src/lib/server/(clock|log|job|metrics|address-list)\\.ts$`,
	),
});

module.exports = {
	forbidden: [
		{
			name: 'no-cycles',
			comment: 'A cycle has no beginning: nobody can read it in order.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'domain-is-pure',
			comment:
				'What decides takes plain values and the time: no package, no Node, no other folder.',
			severity: 'error',
			from: { path: `${lib}domain/`, pathNot: isTest },
			to: { pathNot: `${lib}domain/` },
		},
		{
			name: 'protocol-knows-domain-only',
			comment: 'Wire contracts serve both sides, so they know neither.',
			severity: 'error',
			from: { path: `${lib}protocol/`, pathNot: isTest },
			to: { pathNot: `${lib}(domain|protocol)/|node_modules/zod/` },
		},
		{
			name: 'format-knows-domain-and-texts',
			comment: 'Formatting is the same on both sides.',
			severity: 'error',
			from: { path: `${lib}format/`, pathNot: isTest },
			to: { pathNot: `${lib}(domain|format|paraglide)/` },
		},
		{
			name: 'browser-never-imports-server',
			comment: 'Server code in the bundle leaks secrets and drivers.',
			severity: 'error',
			from: { path: `${lib}(client|components)/` },
			to: { path: server },
		},
		{
			name: 'client-knows-no-components',
			comment: 'State does not know who shows it.',
			severity: 'error',
			from: { path: `${lib}client/`, pathNot: isTest },
			to: { path: `${lib}components/` },
		},
		{
			name: 'ui-parts-know-only-ui',
			comment: 'The smallest parts can be used anywhere.',
			severity: 'error',
			from: { path: `${lib}components/ui/`, pathNot: isTest },
			to: { path: `${lib}components/(?!ui/|styles/)` },
		},
		{
			name: 'routes-stay-thin',
			comment: 'A route parses, calls a use-case, answers: no store, no driver, no socket server.',
			severity: 'error',
			from: { path: '^src/routes/' },
			to: {
				path: `${server}(store|bus|live|ingest)/|node_modules/(postgres|ioredis|socket\\.io)/`,
			},
		},
		{
			name: 'leaflet-stays-in-the-map',
			comment: 'One place knows the map library.',
			severity: 'error',
			from: { path: '^src/', pathNot: `${lib}components/map/` },
			to: { path: 'node_modules/leaflet/' },
		},
		{
			name: 'chart-js-stays-in-the-chart',
			comment: 'One place knows the chart library.',
			severity: 'error',
			from: { path: '^src/', pathNot: `${lib}components/chart/` },
			to: { path: 'node_modules/chart\\.js/' },
		},
		{
			name: 'ioredis-stays-in-the-bus',
			comment: 'Redis holds nothing but news on its way: one place knows it.',
			severity: 'error',
			from: { path: '^src/', pathNot: `${server}bus/` },
			to: { path: 'node_modules/ioredis/' },
		},
		{
			name: 'sql-stays-in-the-store',
			comment: 'Only the store speaks SQL.',
			severity: 'error',
			from: { path: '^src/', pathNot: `${server}store/` },
			to: { path: 'node_modules/postgres/' },
		},
		serverFolder(
			'store-is-the-bottom',
			'store',
			[],
			'The store knows no other part: whoever needs data asks it.',
		),
		serverFolder(
			'bus-only-carries',
			'bus',
			[],
			'The bus carries what was committed and knows neither end.',
		),
		serverFolder(
			'ingest-before-live',
			'ingest',
			['store', 'bus'],
			'An earlier stage never imports a later one.',
		),
		serverFolder(
			'auth-stands-alone',
			'auth',
			['store'],
			'Identity does not depend on what it guards.',
		),
		serverFolder(
			'live-reads-no-ingest',
			'live',
			['store', 'bus', 'auth', 'incidents', 'notify'],
			'The picture is folded from the bus and the store.',
		),
		serverFolder(
			'directory-on-the-store',
			'directory',
			['store'],
			'Import and export work on the store.',
		),
		serverFolder('audit-on-the-store', 'audit', ['store'], 'The trail is read from the store.'),
		serverFolder('regimes-on-the-store', 'regimes', ['store'], 'Rules are kept by the store.'),
		serverFolder(
			'incidents-on-the-store',
			'incidents',
			['store'],
			'Incidents are kept by the store.',
		),
		serverFolder(
			'detect-on-the-store',
			'detect',
			['store'],
			'Detection looks at rows that it is handed and writes to the store.',
		),
		serverFolder('notify-on-the-store', 'notify', ['store'], 'Messages wait in the store.'),
		serverFolder('history-on-the-store', 'history', ['store'], 'Charts read roll-ups.'),
		{
			name: 'gateway-never-touches-the-store',
			comment: 'A socket storm must not become a query storm.',
			severity: 'error',
			from: { path: `${server}live/(gateway|events/)`, pathNot: isTest },
			to: { path: `${server}store/` },
		},
		{
			name: 'simulator-is-an-outsider',
			comment: 'It speaks only the HTTP API.',
			severity: 'error',
			from: { path: '^simulator/' },
			to: { path: '^src/(?!lib/(domain|protocol)/)' },
		},
		{
			name: 'entry-imports-no-app-code',
			comment: 'A second copy of the app would be a second pool, board and socket server.',
			severity: 'error',
			from: { path: '^server\\.ts$' },
			to: { path: '^src/', dependencyTypesNot: ['type-only'] },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^src/lib/paraglide/' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'svelte', 'node', 'default'],
		},
	},
};
