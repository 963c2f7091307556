// Production entry: the HTTP server with its limits, and the signals. Hands the server to the app through one global slot
// and imports nothing of ours but types: a second copy of the app's modules would be a second app.
import { createServer } from 'node:http';
import type { HttpSlot } from './src/app.d.ts';

/** Of every answer, static files and those before the app is ready too; the app's own hooks set the same and more. */
const HEADERS = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
};
const HARD_EXIT_MS = 10_000;
/** Requests that still run at shutdown get this long. */
const REQUEST_GRACE_MS = 6000;

const slots = globalThis as unknown as Record<symbol, HttpSlot | undefined>;
const slot = (slots[Symbol.for('kezek.http')] ??= {});

const host = process.env.HOST?.trim() || '127.0.0.1';
const port = Number(process.env.PORT?.trim() || 3000);

const server = createServer({
	headersTimeout: 10_000,
	requestTimeout: 20_000,
	connectionsCheckingInterval: 2000,
	keepAliveTimeout: 65_000,
	maxHeaderSize: 8192,
});
server.maxRequestsPerSocket = 1000;
server.maxConnections = 4000;

slot.server = server;
slot.root ??= import.meta.dirname;
process.env.ORIGIN ??= `http://127.0.0.1:${port}`;
process.env.BODY_SIZE_LIMIT ??= '12M';

let ending: Promise<void> | null = null;

/** Ends everything in order; a second signal, or ten seconds, ends it at once. */
function shutDown(code: number): void {
	if (ending) {
		process.exit(1);
	}
	setTimeout(() => process.exit(code || 1), HARD_EXIT_MS).unref();
	ending = (async () => {
		const closed = new Promise<void>((resolve) => {
			if (server.listening) server.close(() => resolve());
			else resolve();
		});
		server.closeIdleConnections();
		await slot.stop?.();
		server.closeIdleConnections();
		setTimeout(() => server.closeAllConnections(), REQUEST_GRACE_MS).unref();
		await closed;
		process.exit(code);
	})();
}

process.on('SIGTERM', () => shutDown(0));
process.on('SIGINT', () => shutDown(0));
process.on('SIGHUP', () => shutDown(0));
for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
	process.on(kind, (error: unknown) => {
		console.error(`kezek: ${kind}`, error);
		shutDown(1);
	});
}

/** Stops with readable lines: the message of an expected failure, the stack of a bug. */
async function fail(error: unknown): Promise<never> {
	const isExpected =
		error instanceof Error && (error.name === 'ConfigError' || error.name === 'StartError');
	if (isExpected) for (const line of error.message.split('\n')) console.error(`kezek: ${line}`);
	else console.error('kezek: cannot start:', error);
	await slot.stop?.().catch(() => undefined);
	process.exit(1);
}

/** Takes the port at once, so that a second start says so before it touches anything. */
function listen(): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EADDRINUSE') return reject(error);
			const taken = new Error(
				`port ${port} on ${host} is in use: is Kezek running already? Set PORT to another.`,
			);
			taken.name = 'StartError';
			reject(taken);
		});
		server.listen(port, host, resolve);
	});
}

const isHttps = process.env.ORIGIN.startsWith('https:');
server.on('request', (_request, response) => {
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	if (isHttps) {
		response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
	}
});

const startingUp = (_request: unknown, response: import('node:http').ServerResponse) => {
	response.writeHead(503, { 'retry-after': '2', 'content-type': 'text/plain; charset=utf-8' });
	response.end('Kezek is starting\n');
};

try {
	server.on('request', startingUp);
	await listen();
	const entry = new URL('./build/handler.js', import.meta.url).href;
	const { handler } = (await import(entry)) as { handler: (...args: unknown[]) => void };
	server.off('request', startingUp);
	server.on('request', (request, response) => handler(request, response));
	slot.isReady = true;
	slot.onReady?.();
} catch (error) {
	await fail(error);
}
