import type { RequestEvent } from '@sveltejs/kit';
import type { ActFile } from '../../domain/act-file.ts';
import type { Principal } from '../../domain/permission.ts';

/**
 * The attached act of a form: the field `file`, else the one that `fileId` and `fileName` name. A file that was taken stays in
 * the form by its id, for a browser does not send it again by itself. Throws what the store of files refuses.
 */
export async function takeActFile(
	event: RequestEvent,
	principal: Principal,
	data: FormData,
): Promise<ActFile | null> {
	const { actFiles } = event.locals.app;
	const sent = data.get('file');
	data.delete('file');
	if (sent instanceof File && sent.size > 0) {
		const bytes = new Uint8Array(await sent.arrayBuffer());
		const file = await actFiles.keep(principal, { name: sent.name, bytes });
		data.set('fileId', file.id);
		data.set('fileName', file.name);
		return file;
	}
	const [id, name] = ['fileId', 'fileName'].map((field) => {
		const value = data.get(field);
		return typeof value === 'string' ? value : '';
	});
	return id ? actFiles.find(principal, { id, name: name ?? '' }) : null;
}
