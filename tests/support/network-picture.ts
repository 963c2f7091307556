/** What a center is made to look like: readings that ask for a level, or the silence that hides one. */
export type Mood = 'calm' | 'busy' | 'crowded' | 'critical' | 'late' | 'silent' | 'never';

/** A running app that can be fed. */
interface Fed {
	url: string;
	demo: { feedKey: string };
}

/** People in front of the building decide the level alone (domain/load.ts); the rest of each reading is calm. */
const OUTSIDE: Record<Mood, number> = {
	calm: 0,
	busy: 8,
	crowded: 22,
	critical: 64,
	late: 0,
	silent: 0,
	never: 0,
};
/** Age of the reading: within the promised 30 s, missed twice, out of contact. */
const AGE_SECONDS: Record<Mood, number> = {
	calm: 2,
	busy: 4,
	crowded: 6,
	critical: 8,
	late: 75,
	silent: 27 * 60,
	never: 0,
};
/** The picture of every test about looks: each look occurs, most are calm. The worst comes first. */
const MIXED: readonly Mood[] = ['critical', 'crowded', 'busy', 'late', 'silent', 'never', 'busy'];

/** A mixed country, by place in the directory: a look that is not calm for every fourth center. */
export function mixedMood(index: number): Mood {
	return index % 4 === 0 ? (MIXED[(index / 4) % MIXED.length] ?? 'calm') : 'calm';
}

let counter = 0;

async function post(fed: Fed, path: string, readings: unknown[]): Promise<void> {
	for (let from = 0; from < readings.length; from += 400) {
		const answer = await fetch(`${fed.url}/api/v1/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${fed.demo.feedKey}` },
			body: JSON.stringify({ readings: readings.slice(from, from + 400) }),
		});
		if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	}
}

/** Ids of the network's centers or sites, in the order of the directory. */
async function idsOf(fed: Fed, list: 'centers' | 'contact-centers'): Promise<string[]> {
	const ids: string[] = [];
	for (let cursor: string | null = '0'; cursor !== null;) {
		const answer = await fetch(`${fed.url}/api/v1/${list}?limit=1000&cursor=${cursor}`, {
			headers: { authorization: `Bearer ${fed.demo.feedKey}` },
		});
		const page = (await answer.json()) as { items: { id: string }[]; nextCursor?: string | null };
		ids.push(...page.items.map(({ id }) => id));
		cursor = page.nextCursor ?? null;
	}
	return ids;
}

/** Makes every center look as `moodOf` says, and the five sites of 1414 work at different loads. */
export async function playPicture(
	fed: Fed,
	moodOf: (index: number, centerId: string) => Mood = mixedMood,
): Promise<void> {
	const clock = (await (await fetch(`${fed.url}/api/v1/clock`)).json()) as { now: string };
	const at = (ageSeconds: number) =>
		new Date(Date.parse(clock.now) - ageSeconds * 1000).toISOString();
	const centers = (await idsOf(fed, 'centers')).flatMap((centerId, index) => {
		const mood = moodOf(index, centerId);
		if (mood === 'never') return [];
		return {
			id: `picture-${++counter}`,
			centerId,
			at: at(AGE_SECONDS[mood]),
			occupancy: 8 + (index % 9),
			queueLength: 3 + (index % 4),
			bookedWaiting: 1,
			walkInWaiting: 2 + (index % 4),
			queueOutside: OUTSIDE[mood],
			longestWaitSeconds: 240,
			windowsOpen: 5,
			windowsServing: 4,
			arrivalsWalkIn: 3,
			served: 4,
		};
	});
	await post(fed, 'readings', centers);
	const sites = (await idsOf(fed, 'contact-centers')).map((contactCenterId, index) => ({
		id: `picture-${++counter}`,
		contactCenterId,
		at: at(4),
		callsWaiting: 3 + 9 * index,
		longestWaitSeconds: 40 + 30 * index,
		operatorsOnShift: 40,
		operatorsBusy: 30 + 2 * index,
		operatorsSeconded: 5,
		offered: 120,
		answered: 110 - 4 * index,
		answeredInTarget: 95 - 8 * index,
		abandoned: 3 + 3 * index,
		handleSeconds: 18_000,
		answerWaitSeconds: 1500,
		answerWaitMaxSeconds: 90,
		topics: { state_services: 100, emergency: 10 },
	}));
	await post(fed, 'contact-readings', sites);
}
