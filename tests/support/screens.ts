import type { Page } from 'playwright';

/** Sizes that every screen is looked at in, CSS pixels. */
export const SIZES = {
	phone: { width: 360, height: 740 },
	desk: { width: 1440, height: 900 },
	wall: { width: 3840, height: 2160 },
} as const;
/** One of the three. */
export type Size = keyof typeof SIZES;
/** Themes that every screen is looked at in. */
export const THEMES = ['light', 'dark'] as const;
/** One of the two. */
export type Theme = (typeof THEMES)[number];
/** Languages that every screen is looked at in, the longest first. */
export const LANGUAGES = ['kk', 'ru', 'en'] as const;
/** One of the three. */
export type Language = (typeof LANGUAGES)[number];

/** One screen in one state: pictures, accessibility and layout are all checked over the same list. */
export interface Screen {
	name: string;
	/** The page below `src/routes` that it belongs to; a test finds pages that no screen shows. */
	route: string;
	path: string;
	/** Role of the demo account that looks; null for nobody. */
	role: 'leadership' | 'duty_officer' | 'regional_director' | 'contact_supervisor' | 'admin' | null;
	/** The one size that it is made for; absent: all. */
	only?: Size;
	/** A passing state of a page that is a screen of its own: looked at on phone and desk only. */
	isState?: true;
	/** Brings the state about before the page opens. */
	before?: (page: Page) => Promise<void>;
	/** Brings the state about on the open page. */
	after?: (page: Page) => Promise<void>;
	/** What stands on the page when it is ready to be looked at. */
	ready: string;
	/** HTTP status of the page; absent: 200. */
	status?: number;
}

const MAP = '(ops)/+page.svelte';
const LIVE = '[data-connection="live"]';
/** The map is drawn and nothing of the first picture is awaited. */
const MAP_READY = `:root:has(${LIVE}) [data-map-ready]`;

/** No socket ever opens. */
async function withoutServer(page: Page): Promise<void> {
	await page.routeWebSocket(/\/live\//, (socket) => void socket.close());
}

/** The server says that its database does not answer. */
async function withDegradedServer(page: Page): Promise<void> {
	await page.routeWebSocket(/\/live\//, (socket) => {
		const server = socket.connectToServer();
		socket.onMessage((message) => server.send(message));
		server.onMessage((message) => {
			socket.send(message);
			if (!message.toString().startsWith('40')) return;
			socket.send('42["server:state",{"degraded":["database"]}]');
		});
	});
}

/** Follows a link whose page the server cannot make. */
async function failAt(page: Page, path: string, status: number): Promise<void> {
	await page.route(`**${path}/__data.json*`, (route) =>
		route.fulfill({
			status,
			json: { message: 'as asked', requestId: 'b1c4d5e6-0000-4000-8000-0123456789ab' },
		}),
	);
	await page.locator(`a[href="${path}"]`).filter({ visible: true }).first().click();
}

