import { expect, test } from 'vitest';
import type { TimelineEntry } from '$lib/domain/incident.ts';
import { T0, minutesLater } from '../../../../tests/support/incident-builders.ts';
import { timelineSteps } from './timeline-steps.ts';

const entry = (code: TimelineEntry['code'], some: Partial<TimelineEntry> = {}): TimelineEntry => ({
	at: T0,
	by: 'system',
	code,
	about: {},
	text: null,
	...some,
});
const sizes = (...timeline: TimelineEntry[]) =>
	timelineSteps(timeline).map(({ first, entries }) => `${first.code} ${entries.length}`);

test('centers that join at one instant are one step', () => {
	const joined = ['a', 'b', 'c'].map((id) => entry('member_joined', { about: { member: id } }));
	expect(sizes(entry('opened'), ...joined)).toEqual(['opened 1', 'member_joined 3']);
	const [, step] = timelineSteps([entry('opened'), ...joined]);
	expect(step?.entries.map(({ about }) => about.member)).toEqual(['a', 'b', 'c']);
});

test('another instant, another person or words of a person are a step of their own', () => {
	const cleared = entry('member_cleared');
	expect(sizes(cleared, { ...cleared, at: minutesLater(1) })).toHaveLength(2);
	expect(sizes(cleared, { ...cleared, by: 'user:1' })).toHaveLength(2);
	expect(sizes(entry('note', { text: 'One' }), entry('note', { text: 'Two' }))).toHaveLength(2);
});

test('nothing has no steps', () => {
	expect(timelineSteps([])).toEqual([]);
});
