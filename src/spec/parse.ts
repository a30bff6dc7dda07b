import { Lexer, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Alias, Document, Pair, Scalar as YamlScalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Problem } from '../core/problem.ts';
import type { Entry, Mark, Scalar, Source, Tree } from './tree.ts';
import { marked } from './tree.ts';

const MAX_BYTES = 1_000_000;
const MAX_DEPTH = 32;
const MAX_NODES = 50_000;
const MAX_ALIASES = 100;
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const OLD_BOOLEANS = new Map([
  ['on', true],
  ['yes', true],
  ['y', true],
  ['off', false],
  ['no', false],
  ['n', false],
]);

interface Reading {
  readonly source: Source;
  readonly document: Document;
  readonly problems: Problem[];
  nodes: number;
  aliases: number;
}

/** Reads one YAML text into a tree with marks. Whatever is wrong is added to `problems`; undefined where nothing is left. */
export function parseTree(source: Source, problems: Problem[]): Tree | undefined {
  const whole: Mark = { source, from: 0, to: 1 };
  const refuse = (message: string, mark = whole, hint?: string): undefined =>
    void problems.push(marked({ code: 'SPEC_YAML', path: [], message, ...(hint !== undefined && { hint }) }, mark));
  if (source.text.length > MAX_BYTES) return refuse(`the file is longer than ${MAX_BYTES} characters`);
  const document = tooDeep(source.text) ? undefined : parse(source.text);
  if (document === undefined) return refuse(`nested deeper than ${MAX_DEPTH}`);
  const faults = [...document.errors, ...document.warnings];
  for (const { pos, message, code } of faults) {
    const mark = { source, from: pos[0], to: pos[1] };
    const told = code === 'DUPLICATE_KEY' ? 'the key is written twice' : plainMessage(message);
    refuse(told, mark, unquotedHint(source.text, pos[0]));
  }
  if (faults.length > 0) return undefined;
  const reading: Reading = { source, document, problems, nodes: 0, aliases: 0 };
  return document.contents === null
    ? refuse('the text holds no YAML value')
    : convert(reading, document.contents, [], 0);
}

/** Brackets, or `- - -` in one line, nested deeper than a spec may be: the parser would take seconds to find that out. */
function tooDeep(text: string): boolean {
  let [flow, inline] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') flow += 1;
    else if (token === ']' || token === '}') flow -= 1;
    else if (token === '-' || token === '?') inline += 1;
    else if (token.startsWith('\n')) inline = 0;
    if (flow > MAX_DEPTH || inline > MAX_DEPTH) return true;
  }
  return false;
}

function parse(text: string): Document | undefined {
  try {
    return parseDocument(text, {
      uniqueKeys: true,
      prettyErrors: false,
      stringKeys: false,
      version: '1.2',
    }) as unknown as Document;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** YAML reads an unquoted `{symbol}` as a map. */
function unquotedHint(text: string, at: number): string | undefined {
  const end = text.indexOf('\n', at);
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end);
  return line.includes('{symbol}') ? 'what holds {symbol} stands in quotes: "{symbol}.csv"' : undefined;
}

const plainMessage = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');

function refuse(reading: Reading, path: readonly string[], message: string, mark: Mark, hint?: string): undefined {
  reading.problems.push(marked({ code: 'SPEC_YAML', path, message, ...(hint !== undefined && { hint }) }, mark));
  return undefined;
}

function convert(reading: Reading, node: unknown, path: readonly string[], depth: number): Tree | undefined {
  const mark = markOf(reading, node);
  reading.nodes += 1;
  if (reading.nodes > MAX_NODES) {
    return reading.nodes === MAX_NODES + 1 ? refuse(reading, path, `more than ${MAX_NODES} values`, mark) : undefined;
  }
  if (depth > MAX_DEPTH) return refuse(reading, path, `nested deeper than ${MAX_DEPTH}`, mark);
  if (isAlias(node)) return convertAlias(reading, node, path, depth, mark);
  if (isMap(node)) return convertMap(reading, node as YAMLMap, path, depth, mark);
  if (isSeq(node)) {
    const items = (node as YAMLSeq).items.map((item, i) => convert(reading, item, [...path, String(i)], depth + 1));
    return { kind: 'list', items: items.filter((item) => item !== undefined), mark };
  }
  if (isScalar(node)) return convertScalar(reading, node as YamlScalar, path, mark);
  return { kind: 'scalar', value: null, mark };
}

function markOf({ source }: Reading, node: unknown): Mark {
  const range = (node as { range?: readonly [number, number, number] } | null)?.range;
  return range === undefined || range === null ? { source, from: 0, to: 1 } : { source, from: range[0], to: range[1] };
}

function convertAlias(
  reading: Reading,
  alias: Alias,
  path: readonly string[],
  depth: number,
  mark: Mark,
): Tree | undefined {
  reading.aliases += 1;
  if (reading.aliases > MAX_ALIASES) {
    return reading.aliases === MAX_ALIASES + 1
      ? refuse(reading, path, `more than ${MAX_ALIASES} aliases`, mark)
      : undefined;
  }
  const target = alias.resolve(reading.document);
  return target === undefined
    ? refuse(reading, path, `nothing is anchored as "${alias.source}"`, mark)
    : convert(reading, target, path, depth + 1);
}

function convertMap(reading: Reading, node: YAMLMap, path: readonly string[], depth: number, mark: Mark): Tree {
  const entries = new Map<string, Entry>();
  for (const { key, value } of node.items as Pair[]) {
    const keyMark = markOf(reading, key);
    const name = keyOf(reading, key, path, keyMark);
    if (name === undefined) continue;
    const child =
      value === null
        ? ({ kind: 'scalar', value: null, mark: keyMark } as const)
        : convert(reading, value, [...path, name], depth + 1);
    if (child !== undefined) entries.set(name, { key: keyMark, value: child });
  }
  return { kind: 'map', entries, mark };
}

function keyOf(reading: Reading, key: unknown, path: readonly string[], mark: Mark): string | undefined {
  if (!isScalar(key) || (typeof key.value !== 'string' && typeof key.value !== 'number')) {
    return refuse(reading, path, 'a key must be a word or a number', mark);
  }
  const name = typeof key.value === 'number' ? (key.source ?? String(key.value)) : key.value;
  if (REFUSED_KEYS.has(name)) return refuse(reading, path, `"${name}" must not be a key`, mark);
  if (name === '<<')
    return refuse(
      reading,
      path,
      '"<<" is not part of YAML 1.2',
      mark,
      'put the shared part into a file and name it in "extends"',
    );
  // `n` counts positions (`top_n`)
  if (OLD_BOOLEANS.has(name.toLowerCase()) && name !== 'n') {
    return refuse(
      reading,
      path,
      `"${name}" is a boolean in YAML 1.1 and must not be a key`,
      mark,
      name === 'on' ? '"day" or "at"?' : undefined,
    );
  }
  return name;
}

function convertScalar(reading: Reading, node: YamlScalar, path: readonly string[], mark: Mark): Tree | undefined {
  const { value } = node;
  if (typeof value === 'string' && node.type === 'PLAIN') {
    const meant = OLD_BOOLEANS.get(value.toLowerCase());
    if (meant !== undefined) {
      return refuse(reading, path, `"${value}" is a boolean in YAML 1.1 only`, mark, `write ${meant}, or another word`);
    }
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    return refuse(reading, path, 'must be a finite number', mark);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return refuse(reading, path, 'the integer has no exact double', mark);
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
    return refuse(reading, path, 'must be text, a number, true, false or null', mark);
  return { kind: 'scalar', value: value as Scalar, mark };
}
