import { AppError } from '$lib/domain/errors.ts';
import { endpoint, isMetricsReader } from '$lib/server/http.ts';

/** Prometheus text: loopback, or the scrape token. */
export const GET = endpoint(async (event) => {
	const { app } = event.locals;
	const mayRead = isMetricsReader({
		authorization: event.request.headers.get('authorization'),
		token: app.config.metricsToken,
		address: event.getClientAddress(),
		behindProxy: app.config.addressHeader !== null,
	});
	if (!mayRead) throw new AppError('unauthenticated', 'Send the scrape token');
	return new Response(await app.metrics.registry.metrics(), {
		headers: { 'content-type': app.metrics.registry.contentType, 'cache-control': 'no-store' },
	});
});