/** Every screen that exists, each in the states that it can be in. */
export const SCREENS: readonly Screen[] = [
	{ name: 'login', route: 'login/+page.svelte', path: '/login', role: null, ready: 'main form' },
	{
		name: 'login-refused',
		isState: true,
		route: 'login/+page.svelte',
		path: '/login',
		role: null,
		ready: 'main form',
		after: async (page) => {
			await page.locator('input[name="username"]').press('Enter');
			await page.locator('[aria-invalid="true"]').first().waitFor();
		},
	},
	{ name: 'map', route: MAP, path: '/', role: 'leadership', ready: MAP_READY },
	{
		name: 'map-region',
		route: MAP,
		path: '/?scope=region:KZ-19',
		role: 'leadership',
		ready: MAP_READY,
	},
	{
		name: 'map-city',
		route: MAP,
		path: '/?scope=city:almaty',
		role: 'leadership',
		ready: MAP_READY,
	},
	{
		name: 'map-center',
		route: MAP,
		path: '/?scope=city:almaty&center=almaty-almaly',
		role: 'leadership',
		ready: `${MAP_READY}, [data-map-ready]`,
	},
	{
		name: 'map-missing-center',
		isState: true,
		route: MAP,
		path: '/?center=no-such-center',
		role: 'leadership',
		ready: MAP_READY,
	},
	{
		name: 'map-search',
		isState: true,
		route: MAP,
		path: '/',
		role: 'leadership',
		ready: MAP_READY,
		after: async (page) => {
			await page.keyboard.press('Slash');
			await page.getByRole('dialog').getByRole('combobox').fill('алма');
			await page.getByRole('option').first().waitFor();
		},
	},
	{
		name: 'map-keys',
		isState: true,
		route: MAP,
		path: '/',
		role: 'leadership',
		ready: MAP_READY,
		after: async (page) => {
			await page.keyboard.press('Shift+Slash');
			await page.getByRole('dialog').waitFor();
		},
	},
	{
		name: 'map-wall',
		only: 'wall',
		route: MAP,
		path: '/?wall',
		role: 'leadership',
		ready: '[data-map-ready]',
	},
	{
		name: 'center',
		route: '(ops)/centers/[id]/+page.svelte',
		path: '/centers/almaty-almaly',
		role: 'leadership',
		ready: LIVE,
	},
	{
		name: 'regimes',
		route: '(ops)/regimes/+page.svelte',
		path: '/regimes?day=2021-01-11&show=ruled',
		role: 'leadership',
		ready: LIVE,
	},
	{
		name: 'regimes-all',
		isState: true,
		route: '(ops)/regimes/+page.svelte',
		path: '/regimes',
		role: 'regional_director',
		ready: LIVE,
	},
	{
		name: 'change',
		route: '(ops)/regimes/new/+page.svelte',
		path: '/regimes/new?place=city:almaty',
		role: 'regional_director',
		ready: LIVE,
	},
	{
		name: 'change-refused',
		isState: true,
		route: '(ops)/regimes/new/+page.svelte',
		path: '/regimes/new?place=city:almaty',
		role: 'regional_director',
		ready: LIVE,
		after: async (page) => {
			await page.locator('form[action^="?/preview"] footer button').first().click();
			await page.locator('[aria-invalid="true"]').first().waitFor();
		},
	},
	{
		name: 'decisions',
		route: '(ops)/decisions/+page.svelte',
		path: '/decisions',
		role: 'leadership',
		ready: LIVE,
	},
	{
		name: 'decision',
		route: '(ops)/decisions/[id]/+page.svelte',
		path: '/decisions/ten-cities-2021-01-21',
		role: 'leadership',
		ready: LIVE,
	},
	{
		name: 'notices',
		route: '(ops)/decisions/[id]/notices/+page.svelte',
		path: '/decisions/almaty-2021-08-23/notices',
		role: 'leadership',
		ready: LIVE,
	},
	{
		name: 'incidents',
		route: '(ops)/incidents/+page.svelte',
		path: '/incidents',
		role: 'duty_officer',
		ready: LIVE,
	},
	{
		name: 'contact',
		route: '(ops)/contact/+page.svelte',
		path: '/contact',
		role: 'leadership',
		ready: LIVE,
	},
	{
		name: 'map-reconnecting',
		isState: true,
		route: MAP,
		path: '/',
		role: 'leadership',
		before: withoutServer,
		ready: ':root:has([data-connection="reconnecting"]) .bars .bar',
	},
	{
		name: 'map-stale',
		isState: true,
		route: MAP,
		path: '/',
		role: 'leadership',
		before: async (page) => {
			await page.clock.install();
			await withoutServer(page);
		},
		after: async (page) => {
			await page.clock.runFor(13_000);
			await page.locator('[data-connection="stale"]').waitFor();
		},
		ready: '.bars',
	},
	{
		name: 'map-degraded',
		isState: true,
		route: MAP,
		path: '/',
		role: 'leadership',
		before: withDegradedServer,
		ready: `:root:has(${LIVE}) .bars .bar`,
	},
	...[
		'account',
		'admin/people',
		'admin/people/new',
		'admin/feeds',
		'admin/directory',
		'admin/audit',
	].map((path): Screen => ({
		name: path.replaceAll('/', '-'),
		route: `(ops)/${path}/+page.svelte`,
		path: `/${path}`,
		role: 'admin',
		ready: LIVE,
	})),
	{
		name: 'admin-thresholds',
		route: '(ops)/admin/thresholds/+page.svelte',
		path: '/admin/thresholds?kind=city-ordinary',
		role: 'regional_director',
		ready: LIVE,
	},
	{
		name: 'contact-thresholds',
		route: '(ops)/contact/thresholds/+page.svelte',
		path: '/contact/thresholds',
		role: 'contact_supervisor',
		ready: LIVE,
	},
	{
		name: 'not-found',
		route: '+error.svelte',
		path: '/no-such-page',
		role: 'leadership',
		ready: 'main h1',
		status: 404,
	},
	{
		name: 'center-not-found',
		route: '+error.svelte',
		path: '/centers/no-such-center',
		role: 'leadership',
		ready: 'main h1',
		status: 404,
	},
	{
		name: 'refused',
		route: '+error.svelte',
		path: '/admin/people',
		role: 'duty_officer',
		ready: 'main h1',
		status: 403,
	},
	...[500, 503].map((status): Screen => ({
		name: `failed-${status}`,
		isState: true,
		route: '+error.svelte',
		path: '/centers/almaty-almaly',
		role: 'leadership',
		ready: LIVE,
		after: async (page) => {
			await failAt(page, '/contact', status);
			await page.locator('main details').waitFor();
		},
	})),
];

/** Pages that only a step of a running change or sign-in opens: their own journeys look at them. */
export const STEP_ROUTES: readonly string[] = [
	'(ops)/admin/people/[id]/+page.svelte',
	'(ops)/confirm/[id]/+page.svelte',
	'(ops)/incidents/[id]/+page.svelte',
	'login/code/+page.svelte',
	'login/factor/+page.svelte',
	'login/link/[token]/+page.svelte',
	'login/password/+page.svelte',
];
