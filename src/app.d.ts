import type { Server } from 'node:http';
import type { Permission } from '$lib/domain/permission.ts';
import type { App as Kezek } from '$lib/server/app.ts';
import type { Identified, SessionUser } from '$lib/server/auth/sessions.ts';

/** Where the entry (production or development) and the app meet; there is no other global. */
interface HttpSlot {
	server?: Server;
	/** The project folder: migrations, data, simulator. */
	root?: string;
	/** True under Vite: other upgrades and the server itself belong to it. */
	dev?: boolean;
	/** Ends the app; left by `init()`. */
	stop?: () => Promise<void>;
	/** Called once requests are answered by the app. */
	onReady?: () => void;
	/** Requests are answered: a later generation of the app is ready as soon as it is made. */
	isReady?: boolean;
}

declare global {
	namespace App {
		interface Locals {
			app: Kezek;
			user: SessionUser | null;
			/** A session in which a step of the sign-in is still owed: it opens that step and nothing else. */
			pending: Identified | null;
			requestId: string;
			/** The session could not be checked because the storage does not answer. */
			storageAway: boolean;
		}
		interface Error {
			message: string;
			code?: string;
			/** What the role lacks, where that is why. */
			permission?: Permission;
			requestId?: string;
		}
	}
}

export type { HttpSlot };
