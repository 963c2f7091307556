import Bell from '@lucide/svelte/icons/bell';
import CalendarCheck from '@lucide/svelte/icons/calendar-check';
import MapIcon from '@lucide/svelte/icons/map';
import Phone from '@lucide/svelte/icons/phone';
import Settings from '@lucide/svelte/icons/settings';
import type { Component } from 'svelte';
import { m } from '$lib/paraglide/messages.js';

/** Pages of the frame that exist. The server tells which of them a person may open. */
export type SectionId = 'map' | 'regimes' | 'incidents' | 'contact' | 'admin';

/** One entry of the rail, the tabs and the palette. */
export interface Section {
	id: SectionId;
	href: string;
	label: () => string;
	Icon: Component<{ size?: string; strokeWidth?: number; 'aria-hidden'?: 'true' }>;
	/** The second key after `g`: its place on the keyboard, and what stands on it. */
	code: string;
	key: string;
	/** Whether a path belongs to it. */
	holds: (path: string) => boolean;
}

/** All sections in the order of the rail. A page that is built brings its own entry. */
export const SECTIONS: readonly Section[] = [
	{
		id: 'map',
		href: '/',
		label: m.nav_map,
		Icon: MapIcon,
		code: 'KeyM',
		key: 'M',
		holds: (path) => path === '/' || path.startsWith('/centers/'),
	},
	{
		id: 'regimes',
		href: '/regimes',
		label: m.nav_regimes,
		Icon: CalendarCheck,
		code: 'KeyR',
		key: 'R',
		holds: (path) => path.startsWith('/regimes') || path.startsWith('/decisions'),
	},
	{
		id: 'incidents',
		href: '/incidents',
		label: m.nav_incidents,
		Icon: Bell,
		code: 'KeyI',
		key: 'I',
		holds: (path) => path.startsWith('/incidents'),
	},
	{
		id: 'contact',
		href: '/contact',
		label: m.contact_name,
		Icon: Phone,
		code: 'KeyC',
		key: 'C',
		holds: (path) => path.startsWith('/contact'),
	},
	{
		id: 'admin',
		href: '/admin',
		label: m.nav_admin,
		Icon: Settings,
		code: 'KeyA',
		key: 'A',
		holds: (path) => path.startsWith('/admin') || path.startsWith('/confirm'),
	},
];
