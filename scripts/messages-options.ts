/** How the texts are compiled: by the build, by the development server and by the checks alike. */
export const MESSAGES = {
	// What Vite's plugin takes by itself; said here so that a compilation before it is not done again.
	isServer: "import.meta.env?.SSR ?? typeof window === 'undefined'",
	project: './project.inlang',
	outdir: './src/lib/paraglide',
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
	cookieName: 'kezek-locale',
} satisfies {
	isServer: string;
	project: string;
	outdir: string;
	strategy: ('cookie' | 'preferredLanguage' | 'baseLocale')[];
	cookieName: string;
};
