// Texts of acts are attached, kept once, and given back to those whom the decision concerns; and nobody changes rules too often.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActFile } from '$lib/domain/act-file.ts';
import { principalOf, type SessionUser } from '$lib/server/auth/sessions.ts';
import { createActFiles } from '$lib/server/regimes/act-files.ts';
import { openRuleHouse, scopeOf, typedDecision } from '../support/rule-house.ts';

const PDF = new TextEncoder().encode('%PDF-1.7 decision 30');

let house: Awaited<ReturnType<typeof openRuleHouse>>;
let files: ReturnType<typeof createActFiles>;
let director: SessionUser;
let elsewhere: SessionUser;
let viewer: SessionUser;
beforeAll(async () => {
	house = await openRuleHouse({ own: 3, all: 5 });
	director = await house.person('director', 'regional_director', ['KZ-75']);
	elsewhere = await house.person('elsewhere', 'regional_director', ['KZ-71']);
	viewer = await house.person('viewer', 'viewer', ['KZ-75']);
	files = createActFiles({
		sql: house.sql,
		system: house.clock,
		operations: house.clock,
		rules: house.rules,
		directory: () => house.directory,
	});
});
afterAll(() => house.close());

const centers = () =>
	house.directory.centers.filter(({ cityId }) => cityId === 'almaty').map(({ id }) => id);
let used = 0;
const change = async (
	some: object = {},
	kind: 'regime.request' | 'regime.emergency' = 'regime.request',
) => {
	const scope = scopeOf({ centers: [centers()[used++] ?? ''] });
	const typed = typedDecision({ scope, reason: 'the boiler of the house burst', ...some });
	const principal = principalOf(director);
	const content =
		kind === 'regime.request'
			? house.changes.draftRequest(principal, typed)
			: house.changes.draftEmergency(principal, typed);
	return house.confirm(director, await house.draft(director, kind, content));
};

test('a file stands in for the link, and is read by whom the decision concerns', async () => {
	const file = await files.keep(principalOf(director), { name: 'C:\\acts\\№30.pdf', bytes: PDF });
	expect(file).toMatchObject({ name: '№30.pdf', type: 'application/pdf', size: PDF.length });
	expect(await files.find(principalOf(director), file)).toEqual(file);
	await expect(files.read(principalOf(viewer), file.id)).rejects.toMatchObject({
		code: 'not_found',
	});
	expect(await change({ act: { ...typedDecision().act, source: '', file } })).toBe('done');
	expect(house.decisions().at(-1)?.act.file).toEqual(file);
	const read = await files.read(principalOf(viewer), file.id);
	expect([read.name, Buffer.from(read.bytes)]).toEqual(['№30.pdf', Buffer.from(PDF)]);
	await expect(files.read(principalOf(elsewhere), file.id)).rejects.toMatchObject({
		code: 'not_found',
	});
});

test.each([
	['a page', '<!doctype html>', 'invalid', 'file_kind'],
	['more than 10 MB', `%PDF-${'x'.repeat(10 * 1024 * 1024)}`, 'too_large', 'file_too_large'],
])('%s is refused at its field', async (_, text, code, reason) => {
	const file = { name: 'act.pdf', bytes: new TextEncoder().encode(text) };
	await expect(files.keep(principalOf(director), file)).rejects.toMatchObject({
		code,
		details: { errors: [{ path: 'file', reason }] },
	});
});

test('nobody attaches who may prepare nothing, and no file is made up', async () => {
	const file = { name: 'act.pdf', bytes: PDF };
	await expect(files.keep(principalOf(viewer), file)).rejects.toMatchObject({ code: 'forbidden' });
	for (const id of ['0'.repeat(64), '../x', '']) {
		await expect(files.find(principalOf(director), { id, name: '' })).rejects.toMatchObject({
			details: { reason: 'file_lost' },
		});
	}
});

test('what no decision and no draft has is forgotten in time', async () => {
	const keep = (text: string) =>
		files.keep(principalOf(director), { name: 'x.pdf', bytes: new TextEncoder().encode(text) });
	const lost = await keep('%PDF-1 lost');
	house.clock.pass(3 * 24 * 60);
	await keep('%PDF-1 other');
	house.clock.pass(-3 * 24 * 60);
	const left = await house.sql<Pick<ActFile, 'id'>>`select id from act_file`;
	const held = house.decisions().flatMap(({ act }) => act.file?.id ?? []);
	expect(left.map(({ id }) => id)).toEqual(expect.arrayContaining(held));
	expect(left.map(({ id }) => id)).not.toContain(lost.id);
});

test('who changed rules often enough within an hour waits, but for emergencies', async () => {
	expect(await change()).toBe('done');
	expect(await change()).toBe('done');
	await expect(change()).rejects.toMatchObject({
		code: 'rate_limited',
		details: { reason: 'rule_pace', retryAfterMs: 3_600_000 },
	});
	expect(await change({}, 'regime.emergency')).toBe('done');
	house.clock.pass(61);
	expect(await change({ from: '2026-11-12T09:00' })).toBe('done');
	house.clock.pass(-61);
});
