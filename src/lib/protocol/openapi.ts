import { INCIDENT_STATES } from '../domain/incident.ts';
import { DECISION_STATES } from '../domain/regime-state.ts';
import { z } from 'zod';
import {
	MAX_BODY_BYTES,
	MAX_ITEMS,
	availabilitySchema,
	batchResultSchema,
	contactReadingSchema,
	problemSchema,
	readingSchema,
} from './readings.ts';

const jsonSchema = (schema: z.ZodType) => {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
	return rest;
};

const json = (schema: object) => ({ 'application/json': { schema } });

const problem = (description: string) => ({
	description,
	content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const batch = (summary: string, item: string) => ({
	post: {
		summary,
		description: `At most ${MAX_ITEMS} items and ${MAX_BODY_BYTES} bytes. Answers 2xx only when every accepted item is durable; repeating an item with the same id is safe.`,
		security: [{ feedKey: [] }],
		requestBody: {
			required: true,
			content: json({
				type: 'object',
				additionalProperties: false,
				required: ['readings'],
				properties: {
					readings: {
						type: 'array',
						minItems: 1,
						maxItems: MAX_ITEMS,
						items: { $ref: `#/components/schemas/${item}` },
					},
				},
			}),
		},
		responses: {
			'200': {
				description: 'At least one item was stored or already known',
				content: json({ $ref: '#/components/schemas/BatchResult' }),
			},
			'400': problem('The request as a whole is not valid'),
			'401': problem('The key is missing or not valid'),
			'413': problem('Too many items or bytes'),
			'415': problem('Not application/json, or encoded'),
			'422': {
				description: 'No item was good',
				content: json({ $ref: '#/components/schemas/BatchResult' }),
			},
			'429': problem('Over the limit: see Retry-After'),
			'503': problem('Storage does not answer: repeat with the same ids after Retry-After'),
		},
	},
});

const parameter = (name: string, description: string, schema: object = { type: 'string' }) => ({
	name,
	in: 'query',
	required: false,
	description,
	schema,
});

const reading = (summary: string, parameters: object[] = [], isOpen = false) => ({
	get: {
		summary,
		...(isOpen ? {} : { security: [{ feedKey: [] }, { session: [] }] }),
		...(parameters.length > 0 && { parameters }),
		responses: {
			'200': { description: 'OK', content: json({ type: 'object' }) },
			...(isOpen ? {} : { '401': problem('Not signed in'), '403': problem('Not allowed') }),
		},
	},
});

const paging = [
	parameter('cursor', 'nextCursor of the previous page'),
	parameter('limit', 'Items of a page', {
		type: 'integer',
		minimum: 1,
		maximum: 1000,
		default: 100,
	}),
];

const historyOf = (summary: string) =>
	reading(summary, [
		{ name: 'id', in: 'path', required: true, schema: { type: 'string' } },
		parameter('from', 'RFC 3339 instant'),
		parameter('to', 'RFC 3339 instant'),
		parameter('step', 'Length of a point', { enum: ['raw', '1m', '15m', '1h'] }),
		parameter('metrics', 'Names of figures, separated by commas'),
	]);

/** The OpenAPI 3.1 document of the API, generated from the schemas that judge requests. `origin` is where it answers. */
export function openApiDocument(origin: string): object {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Kezek',
			version: '1',
			description:
				'Push what queue systems, door counters and telephone exchanges see; read the present picture back. Times are RFC 3339 with an offset or Z; counts are non-negative integers; a missing figure means not measured.',
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
		},
		servers: [{ url: origin }],
		paths: {
			'/api/v1/readings': batch('Push readings of centers', 'Reading'),
			'/api/v1/contact-readings': batch('Push readings of contact-center sites', 'ContactReading'),
			'/api/v1/availability': batch('Push free slots of booking systems', 'Availability'),
			'/api/v1/board': reading('The present picture with ages'),
			'/api/v1/centers': reading('Centers', paging),
			'/api/v1/contact-centers': reading('Sites of the contact center', paging),
			'/api/v1/places': reading('Nation, regions and cities', paging),
			'/api/v1/boundaries': reading('Region shapes as GeoJSON'),
			'/api/v1/centers/{id}/history': historyOf('Past figures of a center'),
			'/api/v1/centers/{id}/regime': reading('The regime in force at a center, with its trace', [
				{ name: 'id', in: 'path', required: true, schema: { type: 'string' } },
				parameter('at', 'RFC 3339 instant; now where absent'),
				parameter('known', 'RFC 3339 instant: as was known then; now where absent'),
			]),
			'/api/v1/decisions': reading('Decisions with their measures', [
				parameter('state', 'Where they stand', { enum: [...DECISION_STATES] }),
				parameter('known', 'RFC 3339 instant: as was known then; now where absent'),
				...paging,
			]),
			'/api/v1/incidents': reading('Incidents, in the order of their newest change', [
				parameter('state', 'Where they stand', { enum: [...INCIDENT_STATES] }),
				parameter('since', 'Number `n` of a change: what changed after it', { type: 'integer' }),
				...paging,
			]),
			'/api/v1/contact-centers/{id}/history': historyOf('Past figures of a site'),
			'/api/v1/clock': reading('The operations clock', [], true),
		},
		components: {
			securitySchemes: {
				feedKey: { type: 'http', scheme: 'bearer', description: 'A feed key: kezek_…' },
				session: { type: 'apiKey', in: 'cookie', name: '__Host-kezek' },
			},
			schemas: {
				Reading: jsonSchema(readingSchema),
				ContactReading: jsonSchema(contactReadingSchema),
				Availability: jsonSchema(availabilitySchema),
				BatchResult: jsonSchema(batchResultSchema),
				Problem: jsonSchema(problemSchema),
			},
		},
	};
}
