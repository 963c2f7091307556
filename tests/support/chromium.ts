import { existsSync } from 'node:fs';

/** Debian's builds of Chromium: the one without a window is the lighter. */
const DEBIAN = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** The browser of this machine, by CHROMIUM_PATH or from Debian's packages; null: there is none. */
export function findChromium(): string | null {
	const paths = process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : DEBIAN;
	return paths.find((path) => existsSync(path)) ?? null;
}

/** How this project starts it: as root without its sandbox, and with none of its own calls home. */
export const CHROMIUM = {
	executablePath: findChromium() ?? DEBIAN[0],
	args: [
		...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
		'--disable-gpu',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync',
	],
};
