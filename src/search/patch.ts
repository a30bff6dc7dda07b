import { COMMON } from '../core/contracts/common.ts';
import type { Room } from '../core/contracts/common.ts';
import type { Param, Params } from '../core/params.ts';
import type { Lookup } from '../runner/recipes.ts';
import { parsePath } from '../spec/path.ts';
import { scalarValue } from '../spec/scalar.ts';
import type { CanonicalValues, Node, ResolvedSpec } from '../spec/types.ts';
import type { Scalar } from './types.ts';

/** Kinds whose values can change without any name or node changing its meaning. */
const PLAIN: ReadonlySet<string> = new Set(['span', 'integer', 'bps', 'fraction', 'number']);

/**
 * The spec with one number of its strategy side (signals, gates, portfolio, execution) changed, or undefined where that
 * takes a new resolution: other sections, switches, types and names. Equal to what `--set path=value` gives.
 */
export function patchSpec(spec: ResolvedSpec, lookup: Lookup, path: string, written: Scalar): ResolvedSpec | undefined {
  const [section, ...keys] = (parsePath(path) ?? []).map(({ key }) => key);
  const change = <N extends Node>(node: N | undefined, rest: readonly string[]): N | undefined => {
    if (node === undefined) return undefined;
    const values = patched({ params: fieldsOf(node.room, node.component.params), values: node.values }, rest, {
      written,
      lookup,
      interval_ms: spec.data.interval_ms,
    });
    return values === undefined ? undefined : { ...node, values };
  };
  const within = <N extends Node>(
    nodes: readonly N[],
    [name, ...rest]: readonly string[],
  ): readonly N[] | undefined => {
    const found = nodes.find((n) => n.name === name);
    const node = change(found, rest);
    return node === undefined ? undefined : nodes.map((n) => (n === found ? node : n));
  };
  if (section === 'signals' || section === 'gates') {
    const nodes = within(spec[section] as readonly Node[], keys);
    return nodes === undefined ? undefined : { ...spec, [section]: nodes };
  }
  if (section === 'execution') {
    const execution = change(spec.execution, keys);
    return execution === undefined ? undefined : { ...spec, execution };
  }
  if (section !== 'portfolio') return undefined;
  if (keys[0] === 'sizing') {
    const sizing = change(spec.portfolio.sizing, keys.slice(1));
    return sizing === undefined ? undefined : { ...spec, portfolio: { ...spec.portfolio, sizing } };
  }
  if (keys[0] === 'select' && spec.portfolio.select !== undefined) {
    const select = change(spec.portfolio.select, keys.slice(1));
    return select === undefined ? undefined : { ...spec, portfolio: { ...spec.portfolio, select } };
  }
  const limits = keys[0] === 'limits' ? within(spec.portfolio.limits, keys.slice(1)) : undefined;
  return limits === undefined ? undefined : { ...spec, portfolio: { ...spec.portfolio, limits } };
}

const fieldsOf = (room: string, params: Params): Params => ({ ...COMMON[room as Room], ...params });

interface Change {
  readonly written: Scalar;
  readonly lookup: Lookup;
  readonly interval_ms: number;
}

interface Block {
  readonly params: Params;
  readonly values: CanonicalValues;
}

function patched(
  { params, values }: Block,
  [key, ...rest]: readonly string[],
  change: Change,
): CanonicalValues | undefined {
  if (key === undefined || !Object.hasOwn(params, key)) return undefined;
  const next = patchedValue(params[key], values[key], rest, change);
  return next === undefined ? undefined : { ...values, [key]: next };
}

function patchedValue(param: Param, value: unknown, rest: readonly string[], change: Change): unknown {
  if (rest.length === 0) {
    if (!PLAIN.has(param.kind)) return undefined;
    const parsed = scalarValue(param, change.written, change.interval_ms);
    return parsed.fault === undefined && typeof parsed.value === 'number' ? parsed.value : undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const values = value as CanonicalValues;
  if (param.kind === 'block') return patched({ params: param.fields as Params, values }, rest, change);
  if (param.kind === 'map') {
    const next = Object.hasOwn(values, rest[0])
      ? patchedValue(param.of as Param, values[rest[0]], rest.slice(1), change)
      : undefined;
    return next === undefined ? undefined : { ...values, [rest[0]]: next };
  }
  const type = values['type'];
  if (param.kind !== 'component' || typeof type !== 'string' || type === 'none') return undefined;
  const { params } = change.lookup(param.room as Room, type);
  return patched({ params, values }, rest, change);
}
