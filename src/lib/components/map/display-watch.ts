/**
 * Calls back when what the map is drawn with may have changed: theme or density on the root element, the system's color
 * scheme or contrast, the resolution of the screen (another monitor, browser zoom), a font that has just loaded.
 * Returns the end of watching.
 */
export function watchDisplay(onchange: () => void): () => void {
	const stop = new AbortController();
	const { signal } = stop;

	const attributes = new MutationObserver(onchange);
	attributes.observe(document.documentElement, {
		attributeFilter: ['data-theme', 'data-density', 'class'],
	});
	const queries = [
		'(prefers-color-scheme: dark)',
		'(prefers-contrast: more)',
		'(forced-colors: active)',
	];
	for (const query of queries) {
		matchMedia(query).addEventListener('change', onchange, { signal });
	}
	document.fonts.addEventListener('loadingdone', onchange, { signal });

	const watchResolution = (): void => {
		matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
			'change',
			() => {
				onchange();
				watchResolution();
			},
			{ signal, once: true },
		);
	};
	watchResolution();

	return () => {
		stop.abort();
		attributes.disconnect();
	};
}
