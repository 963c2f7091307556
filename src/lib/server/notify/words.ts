import type { Directory, Name } from '../../domain/directory.ts';
import type { FindingKind, IncidentKind } from '../../domain/finding.ts';
import type { IncidentPlace } from '../../domain/incident.ts';
import { alertText, type AlertFacts } from '../../format/alert-words.ts';
import type { ClaimedMessage } from '../store/outbox.ts';
import type { MessageWords } from './outbox.ts';

/** What the store keeps of an incident for a message (`contentOf` of store/incidents.ts). */
interface Content {
	incidentId: string;
	kind: IncidentKind;
	place: IncidentPlace;
	severity: number;
	openedAt: string;
	signs: FindingKind[];
	members: string[];
	memberCount: number;
}

/** The hot line, of which every site is a part. */
const POOL: Name = { kk: '1414', ru: '1414', en: '1414' };
/** The zone of what has no place. */
const COUNTRY_ZONE = 'Asia/Almaty';

/** Makes the words of messages. `origin`: where the pages are. */
export function createMessageWords(deps: {
	directory: () => Directory;
	origin: string;
}): MessageWords {
	const { directory, origin } = deps;

	const nameOf = (key: string): Name => {
		const { places, centers, contactCenters } = directory();
		const [kind = '', id = ''] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
		if (kind === 'contact') return contactCenters.find((site) => site.id === id)?.name ?? POOL;
		const found =
			kind === 'center'
				? centers.find((center) => center.id === id)
				: places.find((place) => place.kind === kind && place.id === id);
		return found?.name ?? { kk: id, ru: id, en: id };
	};

	const factsOf = ({ content }: ClaimedMessage): AlertFacts => {
		const { incidentId, kind, place, severity, openedAt, signs, members, memberCount } =
			content as unknown as Content;
		const own = members.map((key) => key.slice(key.indexOf(':') + 1));
		const first = directory().centers.find(({ id }) => own.includes(id));
		return {
			kind,
			severity,
			place: nameOf(`${place.kind}:${place.id}`),
			members: members.map(nameOf),
			memberCount,
			signs,
			openedAt: new Date(openedAt),
			timezone: first?.timezone ?? COUNTRY_ZONE,
			url: `${origin}/incidents/${incidentId}`,
		};
	};

	return (message, isExercise) => {
		const { step, content, person, createdAt } = message;
		const locale = person?.locale ?? 'kk';
		const facts = step === 'test' ? null : factsOf(message);
		const said = alertText(step, facts, { locale, isExercise });
		const timestamp = createdAt.toISOString();
		const data = {
			type: `incident.${step}`,
			timestamp,
			exercise: isExercise,
			...said,
			data: content,
		};
		return { ...said, locale, data };
	};
}
