/** The cookie that remembers `off`; signing out clears the storage of the site, and this choice outlives it. */
export const SHORTCUTS_COOKIE = 'kezek-shortcuts';
