// Receivers of messages that can be killed and brought back, hang or refuse: a mail server, Telegram, a webhook's program.
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import certificate from './hooks-certificate.json' with { type: 'json' };

/** The certificate of the webhook receiver, for `hooks.test`, `other.test` and 127.0.0.1; its own authority. */
export const HOOKS_CA: string = certificate.cert;

/** What a receiver does with the next connection. `silent`: says nothing ever; `slow`: one byte a while. */
export type Mood = 'well' | 'silent' | 'refusing' | 'failing';

/** A message as it arrived. */
export interface Received {
	/** Message-ID, webhook-id; of Telegram, which has none, the text. */
	id: string;
	to: string;
	text: string;
	headers: Record<string, string>;
}

/** A receiver on a port of its own. */
export interface Receiver {
	readonly port: number;
	readonly received: Received[];
	mood: Mood;
	/** Connections so far. */
	connections(): number;
	/** Cuts everything off; nothing listens until `revive`. */
	kill(): Promise<void>;
	/** Listens on the same port again. */
	revive(): Promise<void>;
}

/** A server that can go and come back. `make` gives a new one each time. */
async function receiver(
	make: (own: Receiver) => { server: NetServer; close: () => void },
): Promise<Receiver> {
	const sockets = new Set<Socket>();
	let connections = 0;
	let running: ReturnType<typeof make>;
	let port = 0;
	const start = async () => {
		running = make(own);
		running.server.on('connection', (socket: Socket) => {
			connections += 1;
			sockets.add(socket);
			socket.on('close', () => sockets.delete(socket));
			socket.on('error', () => undefined);
		});
		await new Promise<void>((done) => running.server.listen(port, '127.0.0.1', done));
		port = (running.server.address() as AddressInfo).port;
	};
	const own: Receiver = {
		get port() {
			return port;
		},
		received: [],
		mood: 'well',
		connections: () => connections,
		async kill() {
			const closed = new Promise((done) => running.server.once('close', done));
			running.close();
			for (const socket of sockets) socket.destroy();
			await closed;
		},
		revive: start,
	};
	await start();
	return own;
}

/** A mail server: refuses recipients, fails at the text, or never greets. */
export function startMailServer(): Promise<Receiver> {
	return receiver((own) => {
		const smtp = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS'],
			disableReverseLookup: true,
			onConnect: (_session, done) => {
				if (own.mood !== 'silent') done();
			},
			onRcptTo: ({ address }, _session, done) => {
				const refused = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
				done(own.mood === 'refusing' || address.startsWith('nobody@') ? refused : null);
			},
			onData: (stream, session, done) => {
				let text = '';
				stream.setEncoding('utf8');
				stream.on('data', (chunk: string) => (text += chunk));
				stream.on('end', () => {
					if (own.mood === 'failing') {
						done(Object.assign(new Error('full'), { responseCode: 452 }));
						return;
					}
					const headers = headersOf(text);
					const to = session.envelope.rcptTo.map(({ address }) => address).join();
					own.received.push({ id: headers['message-id'] ?? '', to, text, headers });
					done();
				});
			},
		});
		smtp.on('error', () => undefined);
		return { server: smtp.server, close: () => smtp.close() };
	});
}

function headersOf(mail: string): Record<string, string> {
	const [head = ''] = mail.split('\r\n\r\n');
	const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
	return Object.fromEntries(
		lines.map((line) => {
			const colon = line.indexOf(':');
			return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
		}),
	);
}

/** Telegram's bot interface. */
export function startTelegram(): Promise<Receiver> {
	return receiver((own) => {
		const server = createHttpServer((request, response) => {
			void read(request).then((body) => {
				if (own.mood === 'silent') return;
				const status = { well: 200, refusing: 403, failing: 502 }[own.mood];
				if (status === 200) {
					const { chat_id: to, text } = JSON.parse(body) as { chat_id: string; text: string };
					own.received.push({ id: text, to, text, headers: { path: request.url ?? '' } });
				}
				response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
			});
		});
		return { server, close: () => server.close() };
	});
}

/** The program behind a webhook, over TLS as `hooks.test`. `answer`: another answer than its mood's. */
export function startHooks(answer?: Parameters<typeof createHttpsServer>[1]): Promise<Receiver> {
	return receiver((own) => {
		const server: Server = createHttpsServer(
			{ key: certificate.key, cert: certificate.cert },
			answer ??
				((request, response) => {
					void read(request).then((text) => {
						if (own.mood === 'silent') return;
						const status = { well: 204, refusing: 410, failing: 500 }[own.mood];
						const headers = request.headers as Record<string, string>;
						if (status === 204) {
							own.received.push({
								id: headers['webhook-id'] ?? '',
								to: request.url ?? '',
								text,
								headers,
							});
						}
						response.writeHead(status).end();
					});
				}),
		);
		return { server, close: () => server.close() };
	});
}

async function read(request: IncomingMessage): Promise<string> {
	let text = '';
	request.setEncoding('utf8');
	for await (const chunk of request) text += chunk as string;
	return text;
}
