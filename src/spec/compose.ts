import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Problem } from '../core/problem.ts';
import { parseTree } from './parse.ts';
import { parsePath } from './path.ts';
import type { Entry, MapTree, Mark, ScalarTree, Source, Tree } from './tree.ts';
import { marked } from './tree.ts';

const MAX_BASES = 16;

export interface Composition {
  readonly root: MapTree | undefined;
  /** The same without `--set`, where there were any. */
  readonly asWritten: MapTree | undefined;
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
}

interface Composing {
  readonly sources: Source[];
  readonly problems: Problem[];
}

/**
 * Bases in order, then the file, then each `--set`. Maps merge, lists and scalars replace, null deletes; `rounds: +N` adds
 * to the rounds below it.
 */
export async function compose(file: string, sets: readonly string[]): Promise<Composition> {
  const c: Composing = { sources: [], problems: [] };
  const written = await readFileTree(c, resolve(file), [], undefined);
  let root = written;
  for (const set of sets) {
    const overlay = parseSet(c, set);
    if (root !== undefined && overlay !== undefined) root = mergeMaps(root, overlay);
  }
  if (root !== undefined) c.problems.push(...roundsWithoutBase(root));
  const clean = (tree: MapTree | undefined): MapTree | undefined => tree && withoutNulls(tree);
  return {
    root: clean(root),
    asWritten: sets.length === 0 ? clean(root) : clean(written),
    sources: c.sources,
    problems: c.problems,
  };
}

const isMore = (tree: Tree | undefined): tree is ScalarTree & { readonly value: number } =>
  tree?.kind === 'scalar' && typeof tree.value === 'number' && tree.mark.source.text[tree.mark.from] === '+';

/** The rounds of each model, where they are written. */
function roundsOf(root: MapTree): readonly { readonly model: string; readonly rounds: Tree | undefined }[] {
  const models = root.entries.get('models')?.value;
  if (models?.kind !== 'map') return [];
  return [...models.entries].map(([model, { value }]) => ({
    model,
    rounds: value.kind === 'map' ? value.entries.get('rounds')?.value : undefined,
  }));
}

function roundsWithoutBase(root: MapTree): readonly Problem[] {
  return roundsOf(root).flatMap(({ model, rounds }) => {
    if (!isMore(rounds) || rounds.more !== undefined) return [];
    const problem: Problem = {
      code: 'SPEC_BAD_VALUE',
      path: ['models', model, 'rounds'],
      message: `+${rounds.value} means rounds beyond those of a base, and there is none`,
      expected: 'the number of rounds in all',
      hint: 'extend the spec whose fits it goes on from, or train that one with --continue-rounds',
    };
    return [marked(problem, rounds.mark)];
  });
}

/** What `--set` says to take `rounds: +N` back: the spec whose fits it goes on from. */
export async function withoutMoreRounds(file: string, sets: readonly string[]): Promise<readonly string[]> {
  const { root } = await compose(file, sets);
  return (root === undefined ? [] : roundsOf(root)).flatMap(({ model, rounds }) =>
    isMore(rounds) && rounds.more !== undefined ? [`models.${model}.rounds=${rounds.value - rounds.more}`] : [],
  );
}

function addSource(c: Composing, file: string, text: string): Source {
  const source = { file, text, order: c.sources.length };
  c.sources.push(source);
  return source;
}

/** Files below the working directory are shown relative to it. */
function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

async function readFileTree(
  c: Composing,
  file: string,
  above: readonly string[],
  named: Mark | undefined,
): Promise<MapTree | undefined> {
  const complain = (message: string, more: Partial<Problem> = {}): undefined => {
    const problem: Problem = { code: 'SPEC_FILE', path: named === undefined ? [] : ['extends'], message, ...more };
    c.problems.push(named === undefined ? problem : marked(problem, named));
    return undefined;
  };
  if (above.includes(file)) {
    return complain('the file extends itself', { code: 'SPEC_RING', found: [...above, file].map(shown).join(' -> ') });
  }
  if (above.length >= MAX_BASES) return complain(`more than ${MAX_BASES} files extend one another`);
  const text = await readText(file);
  if (typeof text !== 'string') return complain(`file "${shown(file)}" ${text.why}`);
  const source = addSource(c, shown(file), text);
  const tree = parseTree(source, c.problems);
  if (tree === undefined) return undefined;
  if (tree.kind !== 'map') {
    c.problems.push(marked({ code: 'SPEC_YAML', path: [], message: 'a spec must be a map of keys' }, tree.mark));
    return undefined;
  }
  let merged: MapTree | undefined;
  for (const base of basesOf(c, tree)) {
    const next = await readFileTree(c, join(dirname(file), base.path), [...above, file], base.mark);
    if (next !== undefined) merged = merged === undefined ? next : mergeMaps(merged, next);
  }
  const own: MapTree = { ...tree, entries: new Map([...tree.entries].filter(([key]) => key !== 'extends')) };
  return merged === undefined ? own : mergeMaps(merged, own);
}

