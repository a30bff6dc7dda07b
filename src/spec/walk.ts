import { didYouMean } from '../core/nearest.ts';
import type { Param, Params } from '../core/params.ts';
import { objections, validate } from './from-ajv.ts';
import { fieldsOf, nounOf } from './nouns.ts';
import { scalarValue } from './scalar.ts';
import { ownInterval } from './target.ts';
import type { Entry, MapTree, Mark, Tree } from './tree.ts';
import { entryMark, treeOf } from './tree.ts';
import type { CanonicalValues } from './types.ts';
import type { At, Value, Walk } from './walk-types.ts';
import { BAD, complain } from './walk-types.ts';

const shown = (tree: Tree): string =>
  tree.kind === 'scalar' ? JSON.stringify(tree.value) : tree.kind === 'list' ? 'a list' : 'a block';

/** The canonical and the written form of one value, defaults filled in. Problems go to `w`. */
export async function walkValue(w: Walk, param: Param, tree: Tree, at: At): Promise<Value> {
  if (param.none === true && tree.kind === 'scalar' && tree.value === 'none') {
    return { canonical: param.kind === 'component' ? { type: 'none' } : null, written: 'none', ok: true };
  }
  switch (param.kind) {
    case 'component':
      return walkComponent(w, param, tree, at);
    case 'block':
      return tree.kind === 'map'
        ? walkFields(w, param.fields as Params, tree, at, at.path.join('.'))
        : wrongShape(w, tree, at, `must be a block of ${Object.keys(param.fields as Params).join(', ')}`);
    case 'map':
      return tree.kind === 'map'
        ? walkMap(w, param, tree, at)
        : wrongShape(w, tree, at, 'must be a block of names and values');
    case 'list':
    case 'inputs':
      return tree.kind === 'list'
        ? walkList(w, param, tree.items, at)
        : wrongShape(w, tree, at, 'must be a list', tree.kind === 'scalar' ? `[${tree.value}]` : undefined);
    default:
      return walkScalar(w, param, tree, at);
  }
}

function wrongShape(w: Walk, tree: Tree, at: At, message: string, hint?: string): Value {
  return complain(w, 'SPEC_BAD_VALUE', at, tree.mark, message, {
    found: shown(tree),
    ...(hint !== undefined && { hint }),
  });
}

function walkScalar(w: Walk, param: Param, tree: Tree, at: At): Value {
  const anything = param.kind === 'text' && param.canonical['type'] === undefined;
  if (anything && tree.kind === 'list')
    return {
      canonical: null,
      written: tree.items.map((item) => (item.kind === 'scalar' ? item.value : null)),
      ok: true,
    };
  if (tree.kind !== 'scalar') return wrongShape(w, tree, at, 'must be a single value');
  if (anything) return { canonical: tree.value, written: tree.value, ok: true };
  const parsed = scalarValue(param, tree.value, at.interval_ms);
  if (parsed.fault !== undefined) {
    const { code, part, ...fault } = parsed.fault;
    return complain(w, code, at, part === undefined ? tree.mark : within(tree.mark, ...part), fault.message, {
      ...fault,
      found: shown(tree),
    });
  }
  if (param.kind === 'input') w.uses.push({ name: tree.value as string, path: at.path, mark: tree.mark, param, at });
  for (const { name, from, to } of parsed.names ?? [])
    w.uses.push({ name, path: at.path, mark: within(tree.mark, from, to), param, at });
  return { canonical: parsed.value, written: tree.value, ok: parsed.value !== undefined };
}

