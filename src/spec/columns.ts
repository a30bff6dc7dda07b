import { outputUnits, type Feature } from '../core/contracts/feature.ts';
import type { Model } from '../core/contracts/model.ts';
import { didYouMean } from '../core/nearest.ts';
import type { Named, Names } from './names.ts';
import { BARS, columnNames, splitName } from './names.ts';
import { isSelection } from './references.ts';
import type { CanonicalValues } from './types.ts';
import type { NameUse, Walk } from './walk-types.ts';
import { complain } from './walk-types.ts';

/** Units of the columns of bars. */
export const BAR_UNITS: { readonly [column: string]: string } = {
  open: 'price',
  high: 'price',
  low: 'price',
  close: 'price',
  vwap: 'price',
  volume: 'volume',
  taker_base: 'volume',
  quote_volume: 'quote',
  count: 'count',
  timestamp: 'ms',
};

/** Unit of every column of a feature, by name; bar columns included. `order` = dependencies first. */
export function unitsOf(names: Names, order: readonly Named[]): ReadonlyMap<string, string> {
  const units = new Map(Object.entries(BAR_UNITS));
  for (const node of order) {
    if (node.part?.ok !== true) continue;
    const { component, values } = node.part;
    const feature = component as Feature;
    const inputs = feature.inputs(values).map((name) => units.get(name) ?? 'number');
    const own = outputUnits(feature, values, inputs);
    units.set(node.name, own[0]);
    for (const [k, output] of (names.outputs(node) ?? []).entries()) units.set(`${node.name}.${output}`, own[k]);
  }
  return units;
}

interface Selecting {
  readonly w: Walk;
  readonly names: Names;
  readonly units: ReadonlyMap<string, string>;
}

/** Columns of each model: `all`, names, groups, globs; a leading minus leaves out. Switched-off ones are gone. */
export function selectColumns(
  w: Walk,
  names: Names,
  units: ReadonlyMap<string, string>,
): Map<string, readonly string[]> {
  const selected = new Map<string, readonly string[]>();
  for (const node of names.nodes.values()) {
    if (node.room !== 'models' || node.part === undefined) continue;
    if ((node.part.component as Partial<Model>).stacks === true) {
      selected.set(node.name, stackedScores(names, node.part.values));
      continue;
    }
    const uses = w.uses.filter((use) => isSelection(use) && use.at.owner[1] === node.name);
    selected.set(node.name, selectFor({ w, names, units }, uses));
  }
  return selected;
}

/** Every column of scores that a model made of models reads. */
function stackedScores(names: Names, values: CanonicalValues): readonly string[] {
  return ((values['of'] ?? []) as readonly string[]).flatMap((name) => {
    const [base, output] = splitName(name);
    const node = names.nodes.get(base);
    if (node?.room !== 'models' || !node.enabled) return [];
    return output === '' ? (names.outputs(node) ?? []).map((label) => `${base}.${label}`) : [name];
  });
}

function selectFor(s: Selecting, uses: readonly NameUse[]): readonly string[] {
  const columns = new Set<string>();
  let failed = false;
  for (const [i, use] of uses.entries()) {
    const minus = use.name.startsWith('-');
    if (minus && i === 0) {
      complain(s.w, 'SPEC_BAD_VALUE', use, use.mark, 'nothing is selected yet that could be left out', {
        hint: `[all, ${use.name}]`,
      });
      failed = true;
      continue;
    }
    const matched = matching(s, use, minus ? use.name.slice(1) : use.name, minus);
    failed ||= matched === undefined;
    for (const column of matched ?? []) {
      if (minus) columns.delete(column);
      else columns.add(column);
    }
  }
  const [first] = uses;
  if (columns.size === 0 && !failed && first !== undefined) {
    complain(s.w, 'SPEC_CONFLICT', { path: first.path.slice(0, -1) }, first.mark, 'no column is left for the model', {
      hint: 'switch a feature on, or leave fewer out',
    });
  }
  return [...columns];
}

/** Enabled columns that one entry of a selection means; undefined where it means nothing. */
function matching(s: Selecting, use: NameUse, name: string, minus: boolean): readonly string[] | undefined {
  const { names, units } = s;
  const features = [...names.nodes.values()].filter(({ room }) => room === 'features');
  const enabled = features.filter((node) => node.enabled);
  if (name === 'all')
    return enabled.flatMap((node) => columnsOf(names, node)).filter((column) => units.get(column) !== 'category');
  if (name.includes('*')) {
    const glob = new RegExp(
      `^${name
        .split('*')
        .map((part) => part.replace(/[^a-z0-9_]/g, '\\$&'))
        .join('[a-z0-9_.]*')}$`,
    );
    const hits = (nodes: readonly Named[]): string[] =>
      nodes.flatMap((node) => columnsOf(names, node).filter((column) => glob.test(node.name) || glob.test(column)));
    return hits(features).length > 0 ? hits(enabled) : unknown(s, use, name);
  }
  const [base, output] = splitName(name);
  const node = names.nodes.get(base);
  if (BARS.has(name)) return [name];
  if (node === undefined) return unknown(s, use, name);
  if (node.room !== 'features') return minus ? unknown(s, use, name) : leak(s, use, node);
  const columns = columnsOf(names, node);
  const own = output === '' ? columns : columns.filter((column) => column === name);
  if (own.length === 0 && node.part?.ok === true) return unknown(s, use, name);
  return node.enabled ? own : [];
}

function columnsOf(names: Names, node: Named): readonly string[] {
  return names.outputs(node)?.map((output) => `${node.name}.${output}`) ?? [node.name];
}

function unknown({ w, names }: Selecting, use: NameUse, name: string): undefined {
  const groups = [...names.nodes.values()].filter(({ room }) => room === 'features').map((node) => node.name);
  const near = didYouMean(name, [...groups, ...columnNames(names, ['features']), ...BARS]);
  const expected = 'a feature, node.output, a glob such as ret_*, or all';
  const hint =
    near.meant === undefined ? {} : { hint: `did you mean "${use.name.startsWith('-') ? '-' : ''}${near.meant}"?` };
  complain(w, 'SPEC_UNKNOWN_NAME', use, use.mark, 'no feature has this name', {
    expected,
    found: JSON.stringify(use.name),
    ...hint,
  });
  return undefined;
}

function leak({ w }: Selecting, use: NameUse, node: Named): undefined {
  const message =
    node.room === 'labels'
      ? 'a label column used as feature: it reads the future'
      : `is one of ${node.room}, not a feature`;
  complain(w, node.room === 'signals' ? 'SPEC_UNKNOWN_NAME' : 'SPEC_LEAK', use, use.mark, message, {
    found: JSON.stringify(use.name),
  });
  return undefined;
}

/** Columns that a model is told more about are among those it has, or switched off. */
export function checkAmong(w: Walk, names: Names, columns: ReadonlyMap<string, readonly string[]>): void {
  for (const use of w.uses) {
    const own = use.at.owner[0] === 'models' ? columns.get(use.at.owner[1]) : undefined;
    if (own === undefined || isSelection(use) || use.at.owner.length > 2 || use.param.kind !== 'inputs') continue;
    if (use.param.accepts?.includes('column') !== true || own.includes(use.name)) continue;
    if (names.nodes.get(splitName(use.name)[0])?.enabled === false) continue;
    complain(w, 'SPEC_CONFLICT', use, use.mark, `"${use.name}" is no column of the model`, {
      expected: own.join(', '),
    });
  }
}