async function readText(file: string): Promise<string | { readonly why: string }> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return {
      why: code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`,
    };
  }
}

function basesOf(c: Composing, tree: MapTree): { readonly path: string; readonly mark: Mark }[] {
  const entry = tree.entries.get('extends');
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) return [];
  const items = entry.value.kind === 'list' ? entry.value.items : undefined;
  const bases = (items ?? []).flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [{ path: item.value, mark: item.mark }] : [],
  );
  if (items === undefined || bases.length !== items.length || bases.some(({ path }) => isAbsolute(path))) {
    const message = 'must be a list of paths, relative to this file';
    c.problems.push(
      marked({ code: 'SPEC_BAD_VALUE', path: ['extends'], message, expected: '[base.yml]' }, entry.value.mark),
    );
    return [];
  }
  return bases;
}

function parseSet(c: Composing, text: string): MapTree | undefined {
  const equals = text.indexOf('=');
  const keys = equals < 0 ? undefined : parsePath(text.slice(0, equals).trimEnd());
  const source = addSource(c, `--set ${text.replaceAll('\n', ' ')}`, text);
  const whole: Mark = { source, from: 0, to: text.length };
  if (keys === undefined) {
    c.problems.push(
      marked({ code: 'USAGE', path: [], message: 'must be path=value', expected: '--set gates.z.min=0.5' }, whole),
    );
    return undefined;
  }
  if (keys[0].key === 'extends') {
    c.problems.push(
      marked({ code: 'USAGE', path: ['extends'], message: 'must be written in the file, not set' }, whole),
    );
    return undefined;
  }
  const blanked = { ...source, text: ' '.repeat(equals + 1) + text.slice(equals + 1) };
  const problems: Problem[] = [];
  const value = text.slice(equals + 1).trim() === '' ? undefined : parseTree(blanked, problems);
  if (value === undefined) {
    const message = problems[0]?.message ?? 'a value must follow "="';
    c.problems.push(
      marked(
        { code: 'USAGE', path: keys.map(({ key }) => key), message, hint: problems[0]?.hint ?? 'null removes a key' },
        whole,
      ),
    );
    return undefined;
  }
  let tree = onSource(value, source);
  for (const [i, { key, from, to }] of [...keys.entries()].reverse()) {
    const passed = i < keys.length - 1;
    tree = { kind: 'map', entries: new Map([[key, { key: { source, from, to }, value: tree, passed }]]), mark: whole };
  }
  return tree as MapTree;
}

function onSource(tree: Tree, source: Source): Tree {
  const mark = { ...tree.mark, source };
  if (tree.kind === 'scalar') return { ...tree, mark };
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => onSource(item, source)), mark };
  const entries = [...tree.entries].map(
    ([key, entry]) => [key, { key: { ...entry.key, source }, value: onSource(entry.value, source) }] as const,
  );
  return { ...tree, entries: new Map(entries), mark };
}

const typeOf = (tree: MapTree): unknown => {
  const type = tree.entries.get('type')?.value;
  return type?.kind === 'scalar' ? type.value : undefined;
};

/** `over` on `base`. Where `type` changes, what stays of the base is marked as carried along. */
export function mergeMaps(base: MapTree, over: MapTree): MapTree {
  const retyped = typeOf(base) !== undefined && typeOf(over) !== undefined && typeOf(base) !== typeOf(over);
  const entries = new Map<string, Entry>(
    retyped ? [...base.entries].map(([key, entry]) => [key, carried(entry)]) : base.entries,
  );
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    const value = below === undefined ? entry.value : mergedValue(key, below.value, entry.value);
    if (below === undefined || value === entry.value) entries.set(key, entry);
    else if (entry.passed === true) entries.set(key, { key: below.key, value: { ...value, mark: below.value.mark } });
    else entries.set(key, { key: entry.key, value });
  }
  return { kind: 'map', entries, mark: over.mark };
}

function mergedValue(key: string, below: Tree, over: Tree): Tree {
  if (below.kind === 'map' && over.kind === 'map') return mergeMaps(below, over);
  if (key !== 'rounds' || !isMore(over) || over.more !== undefined) return over;
  if (below.kind !== 'scalar' || typeof below.value !== 'number' || isLoose(below)) return over;
  return { ...over, value: below.value + over.value, more: over.value };
}

/** `+N` itself, over nothing. */
const isLoose = (tree: ScalarTree): boolean => isMore(tree) && tree.more === undefined;

function carried(entry: Entry): Entry {
  const { value } = entry;
  if (value.kind !== 'map') return { ...entry, carried: true };
  const entries = new Map([...value.entries].map(([key, child]) => [key, carried(child)]));
  return { ...entry, value: { ...value, entries }, carried: true };
}

function withoutNulls(tree: MapTree): MapTree {
  const kept = [...tree.entries].filter(([, { value }]) => value.kind !== 'scalar' || value.value !== null);
  const entries = kept.map(
    ([key, entry]) =>
      [key, entry.value.kind === 'map' ? { ...entry, value: withoutNulls(entry.value) } : entry] as const,
  );
  return { ...tree, entries: new Map(entries) };
}
