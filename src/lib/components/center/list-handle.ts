/** What a page may ask of the open list: its shortcuts work wherever the focus is. */
export interface ListHandle {
	/** Moves the focus to the next (+1) or previous (−1) center; begins at the selected one, else at the worst. */
	step(by: 1 | -1): void;
	/** Puts the focus on a center's row. */
	focusOn(id: string): void;
}
