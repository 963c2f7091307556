import { expect, it } from 'vitest';
import { actFileName, actFileType } from './act-file.ts';

const bytes = (...list: number[]) => Uint8Array.from(list);

it.each([
	['a PDF', new TextEncoder().encode('%PDF-1.7 …'), 'application/pdf'],
	['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
	['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), 'image/png'],
	['a page', new TextEncoder().encode('<!doctype html>'), null],
	['a drawing with scripts', new TextEncoder().encode('<svg/>'), null],
	['a program', bytes(0x4d, 0x5a, 0x90), null],
	['half a signature', new TextEncoder().encode('%PDF'), null],
	['nothing', bytes(), null],
])('by its bytes it is %s', (_, content, expected) => expect(actFileType(content)).toBe(expected));

it.each([
	['C:\\acts\\30.pdf', '30.pdf'],
	['../../etc/№30 шешім.pdf', '№30 шешім.pdf'],
	['a\u0000b\u202e.pdf', 'ab.pdf'],
	['', 'act'],
	['/', 'act'],
])('its name is safe: %j', (name, expected) => expect(actFileName(name)).toBe(expected));
