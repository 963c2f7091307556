import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures that `/metrics` shows. One registry per app: development starts several apps in one process. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes the registry and every figure of ours; the functions are read at scrape time. */
export function createMetrics(read: {
	sockets: () => number;
	freshCenters: () => number;
	machineAheadSeconds: () => number;
}) {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const registers = [registry];
	new Gauge({
		name: 'kezek_live_sockets',
		help: 'Open live sockets on this node',
		registers,
		collect() {
			this.set(read.sockets());
		},
	});
	new Gauge({
		name: 'kezek_centers_reporting',
		help: 'Centers whose state is fresh or late',
		registers,
		collect() {
			this.set(read.freshCenters());
		},
	});
	new Gauge({
		name: 'kezek_machine_clock_ahead_seconds',
		help: 'Clock of this machine minus the clock of the database, which the app follows',
		registers,
		collect() {
			this.set(read.machineAheadSeconds());
		},
	});
	return {
		registry,
		items: new Counter({
			name: 'kezek_ingest_items_total',
			help: 'Items of ingest batches by door and what became of them',
			labelNames: ['door', 'status', 'reason'],
			registers,
		}),
		ingestSeconds: new Histogram({
			name: 'kezek_ingest_seconds',
			help: 'From the first byte judged to the durable answer',
			buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
			registers,
		}),
		busNotices: new Counter({
			name: 'kezek_bus_notices_total',
			help: 'Notices between nodes by what became of them; without Redis there are none',
			labelNames: ['outcome'],
			registers,
		}),
		tickSeconds: new Histogram({
			name: 'kezek_tick_seconds',
			help: 'One tick of the live board: fold, build, encode, emit',
			buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1],
			registers,
		}),
		snapshots: new Counter({
			name: 'kezek_live_snapshots_total',
			help: 'Snapshots built for joins and pages, at most one per scope and version',
			registers,
		}),
	};
}
