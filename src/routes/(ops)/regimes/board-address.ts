/** Days of the board are those of the capital, as publications count them. */
export const BOARD_ZONE = 'Asia/Almaty';

/** Address of the board: the first day shown, `YYYY-MM-DD` (null: two weeks back), and whether only ruled places are. */
export function boardHref(day: string | null, isRuledOnly: boolean): string {
	const query = new URLSearchParams();
	if (day !== null) query.set('day', day);
	if (isRuledOnly) query.set('show', 'ruled');
	const text = query.toString();
	return text === '' ? '/regimes' : `/regimes?${text}`;
}
