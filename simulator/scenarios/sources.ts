/** Where the facts of the scenarios are stated. Reports without an address were read as texts. */
export const SOURCES = {
	S0: 'Sputnik Kazakhstan, in Kazakh, 21 January 2021',
	S1: 'informburo.kz, in Russian, 23 August 2021',
	S2: 'mgorod.kz, in Russian, 20 March 2020',
	S3: '«Арқа ажары», Kokshetau, in Kazakh, 2020',
	S4: 'baq.kz, in Kazakh, January 2022, undated',
	V6: 'zakon.kz/obshestvo/6502967-rezhim-raboty-tsonov-i-spetstsonov-na-novyy-god-i-rozhdestvo-chto-nuzhno-znat-kazakhstantsam.html',
	V13: 'qostanai.media/kostanajcy-prishedshie-v-con-ozhidajut-svoju-ochered-na-ulice/amp',
	V21: 'vlast.kz/obsshestvo/67388',
	V22: 'zakon.kz/tekhno/6502613',
	computed: 'follows from the others, or from the zone data',
} as const;

/** Mark of a source. */
export type Source = keyof typeof SOURCES;
