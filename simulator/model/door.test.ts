import { describe, expect, it } from 'vitest';
import { createDoor } from './door.ts';
import { ORDINARY_TERMS, type TermsNow } from './terms.ts';
import type { Visitor } from './visitor.ts';

const MINUTE_MS = 60_000;

function aDoor(terms: Partial<TermsNow> = {}, limit: number | null = 10) {
	const termsNow = { ...ORDINARY_TERMS.at(0), ...terms };
	return createDoor({ opensAt: 0, limit, capacity: limit, termsAt: () => termsNow });
}
const aVisitor = (some: Partial<Visitor> = {}): Visitor => ({
	at: 0,
	isBooked: false,
	waitsFrom: 0,
	leavesAt: Infinity,
	serviceMs: 600_000,
	people: 1,
	resolve: 0,
	...some,
});
const crowd = (count: number) => Array.from({ length: count }, () => aVisitor());

describe('the door', () => {
	it('lets walk-ins in while there is room, booked visitors always', () => {
		const { entering, staying } = aDoor().letIn(
			[...crowd(5), aVisitor({ isBooked: true }), ...crowd(5)],
			6,
			0,
		);
		expect(entering).toHaveLength(5);
		expect(entering.some(({ isBooked }) => isBooked)).toBe(true);
		expect(staying).toHaveLength(6);
	});

	it('takes anybody where the hall is unknown, and one pair into an empty hall that is too small', () => {
		expect(aDoor({}, null).letIn(crowd(500), 0, 0).entering).toHaveLength(500);
		const pairs = [aVisitor({ people: 2 }), aVisitor({ people: 2 })];
		expect(aDoor({}, 1).letIn(pairs, 0, 0).entering).toHaveLength(1);
	});

	it('fills the hall beyond its safe capacity where nobody may be refused, and no further', () => {
		const { entering, staying } = aDoor({ isEntryFree: true }).letIn(crowd(30), 0, 0);
		expect(entering).toHaveLength(17);
		expect(staying).toHaveLength(13);
	});
});

describe('small groups', () => {
	const groups = { people: 4, everyMinutes: 15, sanitaryBreak: { everyMinutes: 60, minutes: 15 } };

	it('let so many people in per interval, booked ones first', () => {
		const door = aDoor({ groups });
		const queue = [...crowd(5), aVisitor({ isBooked: true })];
		const first = door.letIn(queue, 0, 0);
		expect(first.entering).toHaveLength(4);
		expect(first.entering[0]?.isBooked).toBe(true);
		const early = door.letIn(first.staying, 4, 14 * MINUTE_MS);
		expect(early.entering).toHaveLength(0);
		expect(door.letIn(early.staying, 4, 15 * MINUTE_MS).entering).toHaveLength(2);
		expect(door.nextGroupAt(20 * MINUTE_MS)).toBe(30 * MINUTE_MS);
	});

	it('do not split a pair', () => {
		const queue = [...crowd(3), aVisitor({ people: 2 }), aVisitor()];
		const { entering, staying } = aDoor({ groups }).letIn(queue, 0, 0);
		expect(entering).toHaveLength(3);
		expect(staying).toHaveLength(2);
	});

	it('wait while the hall is treated', () => {
		const door = aDoor({ groups });
		expect(door.isTreated(44 * MINUTE_MS)).toBe(false);
		expect(door.isTreated(45 * MINUTE_MS)).toBe(true);
		expect(door.letIn(crowd(3), 0, 50 * MINUTE_MS).entering).toEqual([]);
		expect(door.isTreated(60 * MINUTE_MS)).toBe(false);
	});

	it('are none on an ordinary day', () => {
		expect(aDoor().nextGroupAt(0)).toBe(Infinity);
		expect(aDoor().isTreated(45 * MINUTE_MS)).toBe(false);
	});
});
