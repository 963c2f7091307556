// Words in the markup of pages and components: none outside the catalogs, and no sentence glued from two of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const LETTERS = /\p{L}{2,}/u;
/** Names that are the same in every language, and words of the languages themselves. */
const SAME_EVERYWHERE = /^(1414|p90|Kezek)$/;
/** Attributes that people read or hear. */
const SPOKEN = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);

type Part = AST.Text | AST.ExpressionTag;

function markupFiles(): string[] {
	return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.svelte'))
		.map((entry) => join(entry.parentPath, entry.name));
}

const isMessage = (part: Part): boolean => {
	if (part.type !== 'ExpressionTag' || part.expression.type !== 'CallExpression') return false;
	const { callee } = part.expression;
	return (
		callee.type === 'MemberExpression' &&
		callee.object.type === 'Identifier' &&
		callee.object.name === 'm'
	);
};

/** What is wrong with texts and expressions that stand in one line: words of our own, or a sentence in pieces. */
function wrongIn(parts: readonly Part[]): string[] {
	const found: string[] = [];
	for (const part of parts) {
		if (part.type !== 'Text') continue;
		const text = part.data.trim();
		if (LETTERS.test(text) && !SAME_EVERYWHERE.test(text))
			found.push(`outside the catalogs: ${text}`);
	}
	for (const [i, part] of parts.entries()) {
		if (!isMessage(part)) continue;
		const [between, next] = [parts[i + 1], parts[i + 2]];
		const follows = between?.type === 'Text' && /^[\s,]*$/.test(between.data) ? next : between;
		if (follows && isMessage(follows)) found.push('two messages side by side');
	}
	return found;
}

/** Walks markup; in an element with a language of its own words may stand as they are. */
function wrongBelow(node: unknown): string[] {
	if (Array.isArray(node)) return node.flatMap(wrongBelow);
	if (typeof node !== 'object' || node === null) return [];
	const {
		type,
		attributes = [],
		nodes,
	} = node as {
		type?: string;
		attributes?: AST.BaseNode[];
		nodes?: AST.BaseNode[];
	};
	const own: string[] = [];
	const named = attributes.filter((one): one is AST.Attribute => one.type === 'Attribute');
	if (named.some(({ name }) => name === 'lang')) return [];
	if (
		type === 'RegularElement' &&
		['kbd', 'code', 'style', 'script'].includes((node as AST.RegularElement).name)
	) {
		return [];
	}
	for (const { name, value } of named) {
		if (SPOKEN.has(name) && value !== true)
			own.push(...wrongIn(Array.isArray(value) ? value : [value]));
	}
	if (nodes) {
		const line = nodes.filter(
			(one): one is Part => one.type === 'Text' || one.type === 'ExpressionTag',
		);
		own.push(...wrongIn(line));
	}
	const below = Object.entries(node)
		.filter(
			([key]) => !['attributes', 'expression', 'parent', 'css', 'instance', 'module'].includes(key),
		)
		.flatMap(([, value]) => wrongBelow(value));
	return [...own, ...below];
}

const wrongInMarkup = (source: string): string[] =>
	wrongBelow(parse(source, { modern: true }).fragment);

describe('the words of the markup', () => {
	it('all come from the catalogs, whole', () => {
		const wrong = markupFiles().flatMap((file) =>
			wrongInMarkup(readFileSync(file, 'utf8')).map((what) => `${relative(root, file)}: ${what}`),
		);
		expect(wrong).toEqual([]);
	});

	it.each([
		['a word of our own', '<p>Hello</p>'],
		['a word of our own in a name', '<button title="Close"></button>'],
		['two messages in a row', '<p>{m.one()} {m.two()}</p>'],
		['two messages with a comma', '{#if true}<p>{m.one()}, {m.two()}</p>{/if}'],
	])('would be found: %s', (_, source) => {
		expect(wrongInMarkup(source)).toHaveLength(1);
	});

	it.each([
		['elements of a list, each whole', '<p>{m.one()} · {m.two()}</p>'],
		['a name in its own language', '<p lang="kk">Қазақша</p>'],
		['a key', '<kbd>Esc</kbd>'],
	])('are fine: %s', (_, source) => {
		expect(wrongInMarkup(source)).toEqual([]);
	});
});
