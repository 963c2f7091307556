import type { LiveBoard } from '$lib/client/live-board.svelte.ts';
import type { Place } from '$lib/domain/directory.ts';
import { contactFigures } from '../contact/contact-figures.ts';
import { placeNames, viewCenter } from './center-view.ts';
import { isIn } from './place-path.ts';
import { scopeFigures } from './scope-figures.ts';

/** What desk and wall show of a place: its centers, their figures, and 1414. Everything is derived from the live board. */
export class PlacePicture {
	#board: LiveBoard;
	#place: () => Place | null;

	/** `place` is asked reactively: another place is another picture. */
	constructor(board: LiveBoard, place: () => Place | null) {
		this.#board = board;
		this.#place = place;
	}

	/** Names of the places that centers stand under. */
	nameOf = $derived.by(() => placeNames(this.#board.directory));
	/** Every center of the network that this person may see, in the order of the directory. */
	all = $derived.by(() =>
		this.#board.directory.centers.map((one) => viewCenter(one, this.nameOf(one), this.#board)),
	);
	/** The centers of the place. */
	views = $derived.by(() => {
		const place = this.#place();
		return place ? this.all.filter(({ center }) => isIn(center, place)) : [];
	});
	/** Sums of the place. */
	figures = $derived.by(() => {
		const place = this.#place();
		return scopeFigures(this.views, place ? this.#board.row('a', place.ordinal) : null);
	});
	/** All sites of 1414 together. */
	pool = $derived.by(() => contactFigures(this.#board.row('k', 0)));
	/** Each site of 1414. */
	sites = $derived.by(() =>
		this.#board.directory.contactCenters.map((site) => ({
			site,
			figures: contactFigures(this.#board.row('k', site.ordinal)),
		})),
	);
	/** Figures of 1414 are invented. */
	isContactSynthetic = $derived.by(
		() => this.#board.exercise || this.sites.some(({ site }) => site.illustrative),
	);
}
