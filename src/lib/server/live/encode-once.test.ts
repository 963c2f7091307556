import { describe, expect, test } from 'vitest';
import { Encoder as StockEncoder, PacketType } from 'socket.io-parser';
import { ENCODE_ONCE } from './encode-once.ts';

const frozen = Object.freeze({ e: 'Ә', v: { c: [[1, null]] }, absent: undefined });

describe('the text of a packet is the stock one', () => {
	test.each([
		['an event with something frozen', { type: PacketType.EVENT, data: ['board:patch', frozen] }],
		['an event without', { type: PacketType.EVENT, data: ['heartbeat', { s: 1 }] }],
		[
			'an answer that carries something frozen',
			{ type: PacketType.ACK, id: 12, data: [{ ok: true, snapshot: frozen, gone: undefined }] },
		],
		['an answer without', { type: PacketType.ACK, id: 0, data: [{ ok: false, code: 'invalid' }] }],
		[
			'nothing beside something frozen',
			{ type: PacketType.EVENT, data: [null, undefined, frozen] },
		],
		['a packet of another namespace', { type: PacketType.EVENT, nsp: '/x', data: ['a', frozen] }],
		['a packet without data', { type: PacketType.DISCONNECT, data: undefined }],
		['a connection', { type: PacketType.CONNECT, data: { sid: 'a' } }],
	])('%s', (_, part) => {
		const packet = { nsp: '/', ...part };
		expect(new ENCODE_ONCE.Encoder().encode({ ...packet })).toEqual(
			new StockEncoder().encode({ ...packet }),
		);
	});
});

test('what is frozen becomes text once, whatever carries it', () => {
	let times = 0;
	const counted = Object.freeze({ toJSON: () => ++times });
	const encoder = new ENCODE_ONCE.Encoder();
	const texts = [
		{ type: PacketType.EVENT, nsp: '/', data: ['board:patch', counted] },
		{ type: PacketType.ACK, nsp: '/', id: 1, data: [{ ok: true, snapshot: counted }] },
		{ type: PacketType.ACK, nsp: '/', id: 2, data: [{ ok: true, snapshot: counted }] },
	].map((packet) => encoder.encode(packet)[0]);
	expect(texts).toEqual([
		'2["board:patch",1]',
		'31[{"ok":true,"snapshot":1}]',
		'32[{"ok":true,"snapshot":1}]',
	]);
});
