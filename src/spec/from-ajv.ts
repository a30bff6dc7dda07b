import type { Component } from '../core/contracts/component.ts';
import type { Param, Params } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { MapTree, Tree } from './tree.ts';
import { deepest, entryAt, marked, plainOf } from './tree.ts';
import type { CanonicalValues, Validator, ValidatorError } from './types.ts';
import type { At, Walk } from './walk-types.ts';

interface Checked {
  readonly component: Component;
  readonly values: CanonicalValues;
  readonly tree: MapTree;
  readonly at: At;
}

/** Runs the component's schema over its canonical values. Units and shapes hold already; this is about bounds. */
export async function validate(
  w: Walk,
  checked: Checked & { readonly room: string; readonly fields: Params; readonly whole: boolean },
): Promise<boolean> {
  const { room, component, fields, values, tree, at, whole } = checked;
  const accepts = await w.types.validator(room, component.type);
  if (accepts(values)) return true;
  w.problems.push(...problemsOf(told(accepts.errors, whole), fields, tree, at));
  return false;
}

const BOUNDS: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'minProperties',
  'pattern',
]);

/** Where some values are refused already, what is missing was told; bounds of the others still count. */
export function told(errors: Validator['errors'], whole: boolean): readonly ValidatorError[] {
  return (errors ?? []).filter(({ keyword }) => whole || BOUNDS.has(keyword));
}

/** Problems of a validator's errors; each path once. */
export function problemsOf(errors: readonly ValidatorError[], fields: Params, tree: MapTree, at: At): Problem[] {
  const seen = new Set<string>();
  return errors.flatMap((error) => {
    if (seen.has(error.instancePath) || error.keyword === 'anyOf') return [];
    seen.add(error.instancePath);
    return [fromAjv(error, fields, tree, at)];
  });
}

function fromAjv(error: ValidatorError, fields: Params, tree: MapTree, at: At): Problem {
  const below = error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const unit = paramAt(fields, below)?.unit;
  const { entry, depth } = deepest(tree, below);
  const problem: Problem = {
    code: 'SPEC_BAD_VALUE',
    path: [...at.path, ...below],
    message: factOf(error, unit),
    ...(entry !== undefined && { found: JSON.stringify(plainOf(itemAt(entry.value, below.slice(depth)))) }),
  };
  return marked(problem, entry === undefined ? at.key : itemAt(entry.value, below.slice(depth)).mark);
}

/** List items have no entry of their own. */
function itemAt(tree: Tree, rest: readonly string[]): Tree {
  const item = tree.kind === 'list' && rest.length > 0 ? tree.items[Number(rest[0])] : undefined;
  return item === undefined ? tree : itemAt(item, rest.slice(1));
}

function factOf({ keyword, params, message }: ValidatorError, unit: string | undefined): string {
  const suffix = unit === undefined || unit === 'fraction' ? '' : ` ${unit}`;
  switch (keyword) {
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${String(params['comparison'])} ${String(params['limit'])}${suffix}`;
    case 'minItems':
    case 'minProperties':
      return Number(params['limit']) === 1 ? 'must not be empty' : `must hold ${String(params['limit'])} or more`;
    case 'pattern':
      return `must match ${String(params['pattern'])}`;
    default:
      return message ?? 'has another shape';
  }
}

function paramAt(fields: Params, path: readonly string[]): Param | undefined {
  const [key, ...rest] = path;
  let param: Param | undefined = Object.hasOwn(fields, key) ? fields[key] : undefined;
  for (const step of rest) {
    if (param === undefined) return undefined;
    param = param.fields === undefined ? param.of : Object.hasOwn(param.fields, step) ? param.fields[step] : undefined;
  }
  return param;
}

/** Rules between parameters, as the component states them. */
export function objections(w: Walk, { component, values, tree, at }: Checked): boolean {
  const found = component.check?.(values as never) ?? [];
  for (const { key, message, expected, hint } of found) {
    const path = key.split('.');
    const entry = entryAt(tree, path) ?? deepest(tree, path).entry;
    const problem: Problem = {
      code: 'SPEC_CONFLICT',
      path: [...at.path, ...path],
      message,
      ...(expected !== undefined && { expected }),
      ...(entry !== undefined && entry === entryAt(tree, path) && { found: JSON.stringify(plainOf(entry.value)) }),
      ...(hint !== undefined && { hint }),
    };
    w.problems.push(marked(problem, entry?.value.mark ?? at.key));
  }
  return found.length === 0;
}
