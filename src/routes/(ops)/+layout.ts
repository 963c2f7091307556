import { unpackDirectory } from '$lib/protocol/packed-directory.ts';
import type { LayoutLoad } from './$types';

/** What the server sent, with the directory unpacked. */
export const load: LayoutLoad = ({ data }) => ({
	...data,
	directory: unpackDirectory(data.directory),
});
