import { didYouMean } from '../core/nearest.ts';
import type { JsonSchema, Kind, Param } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import { pathText } from '../core/render-problem.ts';
import { parsePath } from './path.ts';
import { scalarValue } from './scalar.ts';
import type { Target } from './target.ts';
import { targetAt } from './target.ts';
import type { Entry, ListTree, MapTree, Tree } from './tree.ts';
import { entryAt } from './tree.ts';
import type { Walk } from './walk-types.ts';
import { complain } from './walk-types.ts';

/** Kinds that can be walked between `low` and `high`; the rest takes `choices`. */
const WALKED: ReadonlySet<string> = new Set(['span', 'integer', 'bps', 'fraction', 'number']);

interface Searching {
  readonly w: Walk;
  readonly root: MapTree;
  /** The spec without `--set`: what a set removed is still a path of the file. */
  readonly asWritten: MapTree;
  readonly interval_ms: number | undefined;
  readonly space: MapTree;
  readonly grid: boolean;
}

/** Paths of `search.space` exist, and each value is one that the parameter there accepts. Out: the kind of each parameter. */
export async function checkSearch(
  w: Walk,
  root: MapTree,
  asWritten: MapTree,
  interval_ms: number | undefined,
): Promise<ReadonlyMap<string, Kind>> {
  const kinds = new Map<string, Kind>();
  const space = entryAt(root, ['search', 'space'])?.value;
  if (space?.kind !== 'map') return kinds;
  const sampler = entryAt(root, ['search', 'sampler', 'type'])?.value;
  const grid = sampler?.kind === 'scalar' && sampler.value === 'grid';
  const s: Searching = { w, root, asWritten, interval_ms, space, grid };
  for (const [path, entry] of space.entries) {
    const target = await findTarget(s, path, entry);
    if (target !== undefined) kinds.set(path, target.param.kind);
    if (target !== undefined && entry.value.kind === 'map') checkEntry(s, path, { target, map: entry.value, entry });
    if (entry.value.kind === 'map') checkWhen(s, path, entry.value);
  }
  return kinds;
}

async function findTarget(s: Searching, path: string, entry: Entry): Promise<Target | undefined> {
  const keys = parsePath(path);
  const at = { path: ['search', 'space', path] };
  const refuse = (message: string, more: Partial<Problem> = {}): undefined =>
    void complain(s.w, 'SPEC_UNKNOWN_NAME', at, entry.key, message, { at: 'key', ...more });
  if (keys === undefined) return refuse('is not a path of the spec', { expected: 'features.rsi.window' });
  if (keys[0].key === 'search' || keys[0].key === 'version') return refuse('is never searched');
  const names = keys.map(({ key }) => key);
  const target = await targetAt(s.w.types, s.root, names, s.interval_ms);
  if (target.lost === undefined) return target;
  const before = s.asWritten === s.root ? target : await targetAt(s.w.types, s.asWritten, names, s.interval_ms);
  if (before.lost === undefined) return undefined;
  const { index, known, message } = target.lost;
  const { meant } = didYouMean(names[index] ?? '', known);
  const hint =
    meant === undefined
      ? {}
      : { hint: `did you mean "${pathText([...names.slice(0, index), meant, ...names.slice(index + 1)])}"?` };
  return refuse(message, { ...(known.length > 0 && { expected: known.join(', ') }), ...hint });
}

interface Place {
  readonly target: Target;
  readonly map: MapTree;
  readonly entry: Entry;
}

function checkEntry(s: Searching, path: string, { target, map, entry }: Place): void {
  const at = (key: string): { path: readonly string[] } => ({ path: ['search', 'space', path, key] });
  const value = (key: string): Tree | undefined => map.entries.get(key)?.value;
  const { param } = target;
  if (['block', 'component', 'map', 'list', 'inputs'].includes(param.kind)) {
    return void complain(
      s.w,
      'SPEC_BAD_VALUE',
      { path: ['search', 'space', path] },
      entry.key,
      'is a block or a list; a search varies single values',
      { at: 'key' },
    );
  }
  const choices = value('choices');
  if (choices !== undefined) {
    for (const key of ['low', 'high', 'step', 'log']) {
      const extra = map.entries.get(key);
      if (extra !== undefined)
        complain(s.w, 'SPEC_CONFLICT', at(key), extra.key, 'stands beside "choices"', {
          expected: 'choices, or low and high',
        });
    }
    if (choices.kind === 'list') checkChoices(s, path, target, choices);
    return;
  }
  if (!WALKED.has(param.kind))
    return void complain(
      s.w,
      'SPEC_MISSING_KEY',
      at('choices'),
      entry.key,
      `a ${param.kind} is searched by its choices`,
      { hint: 'choices: [ … ]' },
    );
  const [low, high, step] = ['low', 'high', 'step'].map((key) => {
    const tree = value(key);
    if (tree !== undefined) return numberOf(s, at(key).path, target, tree, key !== 'step');
    if (key !== 'step')
      complain(s.w, 'SPEC_MISSING_KEY', at(key), entry.key, 'required key of a searched range is missing');
    return undefined;
  });
  if (low !== undefined && high !== undefined && low >= high)
    complain(s.w, 'SPEC_CONFLICT', at('high'), (value('high') as Tree).mark, 'must be above "low"');
  if (step !== undefined && step <= 0)
    complain(s.w, 'SPEC_BAD_VALUE', at('step'), (value('step') as Tree).mark, 'must be > 0');
  const log = value('log');
  if (log?.kind === 'scalar' && log.value === true && low !== undefined && low <= 0)
    complain(s.w, 'SPEC_CONFLICT', at('low'), (value('low') as Tree).mark, 'must be > 0 where "log" is true');
  if (
    s.grid &&
    step === undefined &&
    value('step') === undefined &&
    param.kind !== 'span' &&
    param.kind !== 'integer'
  ) {
    complain(s.w, 'SPEC_MISSING_KEY', at('step'), entry.key, 'a grid needs a step, or choices');
  }
}

