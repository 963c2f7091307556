/** Whether this runtime knows an IANA time zone. */
export function isTimeZone(zone: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
	} catch (failure) {
		if (failure instanceof RangeError) return false;
		throw failure;
	}
}
