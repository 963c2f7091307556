/** Looks that a person may pin; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
/** One look. */
export type Theme = (typeof THEMES)[number];

/** The cookie that tells the server which look to render. */
export const THEME_COOKIE = 'kezek-theme';

/** A year: the choice is about the device, and nothing depends on it. */
export const PREFERENCE_MAX_AGE_SECONDS = 365 * 24 * 3600;

/** Narrows a cookie or a form value; anything else follows the system. */
export function asTheme(value: string | null | undefined): Theme {
	return THEMES.find((theme) => theme === value) ?? 'system';
}

/** Shows a look at once and keeps it for the next page. Browser only. */
export function applyTheme(theme: Theme): void {
	if (theme === 'system') delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = theme;
	document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${PREFERENCE_MAX_AGE_SECONDS}; samesite=lax`;
}
