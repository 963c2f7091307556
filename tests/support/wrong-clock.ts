// Loaded into a node before everything else (`node --import`): its machine's clock is off by KEZEK_TEST_CLOCK_OFF_MS.
const offMs = Number(process.env.KEZEK_TEST_CLOCK_OFF_MS);
const RealDate = Date;

globalThis.Date = class extends RealDate {
	constructor(...at: [] | [string | number | Date]) {
		super(at.length === 0 ? RealDate.now() + offMs : at[0]);
	}
	static override now(): number {
		return RealDate.now() + offMs;
	}
} as DateConstructor;
