import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Messages of a PostgreSQL client that make the server run something: a simple query, and an execute. */
const RUNS = new Set(['Q', 'E'].map((letter) => letter.charCodeAt(0)));
/** Type and length of a message. */
const HEADER_BYTES = 5;

/** Stands between an app and its PostgreSQL and counts what the app runs. */
export interface QueryCounter {
	port: number;
	/** Queries so far. */
	count(): number;
	close(): Promise<void>;
}

/** Starts a counter before a server. */
export async function startQueryCounter(target: {
	host: string;
	port: number;
}): Promise<QueryCounter> {
	let queries = 0;
	const open = new Set<Socket>();
	const server = createServer((client) => {
		const upstream = connect(target);
		const count = countRuns(() => (queries += 1));
		for (const [socket, other] of [
			[client, upstream],
			[upstream, client],
		] as const) {
			open.add(socket);
			socket.on('error', () => socket.destroy());
			socket.on('close', () => {
				open.delete(socket);
				other.destroy();
			});
			socket.pipe(other);
		}
		client.on('data', count);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		count: () => queries,
		close: () => {
			for (const socket of open) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

/** Reads a client's stream. Its first message has no type; all others are a letter and a length. */
function countRuns(onRun: () => void): (chunk: Buffer) => void {
	let rest: Buffer = Buffer.alloc(0);
	let isStarted = false;
	return (chunk) => {
		rest = Buffer.concat([rest, chunk]);
		for (;;) {
			const typeBytes = isStarted ? 1 : 0;
			if (rest.length < HEADER_BYTES) return;
			const length = typeBytes + rest.readUInt32BE(typeBytes);
			if (rest.length < length) return;
			if (isStarted && RUNS.has(rest[0] ?? 0)) onRun();
			isStarted = true;
			rest = rest.subarray(length);
		}
	};
}
