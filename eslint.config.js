import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const PURE = 'Pure code takes the time and chance as arguments.';
const BY_FORMAT = 'Browsers lack Kazakh data: use $lib/format.';

/** Things that only one folder may touch, whatever the file type (dependency-cruiser sees no type imports in .svelte). */
const noServerInComponents = {
	patterns: [
		{
			group: ['**/server/**', '$lib/server/**'],
			message: 'Components and client never import server code, types too.',
		},
	],
};

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'src/lib/paraglide/',
			'.kezek/',
			'bench/results/',
			'test-results/',
			'playwright-report/',
		],
	},
	js.configs.recommended,
	...ts.configs.recommendedTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.node },
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
		},
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': [
				'error',
				{ checksVoidReturn: { arguments: false, attributes: false } },
			],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
			],
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true },
			],
			'@typescript-eslint/only-throw-error': 'error',
			'no-restricted-globals': ['error', { name: 'Intl', message: BY_FORMAT }],
			'no-restricted-syntax': [
				'error',
				{
					selector: "CallExpression[callee.property.name='begin'][callee.object.name='sql']",
					message:
						'The driver can run the rest of a broken transaction outside it: write one statement.',
				},
			],
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			globals: { ...globals.browser },
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				parser: ts.parser,
				svelteConfig,
			},
		},
		rules: {
			'svelte/no-at-html-tags': 'error',
			'svelte/no-inline-styles': 'error',
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{
		files: ['src/lib/domain/**/*.ts'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-globals': [
				'error',
				...[
					'Intl',
					'setTimeout',
					'setInterval',
					'setImmediate',
					'performance',
					'process',
					'fetch',
					'crypto',
				].map((name) => ({ name, message: PURE })),
			],
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: PURE },
				{ object: 'Math', property: 'random', message: PURE },
			],
			'no-restricted-syntax': [
				'error',
				{ selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: PURE },
			],
		},
	},
	{
		files: [
			'src/lib/format/**',
			'src/lib/server/live/local-time.ts',
			'src/lib/server/directory/**',
			'simulator/**',
			'scripts/**',
			'**/*.test.ts',
		],
		rules: { 'no-restricted-globals': 'off' },
	},
	{
		files: ['src/lib/components/**', 'src/lib/client/**'],
		rules: { 'no-restricted-imports': ['error', noServerInComponents] },
	},
	{
		files: ['**/*.js', '**/*.mjs', '**/*.cjs', 'vite.config.ts', 'playwright.config.ts'],
		...ts.configs.disableTypeChecked,
	},
);
