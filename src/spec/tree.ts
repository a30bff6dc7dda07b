import type { Place, Problem } from '../core/problem.ts';

/** A text that values come from: a file, or one `--set`. `order` is that of reading, for sorting problems. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly order: number;
}

/** A piece of a source, half-open offsets. */
export interface Mark {
  readonly source: Source;
  readonly from: number;
  readonly to: number;
}

export type Scalar = string | number | boolean | null;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: Scalar;
  readonly mark: Mark;
  /** Of rounds written as `+N` over those of a base: N, which the value holds already. */
  readonly more?: number;
}
export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly mark: Mark;
}
export interface Entry {
  readonly key: Mark;
  readonly value: Tree;
  /** Came along from under another `type`: dropped, not refused, where the new type does not know it. */
  readonly carried?: boolean;
  /** Only on the way to what a `--set` changes: what stands below keeps its place. */
  readonly passed?: boolean;
}
export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly mark: Mark;
}
/** YAML as values that remember where they were written. */
export type Tree = ScalarTree | ListTree | MapTree;

/** Plain value of a tree, as written. */
export function plainOf(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plainOf);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, plainOf(entry.value)]));
}

/** Tree of a stated default; its values stand where `mark` stands. */
export function treeOf(value: unknown, mark: Mark): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => treeOf(item, mark)), mark };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value: value as Scalar, mark };
  const entries = Object.entries(value).map(
    ([key, child]) => [key, { key: mark, value: treeOf(child, mark) }] as const,
  );
  return { kind: 'map', entries: new Map(entries), mark };
}

/** The entry at `path`, or the deepest one above it that exists. */
export function deepest(
  root: Tree,
  path: readonly string[],
): { readonly entry: Entry | undefined; readonly depth: number } {
  let tree = root;
  let entry: Entry | undefined;
  for (const [depth, key] of path.entries()) {
    const next = tree.kind === 'map' ? tree.entries.get(key) : undefined;
    if (next === undefined) return { entry, depth };
    entry = next;
    tree = next.value;
  }
  return { entry, depth: path.length };
}

export function entryAt(root: Tree, path: readonly string[]): Entry | undefined {
  const found = deepest(root, path);
  return found.depth === path.length ? found.entry : undefined;
}

export function placeOf({ source, from }: Mark): Place {
  const before = source.text.slice(0, from);
  const line = before.split('\n').length;
  return { file: source.file, line, column: from - (before.lastIndexOf('\n') + 1) + 1 };
}

const WIDEST = 160;

/** The marked line with a caret below it, and the line above. */
export function excerptOf(mark: Mark): string {
  const { line, column } = placeOf(mark);
  const lines = mark.source.text.split('\n');
  const width = String(line).length;
  const gutter = (sign: string, number: string, text: string): string =>
    `  ${sign} ${number.padStart(width)} | ${text}`.trimEnd();
  const current = lines[line - 1] ?? '';
  const rest = current.trimEnd().length - (column - 1);
  const length = Math.max(1, Math.min(mark.to - mark.from, rest));
  if (current.length > WIDEST) return gutter('>', String(line), `${current.slice(0, WIDEST)} …`);
  return [
    ...(line > 1 ? [gutter(' ', String(line - 1), (lines[line - 2] ?? '').slice(0, WIDEST))] : []),
    gutter('>', String(line), current),
    gutter(' ', '', ' '.repeat(column - 1) + '^'.repeat(length)),
  ].join('\n');
}

/** A problem with its place and excerpt. */
export function marked(problem: Problem, mark: Mark): Problem {
  return { ...problem, place: placeOf(mark), excerpt: excerptOf(mark) };
}

/** Key and value as one mark where they stand on one line, else the key. */
export function entryMark({ key, value }: Entry): Mark {
  const sameLine = value.mark.source === key.source && !key.source.text.slice(key.from, value.mark.to).includes('\n');
  return sameLine && value.mark.to > key.from ? { ...key, to: value.mark.to } : key;
}

/** Problems in the order in which a reader meets them: by source as read, then by position. */
export function inFileOrder(problems: readonly Problem[], sources: readonly Source[]): Problem[] {
  const order = new Map(sources.map((source) => [source.file, source.order]));
  const rank = ({ place }: Problem): number => (place === undefined ? -1 : (order.get(place.file) ?? sources.length));
  return [...problems].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}
