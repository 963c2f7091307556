import { AppError } from '../../domain/errors.ts';
import type { AuditFilter } from '../store/audit.ts';

/** A filter as it stands in an address. */
export interface AuditQuery {
	filter: AuditFilter;
	/** Number to read on before. */
	before: number | null;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads `actor`, `object`, `from` and `to` (days, the last one included, UTC) and `before` of an address; what is empty
 * does not narrow. Throws `invalid` with the field.
 */
export function readAuditQuery(params: URLSearchParams): AuditQuery {
	const text = (name: string) => {
		const value = params.get(name)?.trim() ?? '';
		if (value.length > 100 || /\p{Cc}/u.test(value)) throw wrong(name, 'text');
		return value;
	};
	const day = (name: string) => {
		const value = text(name);
		if (value === '') return null;
		const at = new Date(`${value}T00:00:00Z`);
		if (!DATE.test(value) || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(value)) {
			throw wrong(name, 'time');
		}
		return at;
	};
	const [actor, object] = [text('actor'), text('object')];
	const [from, to] = [day('from'), day('to')];
	const before = text('before');
	if (!/^\d{0,15}$/.test(before)) throw wrong('before', 'number');
	return {
		filter: {
			...(actor && { actor }),
			...(object && { object }),
			...(from && { from }),
			...(to && { to: new Date(to.getTime() + 86_400_000) }),
		},
		before: before === '' ? null : Number(before),
	};
}

function wrong(path: string, reason: string): AppError {
	return new AppError('invalid', `${path} cannot be read`, {
		errors: [{ path, reason, message: reason }],
	});
}
