import { pino } from 'pino';
import { expect, test } from 'vitest';
import { aBatch } from '../../../../tests/support/board-builders.ts';
import { createMemoryBus } from './memory.ts';

const silent = pino({ level: 'silent' });
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('delivers in order to every listener, after the publisher went on', async () => {
	const bus = createMemoryBus({ log: silent });
	const first: number[] = [];
	const second: number[] = [];
	bus.subscribe(({ batch }) => first.push(batch));
	bus.subscribe(({ batch }) => second.push(batch));
	for (const batch of [1, 2, 3]) bus.publish(aBatch(batch, {}));
	expect(first).toEqual([]);
	await nextTurn();
	expect([first, second]).toEqual([
		[1, 2, 3],
		[1, 2, 3],
	]);
});

test('a listener that throws stops nobody else and is logged', async () => {
	const lines: string[] = [];
	const bus = createMemoryBus({ log: pino({}, { write: (line: string) => lines.push(line) }) });
	const heard: number[] = [];
	bus.subscribe(() => {
		throw new Error('listener broke');
	});
	bus.subscribe(({ batch }) => heard.push(batch));
	bus.publish(aBatch(1, {}));
	bus.publish(aBatch(2, {}));
	await nextTurn();
	expect(heard).toEqual([1, 2]);
	expect(lines.join()).toContain('listener broke');
});

test('batches published by a listener are delivered too', async () => {
	const bus = createMemoryBus({ log: silent });
	const heard: number[] = [];
	bus.subscribe(({ batch }) => {
		heard.push(batch);
		if (batch === 1) bus.publish(aBatch(2, {}));
	});
	bus.publish(aBatch(1, {}));
	await nextTurn();
	await nextTurn();
	expect(heard).toEqual([1, 2]);
});

test('after unsubscribing and after closing nothing arrives', async () => {
	const bus = createMemoryBus({ log: silent });
	const left: number[] = [];
	const stayed: number[] = [];
	const leave = bus.subscribe(({ batch }) => left.push(batch));
	bus.subscribe(({ batch }) => stayed.push(batch));
	leave();
	bus.publish(aBatch(1, {}));
	await bus.close();
	bus.publish(aBatch(2, {}));
	await nextTurn();
	expect([left, stayed, bus.state()]).toEqual([[], [1], 'failed']);
});
