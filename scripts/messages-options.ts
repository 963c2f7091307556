/** How the texts are compiled: by the build, by the development server and by the checks alike. */
export const MESSAGES = {
	project: './project.inlang',
	outdir: './src/lib/paraglide',
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
	cookieName: 'kezek-locale',
} satisfies {
	project: string;
	outdir: string;
	strategy: ('cookie' | 'preferredLanguage' | 'baseLocale')[];
	cookieName: string;
};
