/**
 * Outlines of the regions as the server keeps them (GeoJSON). Null when they cannot be had: the map then stands without
 * land, and everything else works. The browser keeps them and asks only whether they changed.
 */
export async function loadBoundaries<T>(): Promise<T | null> {
	try {
		const response = await fetch('/api/v1/boundaries');
		return response.ok ? ((await response.json()) as T) : null;
	} catch {
		return null;
	}
}