/** Characters of a text inside its mark, quotes left out. */
function within(mark: Mark, from: number, to: number): Mark {
  const start = mark.from + (/^["']/.test(mark.source.text.slice(mark.from, mark.to)) ? 1 : 0);
  return start + to > mark.to ? mark : { source: mark.source, from: start + from, to: start + to };
}

async function walkList(w: Walk, param: Param, items: readonly Tree[], at: At): Promise<Value> {
  const values: Value[] = [];
  for (const [i, item] of items.entries()) {
    const below = { ...at, path: [...at.path, String(i)] };
    if (param.kind === 'list') values.push(await walkValue(w, param.of as Param, item, below));
    else if (item.kind !== 'scalar' || typeof item.value !== 'string')
      values.push(wrongShape(w, item, below, 'must be a name'));
    else {
      w.uses.push({ name: item.value, path: below.path, mark: item.mark, param, at });
      values.push({ canonical: item.value, written: item.value, ok: true });
    }
  }
  return {
    canonical: values.map((v) => v.canonical),
    written: values.map((v) => v.written),
    ok: values.every((v) => v.ok),
  };
}

async function walkMap(w: Walk, param: Param, map: MapTree, at: At): Promise<Value> {
  const canonical: Record<string, unknown> = {};
  const written: Record<string, unknown> = {};
  let ok = true;
  for (const [key, entry] of map.entries) {
    const below = { ...at, path: [...at.path, key], key: entry.key, siblings: map.entries.keys() };
    const value = await walkValue(w, param.of as Param, entry.value, below);
    [canonical[key], written[key]] = [value.canonical, value.written];
    ok &&= value.ok;
  }
  return { canonical, written, ok };
}

/** A closed block: unknown keys are refused, missing ones filled with their default or refused. */
export async function walkFields(w: Walk, fields: Params, map: MapTree, at: At, owner: string): Promise<Value> {
  const canonical: Record<string, unknown> = {};
  const written: Record<string, unknown> = {};
  const { meant, unknown } = refuseUnknown(w, fields, map, at, owner);
  let ok = unknown === 0;
  for (const [key, param] of Object.entries(fields)) {
    const entry = map.entries.get(key);
    if (entry === undefined && param.default === undefined) {
      if (param.optional || meant.has(key)) continue;
      ok = false;
      complain(w, 'SPEC_MISSING_KEY', { path: [...at.path, key] }, at.key, `required key of ${owner} is missing`, {
        hint: `${key}: ${example(param)}`,
      });
      continue;
    }
    const tree = entry?.value ?? treeOf(param.default, at.key);
    const { siblings: _, ...here } = at;
    const value = await walkValue(w, param, tree, { ...here, path: [...at.path, key], key: entry?.key ?? at.key });
    if (value.canonical !== undefined) canonical[key] = value.canonical;
    written[key] = value.written;
    ok &&= value.ok;
  }
  return { canonical, written, ok };
}

/** Refuses and counts unknown keys; gives the known ones that were meant by them. */
function refuseUnknown(
  w: Walk,
  fields: Params,
  map: MapTree,
  at: At,
  owner: string,
): { meant: ReadonlySet<string>; unknown: number } {
  const meant = new Set<string>();
  let unknown = 0;
  const free = Object.keys(fields).filter((key) => !map.entries.has(key));
  for (const [key, entry] of map.entries) {
    if (Object.hasOwn(fields, key) || key === 'type') continue;
    const path = [...at.path, key];
    if (entry.carried === true) {
      w.dropped.push(path.join('.'));
      continue;
    }
    unknown += 1;
    const known = Object.keys(fields);
    const { meant: missing, ...missed } = didYouMean(key, free);
    if (missing !== undefined) meant.add(missing);
    const near = missing === undefined ? didYouMean(key, known) : missed;
    complain(w, 'SPEC_UNKNOWN_KEY', { path }, entryMark(entry), `unknown key of ${owner}`, {
      expected: known.length === 0 ? 'no keys' : known.join(', '),
      found: key,
      at: 'key',
      ...near,
    });
  }
  return { meant, unknown };
}

function example(param: Param): string {
  if (param.none === true)
    return `none, or { ${param.kind === 'component' ? 'type: …' : Object.keys(param.fields as Params).join(', ')} }`;
  if (param.kind === 'component') return '{ type: … }';
  if (param.kind === 'choice') return (param.canonical['enum'] as readonly unknown[]).join(' | ');
  return `<${param.unit ?? param.kind}>`;
}

async function walkComponent(w: Walk, param: Param, tree: Tree, at: At): Promise<Value> {
  const room = param.room as string;
  if (tree.kind !== 'map') {
    const named = tree.kind === 'scalar' && w.types.types(room).includes(String(tree.value));
    return wrongShape(
      w,
      tree,
      at,
      'must be a block with a "type"',
      named ? `{ type: ${String((tree as { value: unknown }).value)} }` : undefined,
    );
  }
  const type = await typeOf(w, room, tree, at);
  if (type === undefined) return BAD;
  const component = await w.types.load(room, type);
  const fields = fieldsOf(room, component);
  const here = { ...at, owner: at.path, interval_ms: ownInterval(room, tree) ?? at.interval_ms };
  const value = await walkFields(w, fields, tree, here, `${nounOf(room)} "${type}"`);
  const values = value.canonical as CanonicalValues;
  const bounded = await validate(w, { room, component, fields, values, tree, at, whole: value.ok });
  const ok = value.ok && bounded && objections(w, { component, values, tree, at });
  w.parts.push({ room, path: at.path, component, values, tree, key: at.key, enabled: values['enabled'] !== false, ok });
  return { canonical: { type, ...values }, written: { type, ...(value.written as object) }, ok };
}

async function typeOf(w: Walk, room: string, tree: MapTree, at: At): Promise<string | undefined> {
  const entry: Entry | undefined = tree.entries.get('type');
  const types = w.types.types(room);
  const path = [...at.path, 'type'];
  const expected =
    types.length === 0
      ? 'no type exists yet'
      : types.length > 20
        ? `a type that "assay components ${room}" lists`
        : types.join(', ');
  const name = at.path.at(-1) ?? '';
  if (entry === undefined) {
    const others = [...(at.siblings ?? [])].filter((sibling) => sibling !== name);
    complain(w, 'SPEC_MISSING_KEY', { path }, at.key, `required key of a ${nounOf(room)} is missing`, {
      expected,
      ...didYouMean(name, others),
    });
    return undefined;
  }
  const type = entry.value.kind === 'scalar' ? String(entry.value.value) : '';
  if (types.includes(type)) return type;
  complain(w, 'SPEC_UNKNOWN_TYPE', { path }, entry.value.mark, `unknown type of ${nounOf(room)}`, {
    expected,
    found: shown(entry.value),
    ...didYouMean(type, types),
  });
  return undefined;
}
