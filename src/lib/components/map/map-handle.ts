/** What a page may ask of the open map: its shortcuts work wherever the focus is. */
export interface MapHandle {
	zoomIn(): void;
	zoomOut(): void;
	/** Fits the place again. */
	home(): void;
	/** Where a center is drawn, px from the corner of the map; null when it is not. */
	pointOf(centerId: string): { x: number; y: number } | null;
}
