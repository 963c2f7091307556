/** What the watcher notes: instants in ms of the Unix clock. */
export interface PaintNotes {
	/** Each paint of the marks that changed pixels, and the frames that had arrived since the one before. */
	paints: { at: number; frames: HeardFrame[] }[];
	/** When each text of the yardstick was painted, in order. */
	texts: number[];
}

/** What the watcher keeps of a frame. */
export interface HeardFrame {
	/** Operations clock of its tick, ms. */
	t: number;
	/** Whose `c` rows it carried. */
	ordinals: number[];
}

/** What is installed in the page under the name `benchPaint`. */
export interface PaintWatch {
	/** What was noted since the last call. */
	take(): PaintNotes;
	/** Forgets all that was noted and heard. */
	forget(): void;
}

/** Lets the page's own sockets be listened to; runs in the browser before the app, so it refers to nothing outside. */
export function overhearSockets(): void {
	const heard: string[] = [];
	const Native = WebSocket;
	class Overheard extends Native {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols);
			this.addEventListener('message', ({ data }) => void heard.push(String(data)));
		}
	}
	Object.assign(globalThis, { WebSocket: Overheard, benchHeard: heard });
}

/**
 * Installs the watcher in the app's own page; runs in the browser, so it refers to nothing outside. Ours: after each
 * paint of the map it compares the marks' pixels with those before. Yardstick: a bare WebSocket whose messages become a
 * text node. Both take the time when the browser is done with the animation frame.
 */
export function installPaintWatch(yardstickUrl: string): Promise<void> {
	const { benchHeard } = globalThis as unknown as { benchHeard: string[] };
	const map = document.querySelector<HTMLElement>('[data-painted-version]');
	const marks = map?.querySelector<HTMLCanvasElement>('.leaflet-marks-pane canvas');
	const context = marks?.getContext('2d');
	if (!map || !marks || !context) throw new Error('the page shows no map');
	let notes: PaintNotes = { paints: [], texts: [] };
	let pixels = readPixels();

	function readPixels(): Uint32Array {
		const { data } = context!.getImageData(0, 0, marks!.width, marks!.height);
		return new Uint32Array(data.buffer);
	}

	function now(): number {
		return performance.timeOrigin + performance.now();
	}

	const channel = new MessageChannel();
	const waiting: (() => void)[] = [];
	channel.port1.onmessage = () => waiting.shift()?.();
	/** Calls back once the frame that is being made has been handed over. */
	function afterFrame(work: () => void): void {
		waiting.push(work);
		channel.port2.postMessage(null);
	}

	/** The frames heard since the last call. */
	function takeFrames(): HeardFrame[] {
		return benchHeard.splice(0).flatMap((text) => {
			if (!text.startsWith('42["board:patch"')) return [];
			type Heard = [event: string, frame: { t: number; v: { c?: number[][] } }];
			const [, { t, v }] = JSON.parse(text.slice(2)) as Heard;
			return [{ t, ordinals: (v.c ?? []).map((row) => row[0] ?? 0) }];
		});
	}

	new MutationObserver(() => {
		afterFrame(() => {
			const at = now();
			const before = pixels;
			pixels = readPixels();
			const hasChanged = pixels.some((pixel, i) => pixel !== before[i]);
			const frames = takeFrames();
			if (hasChanged) notes.paints.push({ at, frames });
		});
	}).observe(map, { attributeFilter: ['data-painted-version'] });

	const text = document.createTextNode('');
	document.body.append(text);
	const socket = new WebSocket(yardstickUrl);
	socket.onmessage = ({ data }) => {
		text.data = String(data);
		requestAnimationFrame(() => afterFrame(() => void notes.texts.push(now())));
	};

	const watch: PaintWatch = {
		take: () => {
			const taken = notes;
			notes = { paints: [], texts: [] };
			return taken;
		},
		forget: () => {
			notes = { paints: [], texts: [] };
			benchHeard.length = 0;
		},
	};
	Object.assign(globalThis, { benchPaint: watch });
	return new Promise((resolve, reject) => {
		socket.onopen = () => resolve();
		socket.onerror = () => reject(new Error('the yardstick could not be reached'));
	});
}
