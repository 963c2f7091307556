import { redirect } from '@sveltejs/kit';
import { asTheme, PREFERENCE_MAX_AGE_SECONDS, THEME_COOKIE } from '$lib/components/ui/theme.ts';
import { cookieName, isLocale } from '$lib/paraglide/runtime.js';
import { safeNext } from '$lib/server/auth/request.ts';
import type { RequestHandler } from './$types';

/** Keeps language or theme for this device and leads back: what the two switches do without scripts. Open to all. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
	// Kit throws a TypeError for a body that is no form.
	const form = await request.formData().catch(() => new FormData());
	const options = {
		path: '/',
		maxAge: PREFERENCE_MAX_AGE_SECONDS,
		sameSite: 'lax' as const,
		secure: url.protocol === 'https:',
		// The page reads both: the texts in the browser follow the language, the switch shows the theme.
		httpOnly: false,
	};
	const locale = form.get('locale');
	if (typeof locale === 'string' && isLocale(locale)) cookies.set(cookieName, locale, options);
	const theme = form.get('theme');
	if (typeof theme === 'string') cookies.set(THEME_COOKIE, asTheme(theme), options);
	const next = form.get('next');
	redirect(303, safeNext(typeof next === 'string' ? next : null));
};
