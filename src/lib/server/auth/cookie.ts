/** How the session cookie is set (reliability.md §4). */
export interface SessionCookie {
	name: string;
	options: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean; maxAge: number };
}

/**
 * The session cookie. On HTTPS its name binds it to this host; on plain HTTP, loopback too, it goes without `Secure`,
 * which Safari would drop there. `lifeMs`: after this it is of no use to anybody.
 */
export function sessionCookie(isSecure: boolean, lifeMs: number): SessionCookie {
	return {
		name: isSecure ? '__Host-kezek' : 'kezek',
		options: {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: isSecure,
			maxAge: Math.floor(lifeMs / 1000),
		},
	};
}

/** Value of a cookie in a `Cookie` header, or null. Of several with one name the first counts, as in browsers. */
export function readCookie(header: string, name: string): string | null {
	for (const pair of header.split(';')) {
		const [key = '', ...value] = pair.split('=');
		if (key.trim() === name) return value.join('=').trim();
	}
	return null;
}
