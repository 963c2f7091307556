import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: {
		// Thousands of these are in the first HTML of the map.
		cssHash: ({ hash, css }) => `s${hash(css)}`,
	},
	kit: {
		adapter: adapter(),
		// `handle` checks every method and content type itself (docs/decisions/0008); Kit's own check covers forms only.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self'],
				// Kit's route announcer carries a style attribute; a browser test tells when its hash changes.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				'frame-ancestors': ['none'],
			},
		},
		typescript: {
			config: (config) => {
				config.include.push(
					'../server.ts',
					'../playwright.config.ts',
					'../scripts/**/*.ts',
					'../simulator/**/*.ts',
					'../bench/**/*.ts',
					'../tests/**/*.ts',
				);
				return config;
			},
		},
	},
};
