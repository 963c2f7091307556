import net from 'node:net';

/** How hard a node may knock at the server, and when it gives a connection up. */
const SOCKET = {
	/** Connection attempts a second, both pools together: a server that hangs up at once is not flooded. */
	attemptsPerSecond: 10,
	/**
	 * A connection that owes an answer for so long is dead: the server's own limit for a statement is 3 s. Without this
	 * a silent network keeps the pool for minutes.
	 */
	silentMs: 6000,
} as const;

/** What the driver tells of the server to connect to. */
export interface ServerAddress {
	host: readonly string[];
	port: readonly number[];
	path?: string | false;
	ssl?: unknown;
}

/**
 * Makes the function that opens the driver's sockets: a breaker of 10 attempts a second, no delayed acknowledgments, and
 * an end for connections that never answer.
 */
export function createSocketOpener(): (address: ServerAddress) => Promise<net.Socket> {
	const lately: number[] = [];
	let line: Promise<void> = Promise.resolve();

	/** At most so many attempts lie within any one second. */
	const takeTurn = async (): Promise<void> => {
		const first = lately.length < SOCKET.attemptsPerSecond ? undefined : lately.shift();
		if (first !== undefined) await delay(Math.max(0, first + 1000 - performance.now()));
		lately.push(performance.now());
	};

	return async ({ host, port, path, ssl }) => {
		line = line.then(takeTurn);
		await line;
		const socket = path
			? net.connect({ path })
			: net.connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true });
		// The driver asks for the server's name here when it secures the connection.
		Object.assign(socket, { host: host[0], port: port[0] });
		// Under TLS the bytes bypass this socket's events: there TCP's own keep-alive has to do.
		if (!ssl) endWhenSilent(socket);
		return socket;
	};
}

/** Destroys a socket that was written to and has not been heard of for `silentMs`; the driver then replaces it. */
function endWhenSilent(socket: net.Socket): void {
	let sentWhenHeard = 0;
	let sentAtCheck = 0;
	let askedAt = performance.now();
	const check = setInterval(() => {
		const isOwed = socket.bytesWritten !== sentWhenHeard;
		if (!isOwed || socket.bytesWritten !== sentAtCheck) askedAt = performance.now();
		sentAtCheck = socket.bytesWritten;
		if (performance.now() - askedAt > SOCKET.silentMs) {
			socket.destroy(Object.assign(new Error('The server fell silent'), { code: 'ETIMEDOUT' }));
		}
	}, 1000);
	check.unref();
	socket.on('data', () => {
		sentWhenHeard = socket.bytesWritten;
	});
	socket.on('close', () => clearInterval(check));
}

function delay(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
