/** A check whether this runtime knows an IANA time zone; remembers its answers, so make one for each file. */
export function createZoneCheck(): (zone: string) => boolean {
	const answers = new Map<string, boolean>();
	return (zone) => {
		const known = answers.get(zone) ?? isTimeZone(zone);
		answers.set(zone, known);
		return known;
	};
}

function isTimeZone(zone: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
	} catch (failure) {
		if (failure instanceof RangeError) return false;
		throw failure;
	}
}