function checkChoices(s: Searching, path: string, target: Target, choices: ListTree): void {
  for (const [i, item] of choices.items.entries()) {
    const at = ['search', 'space', path, 'choices', String(i)];
    if (numberOf(s, at, target, item, true) === undefined || target.param.kind !== 'input' || item.kind !== 'scalar')
      continue;
    const owner = (parsePath(path) ?? []).slice(0, 2).map(({ key }) => key);
    s.w.uses.push({
      name: String(item.value),
      path: at,
      mark: item.mark,
      param: target.param,
      at: { path: at, key: item.mark, interval_ms: undefined, owner: ['search', ...owner] },
    });
  }
}

/** Canonical number of a written value (0 for other kinds); undefined, and a problem, where the parameter refuses it. */
function numberOf(
  s: Searching,
  path: readonly string[],
  { param, interval_ms }: Target,
  tree: Tree,
  bounded: boolean,
): number | undefined {
  const refuse = (message: string, more: Partial<Problem> = {}): undefined => {
    const found = tree.kind === 'scalar' ? { found: JSON.stringify(tree.value) } : {};
    complain(s.w, 'SPEC_BAD_VALUE', { path }, tree.mark, message, { ...found, ...more });
  };
  if (tree.kind !== 'scalar') return refuse('must be a single value');
  const parsed = scalarValue(param, tree.value, interval_ms);
  if (parsed.fault !== undefined) {
    const { message, expected, hint } = parsed.fault;
    return refuse(message, { ...(expected !== undefined && { expected }), ...(hint !== undefined && { hint }) });
  }
  if (typeof parsed.value !== 'number') return 0;
  const broken = bounded ? brokenBound(param, parsed.value) : undefined;
  return broken === undefined ? parsed.value : refuse(`outside the range of the parameter: must be ${broken}`);
}

function brokenBound({ canonical, unit }: Param, value: number): string | undefined {
  const bounds: readonly [keyof JsonSchema, string, (limit: number) => boolean][] = [
    ['minimum', '>=', (limit) => value >= limit],
    ['maximum', '<=', (limit) => value <= limit],
    ['exclusiveMinimum', '>', (limit) => value > limit],
    ['exclusiveMaximum', '<', (limit) => value < limit],
  ];
  const broken = bounds.find(([key, , holds]) => typeof canonical[key] === 'number' && !holds(canonical[key]));
  return broken === undefined
    ? undefined
    : `${broken[1]} ${String(canonical[broken[0]])}${unit === undefined || unit === 'fraction' ? '' : ` ${unit}`}`;
}

/** A condition names another searched path, and a value that it may take. */
function checkWhen(s: Searching, path: string, map: MapTree): void {
  const when = map.entries.get('when')?.value;
  if (when?.kind !== 'map') return;
  for (const [key, entry] of when.entries) {
    const at = { path: ['search', 'space', path, 'when', key] };
    const other = key === path ? undefined : s.space.entries.get(key)?.value;
    if (other === undefined) {
      const known = [...s.space.entries.keys()].filter((name) => name !== path);
      complain(s.w, 'SPEC_UNKNOWN_NAME', at, entry.key, 'a condition must name another searched path', {
        at: 'key',
        ...didYouMean(key, known),
      });
      continue;
    }
    const choices = other.kind === 'map' ? other.entries.get('choices')?.value : undefined;
    if (choices?.kind !== 'list') continue;
    const allowed = choices.items.map((item) => (item.kind === 'scalar' ? item.value : null));
    for (const item of entry.value.kind === 'list' ? entry.value.items : [entry.value]) {
      if (item.kind === 'scalar' && allowed.includes(item.value)) continue;
      complain(s.w, 'SPEC_BAD_VALUE', at, item.mark, `is not one of the choices of "${key}"`, {
        expected: allowed.map(String).join(', '),
      });
    }
  }
}
