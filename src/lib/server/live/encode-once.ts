import { Decoder, Encoder as StockEncoder, type Packet } from 'socket.io-parser';

/**
 * Socket.IO's encoder, but the JSON of what is frozen is made once, however many packets carry it, as an argument or as a
 * field of one: it never changes. Snapshots, patches and frames are frozen, so a storm of joins and the parts of a crowd
 * cost one text each. Everything else goes the stock way.
 */
class EncodeOnce extends StockEncoder {
	readonly #texts = new WeakMap<object, string>();

	override encode(packet: Packet): unknown[] {
		const parts: unknown = packet.data;
		if (!Array.isArray(parts) || packet.nsp !== '/' || !parts.some(carriesFrozen)) {
			return super.encode(packet);
		}
		const data = parts.map((part) => this.#textOf(part) ?? 'null').join();
		return [`${packet.type}${packet.id ?? ''}[${data}]`];
	}

	#textOf(value: unknown): string | undefined {
		if (isFrozen(value)) {
			const known = this.#texts.get(value);
			if (known !== undefined) return known;
			const text = JSON.stringify(value);
			this.#texts.set(value, text);
			return text;
		}
		if (!carriesFrozen(value)) return JSON.stringify(value);
		const fields = Object.entries(value).flatMap(([name, field]) => {
			const text = this.#textOf(field);
			return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
		});
		return `{${fields.join()}}`;
	}
}

function isFrozen(value: unknown): value is object {
	return typeof value === 'object' && value !== null && Object.isFrozen(value);
}

/** Whether a value is frozen or a plain object with something frozen in it. */
function carriesFrozen(value: unknown): value is object {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	return isFrozen(value) || Object.values(value).some(isFrozen);
}

/** For the `parser` option of Socket.IO's server; the text on the wire is the stock one's. */
export const ENCODE_ONCE = { Encoder: EncodeOnce, Decoder };
